using System.CommandLine;
using Timeline.Cli.Client;
using Timeline.Cli.Output;
using Timeline.Domain.Telling;

namespace Timeline.Cli.Commands;

/// <summary><c>briefing</c>: the timeline as known on a day, in sentences that end in their source.</summary>
internal static class Briefing
{
    internal static Command Make()
    {
        var markdown = new Option<bool>("--markdown") { Description = "As Markdown" };
        var html = new Option<bool>("--html") { Description = "As a page to read and print" };
        var command =
            new Command("briefing", "The whole timeline as known on a day, in sentences that each end in their source") { markdown, html };
        var (vantage, page) = (new VantageOptions(command), new PageOptions(command));
        command.SetAction(async (parsed, cancellation) =>
        {
            using var invocation = new Invocation(parsed);
            var forms = (Markdown: parsed.GetValue(markdown), Html: parsed.GetValue(html), Json: invocation.IsJson);
            if ((forms.Markdown ? 1 : 0) + (forms.Html ? 1 : 0) + (forms.Json ? 1 : 0) > 1)
                throw new UsageException("Of --markdown, --html and --json only one.");
            if ((forms.Markdown || forms.Html) && page.IsAll(parsed))
                throw new UsageException("With --markdown and --html there is one page: --limit, up to 1000, instead of --all.");
            var question = TimelineClient.Briefing(await invocation.TimelineAsync(isWriting: false, cancellation), vantage.Read(parsed).Add(page.Read(parsed)));
            if (!forms.Markdown && !forms.Html) return await invocation.AnswerAsync(question, page.IsAll(parsed), b => Tell(invocation, b), cancellation);
            await invocation.PassAsync(question.Address, forms.Html ? "text/html" : "text/markdown", cancellation);
            return Exit.Done;
        });
        return command;
    }

    private static void Tell(Invocation invocation, BriefingAnswer briefing)
    {
        var (terminal, language) = (invocation.Terminal, Language.Default);
        terminal.Head(language.Title(briefing.Timeline), Texts.Of(briefing.Vantage));
        foreach (var subject in briefing.Items)
        {
            var title = Texts.Value(subject.Title ?? subject.Subject.ToString());
            terminal.Heading($"{title}{(subject.Status is { } status ? $" – {status}" : "")}");
            foreach (var (name, section) in subject.Sections().Where(s => s.Section.Sentences.Count > 0))
            {
                terminal.Line($"{language.Heading(name)}:");
                foreach (var sentence in section.Sentences) terminal.Point(sentence.Text);
                if (section.LeftOut > 0) terminal.Point(language.LeftOut(section.LeftOut));
            }
        }

        terminal.Foot(invocation.Client.Server, briefing.Permalink);
    }
}
