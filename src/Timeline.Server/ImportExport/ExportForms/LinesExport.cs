using System.Text;
using Timeline.Domain.CloudEvents;
using Timeline.Domain.Json;
using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
using Timeline.Server.Http;

namespace Timeline.Server.ImportExport.ExportForms;

/// <summary>Newline-delimited JSON: it can be imported.</summary>
internal sealed class LinesExport(string name, Func<ExportedEvent, Key, string> line) : ExportForm(name, Body.Lines[0])
{
    /// <summary>Each event in the form in which it is sent.</summary>
    internal static readonly LinesExport Own = new("ndjson", (e, _) => StrictJson.Write(e, RecordJson.Default.ExportedEvent));

    /// <summary>Each event as a CloudEvent.</summary>
    internal static readonly LinesExport CloudEvents = new("cloudevents", (e, timeline) => StrictJson.Write(writer => CloudEvent.Write(writer, e, timeline)));

    private const int MaxUnflushed = 1 << 16;

    internal override async Task WriteAsync(HttpResponse response, ExportedEvents export, CancellationToken cancellation)
    {
        await foreach (var page in export.Pages.WithCancellation(cancellation))
        {
            foreach (var e in page)
            {
                Encoding.UTF8.GetBytes(line(e, export.Viewpoint.Timeline) + "\n", response.BodyWriter);
                // A reader who is slow is waited for line by line: neither is a page held in memory twice, nor is he given an hour for it.
                if (response.BodyWriter.UnflushedBytes > MaxUnflushed) await response.BodyWriter.FlushAsync(cancellation);
            }

            await response.BodyWriter.FlushAsync(cancellation);
        }
    }
}
