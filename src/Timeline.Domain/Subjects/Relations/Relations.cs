using Timeline.Domain.Json;
using Timeline.Domain.Knowing;

namespace Timeline.Domain.Subjects.Relations;

/// <summary>Relations between parties: their level, offices and ambassadors, and what troubled or mended them.</summary>
internal static class Relations
{
    internal static readonly Kind Kind = new("relations", "Diplomatic relations between parties.")
    {
        StateMembers = ["parties", "status", "level", "offices", "ambassadors", "incidents"],
        StatusValues = Words.Of<RelationsStatus>(),
        Ask = Ask,
        TookPlace = (plan, said) => plan switch
        {
            ["dates"] => said.Is("/status", RelationsStatus.OfficeOpened, RelationsStatus.Established),
            ["offices", var office, "dates"] => said.Is($"/offices/{office}/status", OfficeStatus.Open),
            _ => false,
        },
    };

    private static void Ask(Questions ask)
    {
        if (ask.StatusIs(RelationsStatus.OfficeProposed) && !ask.IsAnswered("/status"))
        {
            ask.Unanswered("answer", "/status", "Whether the proposal is accepted.",
                Answer.Is("/status", RelationsStatus.OfficeOpened, RelationsStatus.Established));
        }
    }
}

/// <summary>What last became of relations.</summary>
internal enum RelationsStatus
{
    OfficeProposed,
    OfficeOpened,

    /// <summary>The office stays.</summary>
    StaffWithdrawn,
    StaffReturned,
    OfficeClosed,
    Established,
    Broken,
}

/// <summary>The level of representation.</summary>
internal enum RelationsLevel
{
    None,
    Liaison,
    Embassy,
}

/// <summary>Whether an office is open.</summary>
internal enum OfficeStatus
{
    Open,
    Closed,
}

/// <summary>Whether an office has its staff, where it was called back.</summary>
internal enum StaffStatus
{
    Withdrawn,
    Returned,
}

/// <summary>Whether an ambassador is at their post.</summary>
internal enum AmbassadorStatus
{
    Appointed,
    Recalled,
}

/// <summary>What happened between the parties.</summary>
internal enum Incident
{
    DiplomatsExpelled,
    PersonsReleased,
    RemainsReturned,
}
