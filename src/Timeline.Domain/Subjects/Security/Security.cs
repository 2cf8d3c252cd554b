using Timeline.Domain.Knowing;

namespace Timeline.Domain.Subjects.Security;

/// <summary>Arms and exercises: what was tested, held, suspended or seen.</summary>
internal static class Security
{
    internal static readonly Kind Kind = new("security", "Tests, exercises and sites of a party.")
    {
        StateMembers = ["party", "tests", "moratoria", "exercises", "sites"],
        Ask = Ask,
        TookPlace = (plan, said) => plan switch
        {
            ["exercises", var exercise, "dates"] => said.Is($"/exercises/{exercise}/status", ExerciseStatus.Held),
            ["sites", var site, "dates"] => said.Is($"/sites/{site}/status", SiteStatus.Dismantled),
            _ => false,
        },
    };

    private static void Ask(Questions ask)
    {
        foreach (var exercise in ask.Entries("/exercises").Where(e => e.Is("status", ExerciseStatus.Suspended)))
            ask.Missing("until", $"{exercise.Pointer}/until", "Until when the exercise is suspended.");
        foreach (var moratorium in ask.Entries("/moratoria"))
            ask.Missing("until", $"{moratorium.Pointer}/until", "Until when testing is suspended.");
    }
}

/// <summary>What last became of an exercise.</summary>
internal enum ExerciseStatus
{
    Held,
    Suspended,

    /// <summary>Given up for good.</summary>
    Ended,
}

/// <summary>What has become of a site.</summary>
internal enum SiteStatus
{
    Dismantled,
}

/// <summary>What was tested.</summary>
internal enum Test
{
    Missile,
    Nuclear,
}
