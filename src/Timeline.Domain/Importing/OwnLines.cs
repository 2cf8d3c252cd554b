using Timeline.Domain.CloudEvents;
using Timeline.Domain.Json;
using Timeline.Domain.Record;

namespace Timeline.Domain.Importing;

/// <summary>
/// Newline-delimited JSON in the form of an export: each line an event as it is sent (SEMANTICS §1), or a CloudEvent (CLOUDEVENTS.md).
/// </summary>
/// <param name="maxLength">The greatest length of an event, in bytes of JSON.</param>
public sealed class OwnLines(int maxLength) : LineFormat
{
    /// <inheritdoc/>
    public override int MaxLength => maxLength;

    /// <inheritdoc/>
    public override Fault TooLong { get; } = new("", $"An event has at most {maxLength / 1024} KiB.");

    /// <inheritdoc/>
    public override LineReading? Read(ReadOnlyMemory<byte> line)
    {
        if (line.Span.IndexOfAnyExcept(" \t\r"u8) < 0) return null;
        if (!StrictJson.TryParse(line, out var document, out var faults)) return new LineReading { Faults = faults };
        using (document)
        {
            if (CloudEventReader.IsOne(document.RootElement))
            {
                var read = CloudEventReader.Read(document.RootElement, "", takesErased: true);
                return new LineReading { Event = read.Event, Faults = read.Refusal?.Faults ?? [], Locate = read.Locate };
            }

            var proposed = EventReader.Read(document.RootElement, "", ignoreAssigned: true, out var refusal);
            return new LineReading { Event = proposed, Faults = refusal?.Faults ?? [] };
        }
    }
}
