using Timeline.Domain.Json;
using Timeline.Domain.Knowing;

namespace Timeline.Domain.Subjects.Summit;

/// <summary>A meeting of leaders: how far it has come, where and when it is to be, what came of it.</summary>
internal static class Summit
{
    internal static readonly Kind Kind = new("summit", "A meeting of leaders.")
    {
        StateMembers = ["title", "status", "participants", "dates", "place", "places", "venues", "agenda", "delegations", "outcome"],
        StatusValues = Words.Of<SummitStatus>(),
        Over = [.. new[] { SummitStatus.Concluded, SummitStatus.Cancelled, SummitStatus.Postponed }.Select(Words.Text)],
        CalledOff = [.. new[] { SummitStatus.Cancelled, SummitStatus.Postponed }.Select(Words.Text)],
        Ask = Ask,
        TookPlace = (plan, said) => plan switch
        {
            ["dates"] => said.Is("/status", SummitStatus.Held, SummitStatus.Concluded),
            ["venues", var venue, "dates"] => said.Is($"/venues/{venue}/status", PlaceStatus.Used),
            _ => false,
        },
    };

    private static readonly SummitStatus[] Answering =
    [
        SummitStatus.Accepted, SummitStatus.Scheduled, SummitStatus.Rescheduled, SummitStatus.Cancelled, SummitStatus.Reinstated,
        SummitStatus.Held, SummitStatus.Concluded,
    ];

    private static void Ask(Questions ask)
    {
        if (ask.StatusIs(SummitStatus.Proposed) && !ask.IsAnswered("/status"))
            ask.Unanswered("answer", "/status", "Whether the proposal is accepted.", Answer.Is("/status", Answering));
        if (ask.StatusIs(SummitStatus.Postponed) && !ask.Has("/changes/postponed/until"))
            ask.Open("dates", "/dates", "Until when it is put off.", Answer.At("/changes/postponed/until"), Answer.At("/dates"));
        if (!ask.StatusIs(SummitStatus.Scheduled, SummitStatus.Rescheduled, SummitStatus.Reinstated, SummitStatus.Held)) return;
        ask.Day("dates", "/dates", "On which days it is to be.");
        ask.Missing("place", "/place", "Where it is to be.");
        if (!ask.Entries("/venues").Any(v => v.Is("status", PlaceStatus.Confirmed, PlaceStatus.Used)))
        {
            ask.Open("venue", "/venues", "In which building it is to be: none is confirmed.",
                Answer.Each("/venues", "status", PlaceStatus.Confirmed, PlaceStatus.Used));
        }

        ask.Missing("participants", "/participants", "Who takes part.");
    }
}

/// <summary>How far a summit has come.</summary>
internal enum SummitStatus
{
    Proposed,
    Accepted,
    Scheduled,
    Rescheduled,
    Postponed,
    Cancelled,
    Reinstated,
    Held,
    Concluded,
}

/// <summary>What has become of a place or venue.</summary>
internal enum PlaceStatus
{
    Proposed,
    Rejected,
    Confirmed,

    /// <summary>The meeting was there.</summary>
    Used,
}
