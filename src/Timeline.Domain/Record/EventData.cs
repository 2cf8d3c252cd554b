using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Timeline.Domain.Json;
using Timeline.Domain.Knowing;
using Timeline.Domain.Time;

namespace Timeline.Domain.Record;

/// <summary>
/// The payload of an event: one sealed record per type of the catalogue. Every member may be missing, since a report may be silent;
/// which ones a type requires stands in its <see cref="RequiresAttribute"/>. The members here may be carried by any type.
/// </summary>
public abstract record EventData
{
    /// <summary>Planned dates. When the act itself took place is the event's <c>happened</c>, never this.</summary>
    public Edtf? Dates { get; init; }

    /// <summary>By when something is to be done.</summary>
    public Edtf? Due { get; init; }

    /// <summary>Who takes part.</summary>
    public Keys? Participants { get; init; }

    /// <summary>By whose hand or over which channel.</summary>
    public string? Via { get; init; }

    /// <summary>What for.</summary>
    public string? Purpose { get; init; }

    /// <summary>A remark of whoever recorded the event; asserts nothing.</summary>
    public string? Note { get; init; }

    /// <summary>Says what the event asserts of its subject's state (SEMANTICS §6).</summary>
    protected internal abstract void Assert(Claims say);

    /// <summary>Every date in it.</summary>
    internal IReadOnlyList<Edtf> EveryDate
    {
        get
        {
            List<Edtf> dates = [];
            WithDates(null, (_, date, _) =>
            {
                dates.Add(date);
                return date;
            });
            return dates;
        }
    }

    /// <summary>The zone of its dates in an event of a zone.</summary>
    internal virtual LocalZone? ZoneIn(LocalZone? ofEvent) => ofEvent;

    /// <summary>The same payload in an event of a zone, each of its dates replaced by what is read there.</summary>
    internal virtual EventData WithDates(LocalZone? ofEvent, ReadDate read)
    {
        var zone = ZoneIn(ofEvent);
        var dates = DatesOf.GetOrAdd(GetType(), type => [.. type.GetProperties().Where(p => p.PropertyType == typeof(Edtf))]);
        EventData? copy = null;
        foreach (var property in dates)
        {
            if (property.GetValue(this) is not Edtf date) continue;
            var now = read(JsonPointer.To("", JsonNamingPolicy.CamelCase.ConvertName(property.Name)), date, zone);
            if (ReferenceEquals(now, date)) continue;
            copy ??= this with { };
            property.SetValue(copy, now);
        }

        return copy ?? this;
    }

    // Payloads have few dates, and most none.
    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> DatesOf = [];
}

/// <summary>Reads a date of a payload.</summary>
/// <param name="pointer">Where it stands there.</param>
/// <param name="date">The date.</param>
/// <param name="zone">The zone that it is of; <see langword="null"/>: UTC.</param>
/// <returns>What stands there instead; the same, if nothing is to change.</returns>
internal delegate Edtf ReadDate(string pointer, Edtf date, LocalZone? zone);

/// <summary>The payload of one of the five types that act on another event of the same subject (SEMANTICS §5).</summary>
public abstract record ActOnTheRecord : EventData
{
    /// <summary>The id of the event it acts on.</summary>
    [JsonPropertyOrder(-1)]
    public Guid? Event { get; init; }

    /// <summary>Nothing: it changes what other events assert.</summary>
    protected internal sealed override void Assert(Claims say)
    {
    }
}

/// <summary>An act on the record that gives its target another payload, happened or both.</summary>
public interface IReplacesPayload
{
    /// <summary>The whole new payload, in the shape of the target's type.</summary>
    JsonElement? Data { get; }

    /// <summary>When the act took place after all.</summary>
    Edtf? Happened { get; }
}

/// <summary>An event whose payload names another event that it answers.</summary>
public interface IAnswersAnEvent
{
    /// <summary>The id of an earlier event of the same subject.</summary>
    Guid? Event { get; }

    /// <summary>The payload as it is shown to whom that event may not be: it does not say what is answered.</summary>
    EventData WithoutEvent();
}

/// <summary>The members without which a payload says nothing; <c>absent</c> may stand in for them (SEMANTICS §1).</summary>
/// <param name="members">Their names as stored.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class RequiresAttribute(params string[] members) : Attribute
{
    /// <summary>Their names as stored.</summary>
    public IReadOnlyList<string> Members { get; } = members;
}
