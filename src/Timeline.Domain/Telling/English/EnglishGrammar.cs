using System.Globalization;
using Timeline.Domain.Record;
using Timeline.Domain.Scripts;

namespace Timeline.Domain.Telling.English;

/// <summary>Who or what a clause is about.</summary>
/// <param name="Text">As it stands in the clause.</param>
/// <param name="IsPlural">Whether there are several.</param>
internal sealed record Noun(string Text, bool IsPlural = false)
{
    private const int MostNames = 8;

    public static implicit operator Noun(string text) => new(text);

    internal static Noun? Of(Key? actor) => actor is null ? null : new(EnglishNames.Of(actor));

    internal static Noun? Of(IEnumerable<Key>? actors)
    {
        if (actors is null) return null;
        var names = actors.Select(EnglishNames.Of).ToList();
        if (names.Count > MostNames) names = [.. names.Take(MostNames), $"{names.Count - MostNames} others"];
        return new(List(names), names.Count > 1);
    }

    /// <summary>"A, B and C".</summary>
    internal static string List(IReadOnlyList<string> items) =>
        items.Count < 2 ? string.Concat(items) : $"{string.Join(", ", items.SkipLast(1))} and {items[^1]}";
}

/// <summary>What a verb says of its subject, in every <see cref="Manner"/>.</summary>
internal sealed record Predicate(string Done, string Possible, string Intended, string Not, string Ahead)
{
    internal string In(Manner manner) => manner switch
    {
        Manner.Possible => Possible,
        Manner.Intended => Intended,
        Manner.Not => Not,
        Manner.Ahead => Ahead,
        _ => Done,
    };

    /// <summary>The subject does it.</summary>
    /// <param name="verb">The infinitive; a particle may follow it, as in "turn down".</param>
    /// <param name="isPlural">Whether the subject is several.</param>
    internal static Predicate Active(string verb, bool isPlural)
    {
        var (past, _) = Forms(verb);
        var intends = isPlural ? "mean to, or are ready to," : "means to, or is ready to,";
        return new(past, $"may {verb}", $"{intends} {verb}", $"did not {verb}", $"{(isPlural ? "are" : "is")} to {verb}");
    }

    /// <summary>It is done to the subject.</summary>
    internal static Predicate Passive(string verb, bool isPlural)
    {
        var (_, participle) = Forms(verb);
        var (was, now) = isPlural ? ("were", "are") : ("was", "is");
        return new(
            $"{was} {participle}", $"may be {participle}", $"{now} meant to be {participle}", $"{was} not {participle}",
            $"{now} to be {participle}");
    }

    private static (string Past, string Participle) Forms(string verb)
    {
        var (first, particle) = verb.Split(' ', 2) is [var v, var p] ? (v, " " + p) : (verb, "");
        var (past, participle) = first switch
        {
            "become" => ("became", "become"),
            "break" => ("broke", "broken"),
            "give" => ("gave", "given"),
            "hold" => ("held", "held"),
            "leave" => ("left", "left"),
            "make" => ("made", "made"),
            "meet" => ("met", "met"),
            "put" => ("put", "put"),
            "seek" => ("sought", "sought"),
            "send" => ("sent", "sent"),
            "set" => ("set", "set"),
            "take" => ("took", "taken"),
            "withdraw" => ("withdrew", "withdrawn"),
            "expel" => ("expelled", "expelled"),
            [.., 'e'] => (first + "d", first + "d"),
            [.., not ('a' or 'e' or 'o' or 'u'), 'y'] => (first[..^1] + "ied", first[..^1] + "ied"),
            _ => (first + "ed", first + "ed"),
        };
        return (past + particle, participle + particle);
    }
}

/// <summary>What an event says, before it has a date and a source.</summary>
/// <param name="Subject">Who or what it is about.</param>
/// <param name="Predicate">What it does or has done to it.</param>
internal sealed record Clause(Noun Subject, Predicate Predicate)
{
    /// <summary>What follows: where, with whom, for what.</summary>
    internal string Details { get; init; } = "";

    /// <summary>What was said, in the words of the record; it comes last.</summary>
    internal string? Words { get; init; }

    /// <summary>The members of the payload common to all types that this tells itself.</summary>
    internal IReadOnlyList<string> Tells { get; init; } = [];

    /// <summary>Somebody does something to a thing or, where nobody is named, it is done to it.</summary>
    internal static Clause Act(Noun? by, string verb, Noun thing, string? details = null) => by is null
        ? Passive(thing, verb, details)
        : Active(by, verb, $" {thing.Text}{details}");

    /// <summary>Somebody or something does something.</summary>
    internal static Clause Active(Noun subject, string verb, string? details = null) =>
        new(subject, Predicate.Active(verb, subject.IsPlural)) { Details = details ?? "" };

    /// <summary>Something is done to it.</summary>
    internal static Clause Passive(Noun subject, string verb, string? details = null) =>
        new(subject, Predicate.Passive(verb, subject.IsPlural)) { Details = details ?? "" };

    /// <summary>With what was said.</summary>
    internal Clause Saying(string? words) => this with { Words = Plain(words) };

    /// <summary>With a reason in the words of the record.</summary>
    internal Clause Because(string? reason) => this with { Details = Details + If(", the reason given: ", reason) };

    internal string In(Manner manner) => $"{Subject.Text} {Predicate.In(manner)}{Details}";

    /// <summary>
    /// Free text inside a clause: on one line, of bearable length, without the stop that would end the sentence, isolated where it would
    /// turn the direction of what stands beside it. <see langword="null"/>: there is none to tell.
    /// </summary>
    internal static string? Plain(string? text) =>
        text is null || Text.Quoted(text).TrimEnd('.', ' ') is not { Length: > 0 } plain ? null : Bidi.Isolate(plain);

    /// <summary>Words where there is a text to put after them, else nothing.</summary>
    internal static string If(string before, string? text, string after = "") => Plain(text) is { } plain ? before + plain + after : "";

    /// <summary>A number with its thousands apart.</summary>
    internal static string Number(decimal number) => number.ToString("#,0.############", CultureInfo.InvariantCulture).Replace('-', '−');
}
