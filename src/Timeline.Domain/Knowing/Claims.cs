using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Timeline.Domain.Json;
using Timeline.Domain.Record;
using Timeline.Domain.Time;

namespace Timeline.Domain.Knowing;

/// <summary>What an event says at one place of its subject's state (SEMANTICS §6).</summary>
/// <param name="Pointer">Where: a JSON Pointer into the state.</param>
/// <param name="Value">What.</param>
/// <param name="IsTally">It adds to a number instead of giving a value.</param>
public sealed record Assertion(string Pointer, Value Value, bool IsTally)
{
    /// <summary>Whether it says one of these words there.</summary>
    internal bool Is<TEnum>(string pointer, params TEnum[] words) where TEnum : struct, Enum =>
        Pointer == pointer && words.Select(Words.Text).Contains(Value.Text);

    /// <summary>Whether it says of one of several things that it is at a place.</summary>
    internal bool IsAt(string map, string member, string slug) =>
        JsonPointer.Steps(Pointer).ToArray() is [var at, _, var name] && $"/{at}" == map && name == member && Value.PlaceSlug == slug;
}

/// <summary>What an event says is unknown or withheld: a reported open question (SEMANTICS §6).</summary>
/// <param name="Pointer">Where the value would stand.</param>
/// <param name="Absence"><see cref="Absence.Unknown"/> or <see cref="Absence.Withheld"/>.</param>
/// <param name="IsWhich">It is not known which of several things it is: the pointer is that of their map.</param>
public sealed record ReportedGap(string Pointer, Absence Absence, bool IsWhich);

/// <summary>
/// Takes down what one event asserts. A member that is not given asserts nothing; one said not to exist asserts <c>none</c>; one said to
/// be unknown or withheld is a reported gap (SEMANTICS §6). The member is known from the expression that names it.
/// </summary>
public sealed class Claims
{
    private readonly string _prefix;
    private readonly Sink _sink;

    private Claims(string prefix, Sink sink) => (_prefix, _sink) = (prefix, sink);

    /// <summary>What the event's data asserts, in the order it says it.</summary>
    /// <param name="data">The payload in force.</param>
    /// <param name="absent">What it says of members without a value.</param>
    /// <param name="act">The id of the act that the event is an account of: its own where it is none (SEMANTICS §6).</param>
    /// <param name="actOf">The act that an event of the same subject is an account of.</param>
    public static (IReadOnlyList<Assertion> Assertions, IReadOnlyList<ReportedGap> Gaps) Of(
        EventData data, Absences? absent, Guid act, Func<Guid, Guid> actOf)
    {
        var sink = new Sink(act, actOf, absent);
        data.Assert(new Claims("", sink));
        return (sink.Assertions, sink.Gaps);
    }

    /// <summary>Says a value.</summary>
    /// <param name="name">The member of the state, within what this speaks of.</param>
    /// <param name="value">The value, if given.</param>
    /// <param name="member">The member of the payload that it is.</param>
    public Claims Say(string name, Value? value, [CallerArgumentExpression(nameof(value))] string member = "")
    {
        var at = JsonPointer.To(_prefix, name);
        if (value is not null) _sink.Assertions.Add(new Assertion(at, value, IsTally: false));
        else if (_sink.Absence(member) is Absence.None) _sink.Assertions.Add(new Assertion(at, Value.None, IsTally: false));
        else Gap(at, member, isWhich: false);
        return this;
    }

    /// <summary>Says one of a closed list of words that the type of event itself implies, such as a status.</summary>
    public Claims Say<TEnum>(string name, TEnum word) where TEnum : struct, Enum => Say(name, (Value?)Words.Text(word));

    /// <summary>Says one of a closed list of words.</summary>
    public Claims Say<TEnum>(string name, TEnum? word, [CallerArgumentExpression(nameof(word))] string member = "") where TEnum : struct, Enum =>
        Say(name, word is { } value ? Words.Text(value) : (Value?)null, member);

    /// <summary>Adds to a number.</summary>
    public Claims Count(string name, decimal amount)
    {
        _sink.Assertions.Add(new Assertion(JsonPointer.To(_prefix, name), Value.Of(amount), IsTally: true));
        return this;
    }

    /// <summary>Adds one to the count of one of several things.</summary>
    public Claims CountBy(string group, string? key, [CallerArgumentExpression(nameof(key))] string member = "")
    {
        var at = JsonPointer.To(_prefix, group);
        if (key is null) Gap(at, member, isWhich: true);
        else _sink.Assertions.Add(new Assertion(JsonPointer.To(at, key), Value.Of(1), IsTally: true));
        return this;
    }

    /// <summary>Speaks of one of several things, told apart by a name or key.</summary>
    /// <returns><see langword="null"/> where it is not named: nothing can be said of it then.</returns>
    public Claims? Under(string map, string? key, [CallerArgumentExpression(nameof(key))] string member = "")
    {
        var at = JsonPointer.To(_prefix, map);
        if (key is not null) return new Claims(JsonPointer.To(at, key), _sink);
        Gap(at, member, isWhich: true);
        return null;
    }

    /// <summary>Speaks of a group of members.</summary>
    public Claims Within(string group) => new(JsonPointer.To(_prefix, group), _sink);

    /// <summary>Speaks of a thing told apart by its name or, where it has none, of the act.</summary>
    public Claims UnderOrEntry(string map, Name? name) => name is null ? Entry(map) : Under(map, name)!;

    /// <summary>Speaks of a place within what this speaks of.</summary>
    public Claims? In(Place? place, [CallerArgumentExpression(nameof(place))] string member = "") => In(place?.Name, member);

    /// <summary>Speaks of a thing told apart by its name.</summary>
    public Claims? Under(string map, Name? name, [CallerArgumentExpression(nameof(name))] string member = "") => Under(map, name?.Slug, member);

    /// <summary>Speaks of a place.</summary>
    public Claims? Under(string map, Place? place, [CallerArgumentExpression(nameof(place))] string member = "") =>
        Under(map, place?.Name.Slug, member);

    /// <summary>Speaks of a topic within what this speaks of.</summary>
    public Claims? In(Name? topic, [CallerArgumentExpression(nameof(topic))] string member = "")
    {
        if (topic is not null) return new Claims(JsonPointer.To(_prefix, topic.Slug), _sink);
        Gap(_prefix, member, isWhich: true);
        return null;
    }

    /// <summary>Speaks of an actor.</summary>
    public Claims? Under(string map, Key? actor, [CallerArgumentExpression(nameof(actor))] string member = "") =>
        Under(map, actor?.Value, member);

    /// <summary>Speaks of each of several actors.</summary>
    public IEnumerable<Claims> UnderEach(string map, Actors? actors, [CallerArgumentExpression(nameof(actors))] string member = "")
    {
        if (actors is not null) return [.. actors.Select(actor => Under(map, actor.Value)!)];
        Gap(JsonPointer.To(_prefix, map), member, isWhich: true);
        return [];
    }

    /// <summary>Speaks of the act itself, where nothing else tells it from its like.</summary>
    public Claims Entry(string map) => Under(map, _sink.Act.ToString())!;

    /// <summary>Speaks of the act that another event of the subject is an account of.</summary>
    public Claims? Of(string map, Guid? @event) => Under(map, @event is { } id ? _sink.ActOf(id).ToString() : null);

    /// <summary>
    /// Says the members that any type may carry; <c>note</c> asserts nothing, and by whose hand one act was done says nothing of the
    /// subject as a whole.
    /// </summary>
    public Claims Common(EventData data)
    {
        Say("dates", data.Dates, "dates").Say("due", data.Due, "due").Say("participants", data.Participants, "participants")
            .Say("purpose", data.Purpose, "purpose");
        return _prefix.Length == 0 ? this : Say("via", data.Via, "via");
    }

    private void Gap(string at, string member, bool isWhich)
    {
        if (_sink.Absence(member) is { } absence and not Absence.None) _sink.Gaps.Add(new ReportedGap(at, absence, isWhich));
    }

    private sealed class Sink(Guid act, Func<Guid, Guid> actOf, Absences? absent)
    {
        internal Guid Act => act;

        internal List<Assertion> Assertions { get; } = [];

        internal List<ReportedGap> Gaps { get; } = [];

        internal Guid ActOf(Guid id) => actOf(id);

        internal Absence? Absence(string member) => absent?.Of(JsonNamingPolicy.CamelCase.ConvertName(member));
    }
}

/// <summary>A date in a state whose days are those of a zone (SEMANTICS §6). A date of UTC stands alone, as its text.</summary>
/// <param name="Date">The date (EDTF).</param>
/// <param name="Zone">The IANA zone.</param>
/// <param name="ZoneName">What people are told of the zone: the name given to it, else its city.</param>
public sealed record ZonedDate(string Date, string Zone, string ZoneName);

/// <summary>
/// A value as asserted: canonical JSON. Two values are equal if they say the same: a number by its amount, actors in any order, a place by
/// its name, anything else by its text.
/// </summary>
public sealed record Value
{
    /// <summary>What is said not to exist.</summary>
    public static readonly Value None = (Value)"none"!;

    private readonly object _what;
    private readonly JsonTypeInfo _type;
    private readonly string _same;
    private string? _json;

    private Value(object what, JsonTypeInfo type, string same, Edtf? date = null, decimal? number = null) =>
        (_what, _type, _same, Date, Number) = (what, type, same, date, number);

    /// <summary>Canonical JSON.</summary>
    // Most of what is said is never told: it is written when somebody asks.
    public string Json => _json ??= StrictJson.Write(_what, _type);

    /// <summary>The same, read.</summary>
    public JsonElement ToElement() => JsonSerializer.Deserialize(Json, RecordJson.Default.JsonElement);

    /// <summary>The date, where it is one: a narrower date refines a wider one and does not contradict it.</summary>
    public Edtf? Date { get; }

    /// <summary>The key of the place, where it is one.</summary>
    internal string? PlaceSlug => _what is Place ? _same : null;

    /// <summary>The number, where it is one.</summary>
    public decimal? Number { get; }

    /// <summary>The text, where it is one.</summary>
    public string? Text => Json.StartsWith('"') ? JsonSerializer.Deserialize(Json, RecordJson.Default.String) : null;

    /// <summary>A number.</summary>
    public static Value Of(decimal number) => new(number, RecordJson.Default.Decimal, Plain(number), number: number);

    /// <summary>A text.</summary>
    public static implicit operator Value?(string? text) => text is null ? null : new(text, RecordJson.Default.String, $"\"{text}");

    /// <summary>A date.</summary>
    public static implicit operator Value?(Edtf? date) => date switch
    {
        null => null,
        { Zone: { } zone } => new(new ZonedDate(date.Text, zone.Id, zone.Name), RecordJson.Default.ZonedDate, $"\"{date.Text} {zone.Id}", date: date),
        _ => new(date.Text, RecordJson.Default.String, $"\"{date.Text}", date: date),
    };

    /// <summary>A name.</summary>
    public static implicit operator Value?(Name? name) => name?.Text;

    /// <summary>An actor.</summary>
    public static implicit operator Value?(Key? key) => key?.Value;

    /// <summary>One or more actors.</summary>
    public static implicit operator Value?(Actors? actors) =>
        actors is null ? null : new(actors, RecordJson.Default.Actors, Sorted(actors.Items));

    /// <summary>Actors.</summary>
    public static implicit operator Value?(Keys? keys) =>
        keys is null ? null : new(keys, RecordJson.Default.Keys, Sorted(keys.Items));

    /// <summary>A place.</summary>
    public static implicit operator Value?(Place? place) =>
        place is null ? null : new(place, RecordJson.Default.Place, place.Name.Slug);

    /// <summary>A quantity.</summary>
    public static implicit operator Value?(Quantity? quantity) => quantity is null
        ? null
        : new(quantity, RecordJson.Default.Quantity, $"{Plain(quantity.Amount)} {quantity.Unit.Text}");

    /// <summary>Texts.</summary>
    public static implicit operator Value?(Texts? texts) =>
        texts is null ? null : new(texts, RecordJson.Default.Texts, StrictJson.Write(texts, RecordJson.Default.Texts));

    /// <summary>What standards call an actor.</summary>
    public static implicit operator Value?(Subjects.Actor.ActorCodes? codes) =>
        codes is null ? null : new(codes, RecordJson.Default.ActorCodes, StrictJson.Write(codes, RecordJson.Default.ActorCodes));

    /// <summary>A number.</summary>
    public static implicit operator Value?(decimal? number) => number is { } n ? Of(n) : null;

    /// <summary>Whether it is a date within the bounds of another: narrower, and no rival of it (SEMANTICS §6).</summary>
    internal bool Refines(Value wide) =>
        Date is { } narrow && wide.Date is { } wider && wider.Bounds.Contains(narrow.Bounds)
            && (narrow.Bounds != wider.Bounds || (narrow.IsLocal && !wider.IsLocal));

    /// <summary>Whether the two cannot both be so.</summary>
    internal bool IsRivalOf(Value other) => this != other && !Refines(other) && !other.Refines(this);

    /// <summary>Whether who says this says the other with it: it is the same, or a date that refines it (SEMANTICS §6).</summary>
    internal bool Says(Value other) => this == other || Refines(other);

    /// <inheritdoc/>
    public bool Equals(Value? other) => other is not null && _same == other._same;

    /// <inheritdoc/>
    public override int GetHashCode() => _same.GetHashCode(StringComparison.Ordinal);

    private static string Plain(decimal number) => number.ToString("0.############################", CultureInfo.InvariantCulture);

    private static string Sorted(IEnumerable<Key> keys) => string.Join(' ', keys.Order());
}
