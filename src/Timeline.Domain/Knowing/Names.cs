using System.Text.Json;
using Timeline.Domain.Record;
using Timeline.Domain.Subjects;
using Timeline.Domain.Time;

namespace Timeline.Domain.Knowing;

/// <summary>
/// What events of a subject may name to a knower: what they never learn of is not named either, and events that name it are read without
/// (SEMANTICS §4). So here it is decided of which act an event is an account.
/// </summary>
/// <param name="events">The events.</param>
/// <param name="whole">The names of all events of the subject, where these are some of them.</param>
internal sealed class Names(SeenEvents events, Names? whole = null)
{
    // Of what the knower never learns of the accounts that they do. The first is so by what is known and not by position: in whatever order
    // they were recorded, it is the same (§8, law 3).
    private readonly Dictionary<Guid, SortedSet<(Instant KnownBy, long Seq, Guid Id)>> _accounts = [];
    private readonly Dictionary<Guid, Guid> _actOf = [];

    private Names Whole => whole ?? this;

    /// <summary>Counts an event among the accounts of what the knower never learns of, if it is one that they learn of.</summary>
    internal void Add(SeenEvent account)
    {
        if (SecretOf(account) is not { } secret) return;
        if (!_accounts.TryGetValue(secret, out var accounts)) _accounts[secret] = accounts = [];
        accounts.Add(PlaceOf(account));
    }

    /// <summary>Does not count it among them any more.</summary>
    internal void Remove(SeenEvent account)
    {
        if (SecretOf(account) is { } secret) _accounts[secret].Remove(PlaceOf(account));
    }

    /// <summary>The first account of what the knower never learns of; <see langword="null"/>: they do, or there is none.</summary>
    internal Guid? FirstAccountOf(Guid id) => Whole._accounts.GetValueOrDefault(id) is { Count: > 0 } accounts ? accounts.Min.Id : null;

    /// <summary>Forgets which accounts there are of an event, and of which act it is one itself.</summary>
    internal void Forget(Guid id)
    {
        _accounts.Remove(id);
        _actOf.Remove(id);
    }

    /// <summary>Takes out of an event what the knower may not be told that it names, as it is now.</summary>
    internal void Cut(SeenEvent seen)
    {
        _actOf.Remove(seen.Recorded.Id);
        if (seen.AccountOf is not null || seen.Event.Data is IAnswersAnEvent or IReplacesPayload) seen.Cut(Cut);
    }

    /// <summary>
    /// The act that an event is an account of, through accounts of accounts. Accounts of what the knower never learns of are of one act,
    /// which is named by the first of them that they do.
    /// </summary>
    internal Guid ActOf(Guid id)
    {
        // A chain of accounts of accounts may be long, and is gone once.
        var (way, act) = (new List<Guid>(), id);
        while (!_actOf.TryGetValue(id, out act))
        {
            way.Add(id);
            if (events.Find(id)?.Event.AccountOf is { } earlier)
            {
                id = earlier;
                continue;
            }

            act = FirstAccountOf(id) ?? id;
            break;
        }

        foreach (var step in way) _actOf[step] = act;
        return act;
    }

    private SeenEvents Events => events;

    private bool IsNamed(Guid id) => Whole.Events.Find(id) is not null;

    private Guid? SecretOf(SeenEvent account) => account is { IsThere: true, AccountOf: { } act } && !IsNamed(act) ? act : null;

    private static (Instant KnownBy, long Seq, Guid Id) PlaceOf(SeenEvent account) =>
        (account.KnownBy!.Value, account.Recorded.Seq, account.Recorded.Id);

    private TimelineEvent Cut(TimelineEvent e)
    {
        if (e.AccountOf is { } account && !IsNamed(account))
            e = e with { AccountOf = FirstAccountOf(account) is var first && first != e.Id ? first : null };
        return e.Data switch
        {
            IAnswersAnEvent { Event: { } answered } answer when !IsNamed(answered) => e with { Data = answer.WithoutEvent() },
            EventCorrected { Data: { } data } correction when NamesSecret(e, data) =>
                e with { Data = correction with { Data = WithoutEvent(e, data) } },
            EventAmended { Data: { } data } amendment when NamesSecret(e, data) =>
                e with { Data = amendment with { Data = WithoutEvent(e, data) } },
            _ => e,
        };
    }

    private bool NamesSecret(TimelineEvent act, JsonElement data) => PayloadOf(act, data) is { Event: { } answered } && !IsNamed(answered);

    private JsonElement WithoutEvent(TimelineEvent act, JsonElement data) => EventType.ToElement(PayloadOf(act, data)!.WithoutEvent());

    private IAnswersAnEvent? PayloadOf(TimelineEvent act, JsonElement data) =>
        events.FindAny(act.Target!.Value)!.Recorded.Type is var type && type.ClrType.IsAssignableTo(typeof(IAnswersAnEvent))
            ? (IAnswersAnEvent)type.ReadData(data) : null;
}
