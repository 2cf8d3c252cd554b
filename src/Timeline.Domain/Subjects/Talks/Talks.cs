using Timeline.Domain.Json;
using Timeline.Domain.Knowing;

namespace Timeline.Domain.Subjects.Talks;

/// <summary>Negotiations: their rounds, and who stands where, demands, offers and pledges what.</summary>
internal static class Talks
{
    internal static readonly Kind Kind = new("talks", "Negotiations below the level of a summit, or a strand of them.")
    {
        StateMembers = ["topic", "status", "parties", "dates", "place", "rounds", "positions", "demands", "offers", "pledges", "proposals", "replies"],
        StatusValues = Words.Of<TalksStatus>(),
        Over = [.. new[] { TalksStatus.Held, TalksStatus.Postponed, TalksStatus.Collapsed }.Select(Words.Text)],
        CalledOff = [.. new[] { TalksStatus.Postponed, TalksStatus.Collapsed }.Select(Words.Text)],
        Ask = Ask,
        TookPlace = (plan, said) => plan is ["dates"] && said.Is("/status", TalksStatus.Held),
    };

    private static void Ask(Questions ask)
    {
        if (ask.StatusIs(TalksStatus.Proposed) && !ask.IsAnswered("/status"))
        {
            ask.Unanswered("answer", "/status", "Whether the proposal to talk is accepted.",
                Answer.Is("/status", TalksStatus.Scheduled, TalksStatus.Held));
        }

        if (ask.StatusIs(TalksStatus.Scheduled)) ask.Day("dates", "/dates", "On which days they are to be.");
        if (ask.StatusIs(TalksStatus.Postponed) && !ask.Has("/changes/postponed/until"))
            ask.Open("dates", "/dates", "Until when they are put off.", Answer.At("/changes/postponed/until"), Answer.At("/dates"));
    }
}

/// <summary>How far talks have come.</summary>
internal enum TalksStatus
{
    Proposed,
    Scheduled,
    Held,
    Postponed,
    Collapsed,
}
