using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace Timeline.Server.ImportExport.ExportForms;

/// <summary>
/// A table (RFC 4180), one event a row. A spreadsheet runs a cell that looks like a formula (OWASP, CSV injection), so by default an
/// apostrophe is put before a text that does. Bidi controls stay: a cell is a paragraph of its own, and a program must get what was sent.
/// </summary>
/// <param name="isRaw">Every text is as recorded.</param>
internal sealed class CsvExport(bool isRaw = false) : ExportForm("csv", "text/csv; charset=utf-8; header=present")
{
    private const int MaxHeld = 1 << 16;

    // With those of other widths.
    private const string Signs = "=+-@＝＋－＠﹦﹢﹣﹫";

    private static readonly CsvConfiguration Rfc4180 = new(CultureInfo.InvariantCulture)
    {
        NewLine = "\r\n",
        // CsvHelper would leave a lone CR or LF bare, and readers would begin a row there.
        ShouldQuote = cell => cell.Field is { Length: > 0 } text && (text.AsSpan().IndexOfAny("\",\r\n") >= 0 || text[0] == ' ' || text[^1] == ' '),
    };

    internal override string Extension => "csv";

    /// <summary>
    /// A text as a cell that no spreadsheet takes for a formula. Where an apostrophe was put before it, it is as recorded without that.
    /// </summary>
    internal static string SafeCell(string text) => IsFormula(text) ? $"'{text}" : text;

    // Spreadsheets pass over blanks and quotation marks at the start, and read the signs in other widths as the signs.
    private static bool IsFormula(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is '\t' or '\r' or '\n') return true;
            var isPassedOver = rune.Value is '"' or '\'' || Rune.IsWhiteSpace(rune) || Rune.IsControl(rune)
                || Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format;
            if (!isPassedOver) return Signs.Contains(rune.ToString(), StringComparison.Ordinal);
        }

        return false;
    }

    internal override async Task WriteAsync(HttpResponse response, ExportedEvents export, CancellationToken cancellation)
    {
        await using var text = new StringWriter(CultureInfo.InvariantCulture);
        await using var csv = new CsvWriter(text, Rfc4180);
        foreach (var column in ExportColumn.All) csv.WriteField(column.Name);
        await csv.NextRecordAsync();
        await foreach (var page in export.Pages.WithCancellation(cancellation))
        {
            foreach (var e in page)
            {
                foreach (var column in ExportColumn.All)
                {
                    var cell = Convert.ToString(column.Value(e), CultureInfo.InvariantCulture);
                    csv.WriteField(column.IsFreeText && !isRaw && cell is not null ? SafeCell(cell) : cell);
                }

                await csv.NextRecordAsync();
                await csv.FlushAsync();
                if (text.GetStringBuilder().Length > MaxHeld) await SendAsync();
            }

            await SendAsync();
        }

        await SendAsync();

        async Task SendAsync()
        {
            await csv.FlushAsync();
            foreach (var part in text.GetStringBuilder().GetChunks()) Encoding.UTF8.GetBytes(part.Span, response.BodyWriter);
            text.GetStringBuilder().Clear();
            await response.BodyWriter.FlushAsync(cancellation);
        }
    }
}
