using System.Diagnostics.CodeAnalysis;

namespace Timeline.Domain.Time;

/// <summary>
/// Reads a whole text: a date, an interval <c>A/B</c>, or a set <c>[A,B..C]</c> or <c>{A,B..C}</c>. Sets and intervals do not nest.
/// </summary>
internal static class EdtfParser
{
    /// <summary>Reads the scanner's text from its start to its end; null if it is no date, and then the scanner knows why.</summary>
    internal static EdtfExpression? Parse(EdtfScanner text)
    {
        if (text.Text.Length > Edtf.MaxLength)
            return text.Refuse<EdtfExpression>(Edtf.MaxLength, $"a date has at most {Edtf.MaxLength} characters");
        return text.Take("[") ? ReadSet(text, EdtfForm.OneOf, "]")
            : text.Take("{") ? ReadSet(text, EdtfForm.AllOf, "}")
            : ReadDateOrInterval(text);
    }

    private static EdtfExpression? ReadDateOrInterval(EdtfScanner text)
    {
        EdtfDate? from = null;
        if (!text.Take("..") && text.Current != '/' && !ReadDate(text, out from))
            return null;
        if (text.Take("/"))
            return ReadInterval(text, from);
        if (from is null)
            return text.Unexpected<EdtfExpression>("'/' and the end of the interval that the open start belongs to");
        return text.AtEnd
            ? EdtfExpression.Of(from)
            : text.Unexpected<EdtfExpression>("nothing after the date, or '/' and the end of an interval");
    }

    private static EdtfExpression? ReadInterval(EdtfScanner text, EdtfDate? from)
    {
        var start = text.Position;
        EdtfDate? to = null;
        if (!text.AtEnd && !text.Take("..") && !ReadDate(text, out to))
            return null;
        if (!text.AtEnd)
            return text.Unexpected<EdtfExpression>("nothing after the interval");
        if (text.Text == "/")
            return text.Refuse<EdtfExpression>(start, "an interval has at least one end, or both open: ../..");
        return new EdtfSpan(from, to) is { IsBackwards: false } span
            ? new(EdtfForm.Interval, [span])
            : text.Refuse<EdtfExpression>(start, "the interval ends before it starts");
    }

    private static EdtfExpression? ReadSet(EdtfScanner text, EdtfForm form, string closing)
    {
        var members = new List<EdtfSpan>();
        do
        {
            // edtf.js lets a space follow the comma.
            if (members.Count > 0)
                text.Take(" ");
            if (!ReadMember(text, isFirst: members.Count == 0, closing, out var member))
                return null;
            members.Add(member);
        }
        while (text.Take(","));

        if (!text.Take(closing))
            return text.Unexpected<EdtfExpression>($"',' and another date, or '{closing}'");
        return text.AtEnd ? new(form, members) : text.Unexpected<EdtfExpression>("nothing after the set");
    }

    /// <summary>Reads a date or a range of them; only a set's first member may have no start, only its last no end.</summary>
    private static bool ReadMember(EdtfScanner text, bool isFirst, string closing, out EdtfSpan member)
    {
        member = default;
        var start = text.Position;
        if (text.Take(".."))
        {
            if (!isFirst)
                return text.Fail(start, "only the first in a set may have no start");
            if (!ReadDate(text, out var last))
                return false;
            member = new(null, last);
            return true;
        }

        if (!ReadDate(text, out var from))
            return false;
        var to = from;
        if (text.Take(".."))
        {
            start = text.Position;
            to = null;
            if (text.Current == ',')
                return text.Fail(start, "only the last in a set may have no end");
            if (!text.IsNext(closing) && !ReadDate(text, out to))
                return false;
        }
        member = new(from, to);
        return !member.IsBackwards || text.Fail(start, "the range ends before it starts");
    }

    private static bool ReadDate(EdtfScanner text, [NotNullWhen(true)] out EdtfDate? date)
    {
        date = EdtfDateReader.Read(text);
        return date is not null;
    }
}
