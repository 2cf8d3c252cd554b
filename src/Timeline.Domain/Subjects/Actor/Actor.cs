namespace Timeline.Domain.Subjects.Actor;

/// <summary>A state, organisation, person or medium: its names, codes and affiliations.</summary>
internal static class Actor
{
    internal static readonly Kind Kind = new("actor", "Somebody who acts or reports.")
    {
        StateMembers = ["name", "type", "aliases", "codes", "affiliations"],
    };
}
