using Timeline.Domain.Json;
using Timeline.Domain.Knowing;
using Timeline.Domain.Record;

namespace Timeline.Server.Access;

/// <summary>What one may do in a timeline; each role includes those before it.</summary>
internal enum Role
{
    /// <summary>Ask.</summary>
    Read,

    /// <summary>Record events of the world.</summary>
    Record,

    /// <summary>Record acts on the record: retract, correct, deny, disclose, amend.</summary>
    Curate,

    /// <summary>Make and describe timelines, erase.</summary>
    Admin,
}

/// <summary>A right in a timeline.</summary>
/// <param name="Timeline">Where; <see langword="null"/>: in all, those to come among them.</param>
/// <param name="Role">What may be done there.</param>
/// <param name="Clearance">Whose knowledge may be asked for there.</param>
internal sealed record Grant(Key? Timeline, Role Role, Clearance Clearance)
{
    /// <summary>Whether an event may be recorded: whoever acts on the record is a curator.</summary>
    internal bool MayRecord(ProposedEvent proposed) => Role >= (proposed.Type.IsActOnTheRecord ? Role.Curate : Role.Record);

    /// <summary>What is told of an event that only a curator may record.</summary>
    internal static Fault NoCurator(string pointer) => new(JsonPointer.To(pointer, "type"), "Acts on the record, which takes the role 'curate'.");

    /// <summary>Stands for all timelines, or for everybody's knowledge.</summary>
    internal const string All = "*";

    /// <summary>Reads a right from words, as commands and settings give it.</summary>
    /// <exception cref="FormatException">A word is none of those there are.</exception>
    internal static Grant Parse(string? timeline, string? role, string? knowers) => new(
        timeline is null or All ? null : Key.Parse(timeline),
        role is null ? Role.Read
            : Words.TryParse<Role>(role, out var r) ? r : throw new FormatException($"'{role}' is no role: {string.Join(", ", Words.Of<Role>())}."),
        knowers == All ? Clearance.All
            : Clearance.For((knowers ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Key.Parse)));
}

/// <summary>Who asks, and what they may.</summary>
/// <param name="Name">As it stands in <c>recordedBy</c>.</param>
/// <param name="Grants">Their rights.</param>
internal sealed record Principal(string Name, IReadOnlyList<Grant> Grants)
{
    /// <summary>Nobody is asked who they are: whoever reaches the server may do everything.</summary>
    internal static readonly Principal Anonymous = new("anonymous", [new Grant(null, Role.Admin, Clearance.All)]);

    /// <summary>Nobody has said who they are.</summary>
    internal bool IsAnonymous => ReferenceEquals(this, Anonymous);

    /// <summary>What they may do in a timeline, by all their grants together; <see langword="null"/>: nothing, it is as if not there.</summary>
    internal Grant? In(Key timeline)
    {
        var here = Grants.Where(g => g.Timeline is null || g.Timeline == timeline).ToList();
        return here.Count == 0 ? null
            : new Grant(timeline, here.Max(g => g.Role), here.Select(g => g.Clearance).Aggregate((one, other) => one.With(other)));
    }
}

/// <summary>Who asks, of a request.</summary>
internal static class Principals
{
    /// <summary>Who sent it.</summary>
    internal static Principal Principal(this HttpContext http) => http.Features.Get<Principal>() ?? Access.Principal.Anonymous;

    /// <summary>What the sender may do in the timeline of the address; <see langword="null"/>: nothing.</summary>
    internal static Grant? Grant(this HttpContext http) =>
        Key.TryParse(http.GetRouteValue("timeline") as string, out var timeline) ? http.Principal().In(timeline) : null;

    /// <summary>Whose knowledge the sender may ask for in the timeline of the address.</summary>
    internal static Clearance Clearance(this HttpContext http) => http.Grant()?.Clearance ?? Domain.Knowing.Clearance.None;
}
