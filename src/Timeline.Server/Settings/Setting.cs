namespace Timeline.Server.Settings;

/// <summary>A setting that the server reads.</summary>
/// <param name="Name">
/// Its name, parts separated by colons. <c>#</c> stands for a number from 0, <c>*</c> for any name. Capitals do not matter.
/// </param>
/// <param name="Meaning">What it says, in a few words.</param>
/// <param name="Default">What holds without it.</param>
internal sealed record Setting(string Name, string Meaning, string Default)
{
    /// <summary>What stands for a number.</summary>
    internal const string Number = "#";

    /// <summary>What stands for any name.</summary>
    internal const string Any = "*";

    /// <summary>Whether several values may be given: in one text with commas, or numbered.</summary>
    internal bool IsList { get; init; }

    /// <summary>The names by which it can be given.</summary>
    internal IEnumerable<string> Names => IsList ? [Name, $"{Name}:{Number}"] : [Name];
}
