using System.Text;
using Timeline.Domain.Knowing;
using Timeline.Domain.Scripts;
using Timeline.Domain.Telling;

namespace Timeline.Server.Knowing;

/// <summary>A briefing as Markdown (CommonMark): nothing that was recorded is markup.</summary>
internal static class BriefingMarkdown
{
    internal static string Of(ToldBriefing told) => string.Join('\n', Lines(told)) + "\n";

    private static IEnumerable<string> Lines(ToldBriefing told)
    {
        var (answer, language) = (told.Answer, told.Language);
        yield return $"# {Escape(language.Title(answer.Timeline.Value))}\n";
        yield return Escape(language.Describe(told.Vantage, told.Show));
        if (answer.Vantage.UnknownKnower is { } unknown) yield return $"\n{Escape(language.UnknownKnower(unknown))}";
        if (answer.Items.Count == 0) yield return $"\n{Escape(language.Nothing)}";
        foreach (var line in answer.Items.SelectMany(subject => Lines(subject, told))) yield return line;
        if (answer.Erased is { } erased)
        {
            yield return $"\n## {Escape(language.ErasedHeading)}\n";
            foreach (var item in erased) yield return $"- {Escape(language.Erased(item))}";
        }

        yield return $"\n---\n\n[{Escape(language.Permalink)}]({answer.Permalink})";
        if (answer.Next is { } next) yield return $"\n[{Escape(language.FurtherPage)}]({next})";
    }

    private static IEnumerable<string> Lines(BriefedSubject subject, ToldBriefing told)
    {
        var language = told.Language;
        yield return $"\n## {Escape(Bidi.Isolate(subject.Title ?? subject.Subject.ToString()))}\n";
        yield return Escape($"{subject.Subject}: {language.Standing(subject.Kind.Value, subject.Status)}");
        foreach (var (name, section) in subject.Sections().Where(s => s.Section.Sentences.Count > 0))
        {
            yield return $"\n### {Escape(language.Heading(name))}\n";
            foreach (var sentence in section.Sentences) yield return Line(sentence, told);
            if (section.LeftOut > 0) yield return $"- {Escape(language.LeftOut(section.LeftOut))}";
        }
    }

    private static string Line(Sentence sentence, ToldBriefing told)
    {
        var when = told.When(sentence) is { } date ? $"**{Escape(date)}**: " : "";
        var note = sentence.Note is { } remark ? $" *({Escape(told.Language.Note)}: {Escape(Bidi.Isolate(remark))})*" : "";
        return $"- {when}{Escape(sentence.Text)}{note}";
    }

    /// <summary>Text on one line, with a backslash before whatever could be markup there.</summary>
    internal static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 8);
        foreach (var c in Text.OneLine(text))
        {
            if (@"\`*_[]<>#|~&$".Contains(c, StringComparison.Ordinal)) escaped.Append('\\');
            escaped.Append(c);
        }

        return escaped.ToString();
    }
}
