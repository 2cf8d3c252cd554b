using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace Timeline.Server.ImportExport.ExportForms;

/// <summary>A table (RFC 4180), one event a row. Cells are as recorded: nothing is put before what a spreadsheet would take for a formula.</summary>
internal sealed class CsvExport() : ExportForm("csv", "text/csv; charset=utf-8; header=present")
{
    private const int MaxHeld = 1 << 16;

    private static readonly CsvConfiguration Rfc4180 = new(CultureInfo.InvariantCulture) { NewLine = "\r\n" };

    internal override string Extension => "csv";

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
                foreach (var column in ExportColumn.All) csv.WriteField(Convert.ToString(column.Value(e), CultureInfo.InvariantCulture));
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
