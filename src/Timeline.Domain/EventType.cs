using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Timeline.Domain.Json;
using Timeline.Domain.Record;
using Timeline.Domain.Subjects;

namespace Timeline.Domain;

/// <summary>A type of event as the catalogue has it: one row of the table.</summary>
public sealed class EventType
{
    private readonly JsonTypeInfo _shape;
    private readonly Lazy<Func<object, object?>[]> _actors;

    internal EventType(JsonTypeInfo shape, int order, IReadOnlyList<string> kinds, IReadOnlyList<string> cameo, IReadOnlyList<string> plover,
        string description, string example)
    {
        (_shape, Order, Kinds, Cameo, Plover, Description, Example) = (shape, order, kinds, cameo, plover, description, example);
        StoredName = SnakeCase(Name);
        _actors = new(() => [.. shape.Properties.Where(p => NamesActors(p.PropertyType)).Select(p => p.Get!)]);
        Required = shape.Type.GetCustomAttribute<RequiresAttribute>()?.Members ?? [];
        SubjectMatter = IsActOnTheRecord ? [] : MatterOf(shape, Required);
    }

    /// <summary>Its name, e.g. <c>VenueRejected</c>. Once recorded it never changes.</summary>
    public string Name => ClrType.Name;

    /// <summary>Its name in the ledger, e.g. <c>venue_rejected</c>.</summary>
    public string StoredName { get; }

    /// <summary>The record that is its payload.</summary>
    public Type ClrType => _shape.Type;

    /// <summary>Its place in the catalogue, which orders two acts of one moment (SEMANTICS §6).</summary>
    public int Order { get; }

    /// <summary>The kinds of subject it may be recorded of; empty: any.</summary>
    public IReadOnlyList<string> Kinds { get; }

    /// <summary>CAMEO codes, the nearest first; leading zeros count. Empty for acts on the record.</summary>
    public IReadOnlyList<string> Cameo { get; }

    /// <summary>PLOVER category, with its mode after a hyphen, one for each CAMEO code.</summary>
    public IReadOnlyList<string> Plover { get; }

    /// <summary>What it says, in one sentence.</summary>
    public string Description { get; }

    /// <summary>A payload, as JSON.</summary>
    public string Example { get; }

    /// <summary>The members a payload must have, unless <c>absent</c> stands in for them or it is an account of another event.</summary>
    public IReadOnlyList<string> Required { get; }

    /// <summary>
    /// Of the required members those that name the thing itself, such as the venue of a confirmed venue: neither who takes part nor the
    /// event that is answered; and a place only where the type requires nobody, for else it is where somebody acts.
    /// </summary>
    public IReadOnlyList<string> SubjectMatter { get; }

    /// <summary>The members a payload may have.</summary>
    public IReadOnlyList<string> Members => [.. _shape.Properties.Select(p => p.Name)];

    /// <summary>
    /// What of its subject matter is said to be unknown, withheld or none; <see langword="null"/>: nothing. An event is then called by that
    /// (<c>venue: withheld</c>): the name of its type would say what nobody said.
    /// </summary>
    public Absences? Untold(Absences? absent) =>
        absent?.Members.Where(m => SubjectMatter.Contains(m.Key)).ToDictionary() is { Count: > 0 } untold ? new Absences(untold) : null;

    /// <summary>Whether it acts on another event instead of reporting one of the world (SEMANTICS §5).</summary>
    public bool IsActOnTheRecord => typeof(ActOnTheRecord).IsAssignableFrom(ClrType);

    /// <summary>The shape of its payload, for schemas.</summary>
    public JsonTypeInfo Shape => _shape;

    /// <summary>Whether it may be recorded of a subject of this kind.</summary>
    public bool Fits(string kind) => Kinds.Count == 0 || Kinds.Contains(kind);

    /// <summary>Reads a payload that was checked before.</summary>
    public EventData ReadData(JsonElement data) => (EventData)data.Deserialize(_shape)!;

    /// <summary>Reads a stored payload.</summary>
    public EventData ReadData(string json) => (EventData)JsonSerializer.Deserialize(json, _shape)!;

    /// <summary>Who takes part, as a payload has it: whom its members name by key (SEMANTICS §10). A knower takes no part.</summary>
    public IEnumerable<Key> ActorsIn(EventData data) => data is EventDisclosed or ErasedData ? [] : _actors.Value.SelectMany(get => get(data) switch
    {
        Key one => [one],
        IEnumerable<Key> several => several,
        _ => [],
    });

    /// <summary>Writes a payload: canonical JSON, camel case.</summary>
    public static void WriteData(Utf8JsonWriter writer, EventData data) =>
        JsonSerializer.Serialize(writer, data, RecordJson.Default.Options.GetTypeInfo(data.GetType()));

    /// <summary>A payload as JSON, for an answer.</summary>
    public static JsonElement ToElement(EventData data) =>
        JsonSerializer.SerializeToElement(data, RecordJson.Default.Options.GetTypeInfo(data.GetType()));

    /// <summary>Holds a payload against the type, and adds every fault.</summary>
    /// <param name="data">The payload as sent.</param>
    /// <param name="pointer">Where it stands in the body.</param>
    /// <param name="absent">What is said of members without a value.</param>
    /// <param name="absentPointer">Where that stands.</param>
    /// <param name="isAccount">It is another report of an act, and may leave out anything.</param>
    /// <param name="faults">Takes what is wrong.</param>
    public void Check(JsonElement data, string pointer, Absences? absent, string absentPointer, bool isAccount, ICollection<Fault> faults)
    {
        StrictJson.Check(data, _shape, pointer, faults);
        if (data.ValueKind != JsonValueKind.Object) return;
        if (!isAccount)
        {
            foreach (var member in Required.Where(m => !data.TryGetProperty(m, out _) && absent?.Of(m) is null))
                faults.Add(new Fault(JsonPointer.To(pointer, member), $"Is missing: {Name} requires it, or 'absent' to say that it is unknown, withheld or none."));
        }

        foreach (var member in absent?.Members.Keys ?? [])
        {
            var at = JsonPointer.To(absentPointer, member);
            if (!Members.Contains(member)) faults.Add(new Fault(at, $"Is no member of {Name}. Members are {string.Join(", ", Members)}."));
            else if (data.TryGetProperty(member, out _)) faults.Add(new Fault(at, "Is said to be absent, and given."));
        }
    }

    /// <summary><c>VenueRejected</c>.</summary>
    public override string ToString() => Name;

    private static string[] MatterOf(JsonTypeInfo shape, IReadOnlyList<string> required)
    {
        var members = required.Select(name => shape.Properties.First(p => p.Name == name)).ToList();
        var isActed = members.Exists(m => NamesActors(m.PropertyType));
        return [.. members.Where(m => IsThing(m.PropertyType)).Select(m => m.Name)];

        bool IsThing(Type member) => !NamesActors(member) && member != typeof(Guid?) && !(isActed && member == typeof(Place));
    }

    private static bool NamesActors(Type member) => member == typeof(Key) || member.IsAssignableTo(typeof(IEnumerable<Key>));

    private static string SnakeCase(string name)
    {
        var snake = new StringBuilder(name.Length + 8);
        foreach (var c in name)
        {
            if (char.IsAsciiLetterUpper(c) && snake.Length > 0) snake.Append('_');
            snake.Append(char.ToLowerInvariant(c));
        }

        return snake.ToString();
    }
}
