using System.CommandLine;
using Timeline.Cli.Client;
using Timeline.Cli.Output;
using Timeline.Domain;
using Timeline.Domain.Json;
using Timeline.Domain.Knowing;

namespace Timeline.Cli.Commands;

/// <summary>Options that every command takes.</summary>
internal static class Common
{
    internal const string DefaultServer = "http://127.0.0.1:5080";

    internal static readonly Option<string?> Server = new("--server", "-s")
    {
        Description = $"The server [environment: TIMELINE_SERVER] [default: {DefaultServer}]",
        HelpName = "URL",
        Recursive = true,
    };

    internal static readonly Option<string?> Key = new("--key")
    {
        Description = "The key to show it; better given as [environment: TIMELINE_KEY]",
        HelpName = "KEY",
        Recursive = true,
    };

    internal static readonly Option<string?> Timeline = new("--timeline", "-t")
    {
        Description = "The timeline [environment: TIMELINE_TIMELINE] [default, for reading: the only one there is]",
        HelpName = "NAME",
        Recursive = true,
    };

    internal static readonly Option<bool> Json = new("--json")
    {
        Description = "The server's JSON as it is, for programs",
        Recursive = true,
    };

    static Common() => Timeline.CompletionSources.Add(Suggestions.Timelines);

    internal static Argument<string> Subject(bool isOptional = false)
    {
        var subject = new Argument<string>("SUBJECT")
        {
            Description = "kind/slug, e.g. summit/us-dprk-2",
            Arity = isOptional ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne,
        };
        subject.CompletionSources.Add(Suggestions.Subjects);
        return subject;
    }

    internal static readonly IReadOnlyList<string> Formats = ["ndjson", "csv", "parquet", "cloudevents"];
}

/// <summary>The vantage of a read.</summary>
internal sealed class VantageOptions
{
    internal static readonly IReadOnlyList<string> Names =
        ["known", "recorded", "at", "knower", "zone", "without", "reliability", "credibility", "later"];

    private readonly Option<string?> _known = new("--known")
    {
        Description = "Only what was known by then: a date (EDTF, to its end) or an instant",
        HelpName = "DATE",
    };
    private readonly Option<string?> _recorded = new("--recorded")
    {
        Description = "Only what the ledger held then: a position or an instant",
        HelpName = "POSITION",
    };
    private readonly Option<string?> _at = new("--at") { Description = "Only what had happened by then; '..' lifts it", HelpName = "DATE" };
    private readonly Option<string[]> _knowers = new("--knower")
    {
        Description = "Whose knowledge (repeatable); 'knowers' lists them [default: public]",
        HelpName = "KEY",
    };
    private readonly Option<string?> _zone = new("--zone")
    {
        Description = "The IANA time zone in which a bare date is a day [default: UTC]",
        HelpName = "ZONE",
    };
    private readonly Option<string?> _show = new("--show")
    {
        Description = "Your IANA time zone: all dates are told in it [default: each as it was written]",
        HelpName = "ZONE",
    };
    private readonly Option<string[]> _without = new("--without")
    {
        Description = "Leave out a publisher and what is attributed to it (repeatable)",
        HelpName = "KEY",
    };
    private readonly Option<string?> _reliability = new("--reliability")
    {
        Description = "Only sources at least this reliable, A to E",
        HelpName = "LETTER",
    };
    private readonly Option<string?> _credibility = new("--credibility")
    {
        Description = "Only reports at least this credible, 1 to 5",
        HelpName = "DIGIT",
    };
    private readonly Option<string?> _later = new("--later")
    {
        Description = "'sources' names sources that were published only later; they add no knowledge",
        HelpName = "WHAT",
    };

    /// <param name="command">What is asked.</param>
    /// <param name="withTimes">It is asked as of some time, and not of what comes.</param>
    internal VantageOptions(Command command, bool withTimes = true)
    {
        _knowers.CompletionSources.Add(Suggestions.Knowers);
        _reliability.CompletionSources.Add("A", "B", "C", "D", "E");
        _credibility.CompletionSources.Add("1", "2", "3", "4", "5");
        _later.CompletionSources.Add([.. Words.Of<Later>()]);
        Option[] times = withTimes ? [_known, _recorded, _at] : [];
        foreach (var option in (Option[])[.. times, _knowers, _zone, _show, _without, _reliability, _credibility, _later])
            command.Options.Add(option);
    }

    internal Parameters Read(ParseResult parsed) => Show(parsed, Place(parsed));

    /// <summary>From where it is seen, without how it is told.</summary>
    internal Parameters Place(ParseResult parsed) => new Parameters()
        .Add("known", parsed.GetValue(_known)).Add("recorded", parsed.GetValue(_recorded)).Add("at", parsed.GetValue(_at))
        .Add("knower", parsed.GetValue(_knowers)).Add("zone", parsed.GetValue(_zone)).Add("without", parsed.GetValue(_without))
        .Add("reliability", parsed.GetValue(_reliability)).Add("credibility", parsed.GetValue(_credibility))
        .Add("later", parsed.GetValue(_later));

    /// <summary>In which zone it is told, here and by the server.</summary>
    internal Parameters Show(ParseResult parsed, Parameters asked)
    {
        Texts.ShowIn(parsed.GetValue(_show));
        return asked.Add("show", parsed.GetValue(_show));
    }
}

/// <summary>The filters of events, and of subjects by their events.</summary>
internal sealed class FilterOptions
{
    private readonly Option<string[]>? _subjects;
    private readonly List<(string Name, Option<string[]> Option)> _several = [];
    private readonly List<(string Name, Option<string?> Option)> _single = [];

    internal FilterOptions(Command command, bool withSubject)
    {
        if (withSubject)
        {
            _subjects = new Option<string[]>("--subject")
            {
                Description = "Only events of this subject (repeatable)",
                HelpName = "SUBJECT",
            };
            _subjects.CompletionSources.Add(Suggestions.Subjects);
            command.Options.Add(_subjects);
        }

        Several("kind", "KIND", "Only subjects of this kind", Catalogue.Kinds.Select(k => k.Name));
        Several("type", "TYPE", "Only events of this type", Catalogue.Types.Select(t => t.Name));
        Several("actor", "KEY", "Only events in which this actor takes part");
        Several("publisher", "KEY", "Only events that this publisher reported");
        Several("related", "SUBJECT", "Only events that name this subject as related");
        Single("happenedFrom", "--happened-from", "DATE", "Only what may have happened then or later");
        Single("happenedTo", "--happened-to", "DATE", "Only what may have happened by then");
        Single("knownFrom", "--known-from", "DATE", "Only what became known then or later");
        Single("knownTo", "--known-to", "DATE", "Only what became known by then");
        Single("text", "--text", "WORDS", "Only events in which each of these words begins a word");

        void Several(string name, string value, string description, IEnumerable<string>? words = null)
        {
            var option = new Option<string[]>("--" + name) { Description = $"{description} (repeatable)", HelpName = value };
            if (words is not null) option.CompletionSources.Add([.. words]);
            _several.Add((name, option));
            command.Options.Add(option);
        }

        void Single(string name, string alias, string value, string description)
        {
            var option = new Option<string?>(alias) { Description = description, HelpName = value };
            _single.Add((name, option));
            command.Options.Add(option);
        }
    }

    internal Parameters Read(ParseResult parsed)
    {
        var parameters = new Parameters();
        if (_subjects is not null) parameters.Add("subject", parsed.GetValue(_subjects));
        foreach (var (name, option) in _several) parameters.Add(name, parsed.GetValue(option));
        foreach (var (name, option) in _single) parameters.Add(name, parsed.GetValue(option));
        return parameters;
    }
}

/// <summary>How much of a list: a page, or all.</summary>
internal sealed class PageOptions
{
    private readonly Option<int?> _limit = new("--limit", "-n")
    {
        Description = "How many items a page has, 1 to 1000 [default: 100]",
        HelpName = "N",
    };
    private readonly Option<bool> _all = new("--all") { Description = "Every page, not only the first; with --json a page a line" };

    internal PageOptions(Command command)
    {
        command.Options.Add(_limit);
        command.Options.Add(_all);
    }

    internal Parameters Read(ParseResult parsed) =>
        new Parameters().Add("limit", parsed.GetValue(_limit)?.ToString(System.Globalization.CultureInfo.InvariantCulture));

    internal bool IsAll(ParseResult parsed) => parsed.GetValue(_all);
}
