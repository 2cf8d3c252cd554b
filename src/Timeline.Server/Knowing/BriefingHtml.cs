using System.Net.Mime;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Timeline.Domain.Knowing;
using Timeline.Domain.Scripts;
using Timeline.Domain.Telling;

namespace Timeline.Server.Knowing;

/// <summary>A briefing as a page to read and print: no script, and one style of its own, named by its hash.</summary>
internal static class BriefingHtml
{
    private const string Style = """

        :root { color-scheme: light dark; font: 1rem/1.5 Georgia, serif; }
        body { margin: 0; }
        main { max-width: 46rem; margin: 2rem auto; padding: 0 1.25rem; }
        h1, h2, h3 { font-family: system-ui, sans-serif; line-height: 1.25; break-after: avoid; }
        h2 { margin: 2.5rem 0 .25rem; font-size: 1.25rem; border-top: 1px solid; padding-top: 1rem; }
        h3 { margin: 1rem 0 .25rem; font-size: .95rem; }
        ul { margin: 0; padding-left: 1.25rem; }
        li { margin-bottom: .4rem; break-inside: avoid; overflow-wrap: anywhere; }
        .of { margin: 0; font: .85rem/1.4 ui-monospace, monospace; }
        footer { margin-top: 3rem; font-size: .8rem; overflow-wrap: anywhere; }
        @page { margin: 2cm; }
        @media print { :root { font-size: 10pt; } main { max-width: none; margin: 0; padding: 0; } a { color: inherit; } }

        """;

    private static readonly string Policy =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly HtmlEncoder Html = HtmlEncoder.Create(UnicodeRanges.All);

    internal static IResult Respond(HttpResponse response, ToldBriefing told)
    {
        response.Headers.ContentSecurityPolicy = Policy;
        return Results.Text(Of(told), MediaTypeNames.Text.Html, Encoding.UTF8);
    }

    internal static string Of(ToldBriefing told) => string.Join('\n', Lines(told)) + "\n";

    private static IEnumerable<string> Lines(ToldBriefing told)
    {
        var (answer, language) = (told.Answer, told.Language);
        var title = Encode(language.Title(answer.Timeline.Value));
        yield return $"""
            <!doctype html>
            <html lang="{language.Tag}">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{title}</title>
            <style>{Style}</style>
            </head>
            <body>
            <main>
            <h1>{title}</h1>
            <p>{Encode(language.Describe(told.Vantage, told.Show))}</p>
            """;
        if (answer.Vantage.UnknownKnower is { } unknown) yield return $"<p>{Encode(language.UnknownKnower(unknown))}</p>";
        if (answer.Items.Count == 0) yield return $"<p>{Encode(language.Nothing)}</p>";
        foreach (var line in answer.Items.SelectMany(subject => Lines(subject, told))) yield return line;
        if (answer.Erased is { } erased)
        {
            yield return $"<h2>{Encode(language.ErasedHeading)}</h2>\n<ul>";
            foreach (var item in erased) yield return $"<li>{Encode(language.Erased(item))}</li>";
            yield return "</ul>";
        }

        yield return $"<footer>\n<p>{Link(language.Permalink, answer.Permalink)}</p>";
        if (answer.Next is { } next) yield return $"<p>{Link(language.FurtherPage, next)}</p>";
        yield return "</footer>\n</main>\n</body>\n</html>";
    }

    private static IEnumerable<string> Lines(BriefedSubject subject, ToldBriefing told)
    {
        var language = told.Language;
        yield return $"<h2>{EncodeValue(subject.Title ?? subject.Subject.ToString())}</h2>";
        yield return $"<p class=\"of\">{Encode($"{subject.Subject}: {language.Standing(subject.Kind.Value, subject.Status)}")}</p>";
        foreach (var (name, section) in subject.Sections().Where(s => s.Section.Sentences.Count > 0))
        {
            yield return $"<h3>{Encode(language.Heading(name))}</h3>\n<ul>";
            foreach (var sentence in section.Sentences) yield return Line(sentence, told);
            if (section.LeftOut > 0) yield return $"<li>{Encode(language.LeftOut(section.LeftOut))}</li>";
            yield return "</ul>";
        }
    }

    private static string Line(Sentence sentence, ToldBriefing told)
    {
        var when = told.When(sentence) is { } date ? $"<b>{Encode(date)}</b>: " : "";
        var note = sentence.Note is { } remark ? $" <i>({Encode(told.Language.Note)}: {EncodeValue(remark)})</i>" : "";
        return $"<li>{when}{Encode(sentence.Text)}{note}</li>";
    }

    private static string Link(string text, string address) => $"{Encode(text)}: <a href=\"{Encode(address)}\">{Encode(address)}</a>";

    // What a sentence isolates is an element here, and so is whatever else would turn what follows it.
    private static string Encode(string text) => string.Concat(Bidi.Parts(Bidi.Closed(Text.OneLine(text))).Select(part => part.At switch
    {
        Isolate.FirstStrong => "<bdi>",
        Isolate.LeftToRight => "<bdi dir=\"ltr\">",
        Isolate.RightToLeft => "<bdi dir=\"rtl\">",
        Isolate.End => "</bdi>",
        _ => Html.Encode(part.Text),
    }));

    // A value by itself: what it is beside is not its own.
    private static string EncodeValue(string value) => Encode(Bidi.Isolate(value));
}
