using Timeline.Domain.Json;
using Timeline.Domain.Knowing;

namespace Timeline.Domain.Subjects.Visit;

/// <summary>One actor visits another: when, by which legs, with which stops.</summary>
internal static class Visit
{
    internal static readonly Kind Kind = new("visit", "A journey of one actor to another.")
    {
        StateMembers = ["status", "visitor", "host", "purpose", "dates", "delegations", "legs", "stops"],
        StatusValues = Words.Of<VisitStatus>(),
        Over = [.. new[] { VisitStatus.Made, VisitStatus.Ended, VisitStatus.Cancelled }.Select(Words.Text)],
        CalledOff = [Words.Text(VisitStatus.Cancelled)],
        Ask = Ask,
        TookPlace = (plan, said) => plan switch
        {
            ["dates"] => said.Is("/status", VisitStatus.Made, VisitStatus.Ended),
            ["stops", var stop, "dates"] => said.IsAt("/legs", "place", stop),
            _ => false,
        },
    };

    private static void Ask(Questions ask)
    {
        if (!ask.StatusIs(VisitStatus.Announced)) return;
        ask.Day("dates", "/dates", "On which days it is to be.");
        if (!ask.Entries("/stops").Any()) ask.Open("stops", "/stops", "Where it is to stop: nothing is planned yet.", Answer.Each("/stops", "place"));
    }
}

/// <summary>How far a visit has come.</summary>
internal enum VisitStatus
{
    Announced,
    Made,
    Ended,
    Cancelled,
}

/// <summary>How far a leg of a journey has come.</summary>
internal enum LegStatus
{
    Departed,
    Arrived,
}
