using Timeline.Domain.Json;
using Timeline.Domain.Knowing;

namespace Timeline.Domain.Subjects.Sanctions;

/// <summary>A regime of sanctions: which measures are in force, and who seeks, offers or refuses relief.</summary>
internal static class Sanctions
{
    internal static readonly Kind Kind = new("sanctions", "A regime of sanctions, or relief from it.")
    {
        StateMembers = ["status", "by", "on", "measures", "sought", "offered", "refused", "eased", "lifted"],
        StatusValues = Words.Of<SanctionsStatus>(),
        Over = [Words.Text(SanctionsStatus.Lifted)],
        Ask = Ask,
        TookPlace = (plan, said) => plan is ["measures", var measure, "dates"] && said.Is($"/measures/{measure}/status", MeasureStatus.InForce),
    };

    private static void Ask(Questions ask)
    {
        // Whatever comes after a request, an offer, a refusal or relief itself, answers it.
        if (!ask.StatusIs(SanctionsStatus.ReliefSought)) return;
        foreach (var sought in ask.Entries("/sought").Where(s => !ask.IsActAnswered(s.Key)))
        {
            ask.Unanswered("relief", sought.Pointer, "Whether the relief sought is granted.",
                Answer.Each("/offered", "by"), Answer.Each("/refused", "by"), Answer.Each("/eased", "by"), Answer.Each("/lifted", "by"));
        }
    }
}

/// <summary>How things last stood with sanctions.</summary>
internal enum SanctionsStatus
{
    Imposed,
    ReliefSought,
    ReliefOffered,
    ReliefRefused,
    Eased,
    Lifted,
}

/// <summary>What has become of a measure.</summary>
internal enum MeasureStatus
{
    InForce,
    Lifted,
}
