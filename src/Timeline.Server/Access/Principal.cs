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
internal sealed record Grant(Key? Timeline, Role Role, Clearance Clearance);

/// <summary>Who asks, and what they may.</summary>
/// <param name="Name">As it stands in <c>recordedBy</c>.</param>
/// <param name="Grants">Their rights.</param>
internal sealed record Principal(string Name, IReadOnlyList<Grant> Grants)
{
    /// <summary>Nobody is asked who they are: whoever reaches the server may do everything.</summary>
    internal static readonly Principal Anonymous = new("anonymous", [new Grant(null, Role.Admin, Clearance.All)]);

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

    /// <summary>Whose knowledge the sender may ask for in the timeline of the address.</summary>
    internal static Clearance Clearance(this HttpContext http) =>
        http.GetRouteValue("timeline") is string name && Key.TryParse(name, out var timeline) && http.Principal().In(timeline) is { } grant
            ? grant.Clearance
            : Domain.Knowing.Clearance.None;
}
