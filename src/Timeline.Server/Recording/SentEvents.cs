using System.Globalization;
using System.Net.Mime;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Net.Http.Headers;
using Timeline.Domain.CloudEvents;
using Timeline.Domain.Json;
using Timeline.Domain.Record;
using Timeline.Server.Access;
using Timeline.Server.Http;

namespace Timeline.Server.Recording;

/// <summary>The events of a body, in whichever of the forms they were sent.</summary>
/// <param name="Events">What they say; none only of a batch of CloudEvents, which may be empty (CloudEvents, JSON format §4).</param>
/// <param name="Pointers">Where each stands in the body, were it of our own form.</param>
/// <param name="IsList">They were sent as an array.</param>
/// <param name="Locate">Where in what was sent a fault lies that is found in one of them.</param>
internal sealed record SentEvents(IReadOnlyList<ProposedEvent> Events, IReadOnlyList<string> Pointers, bool IsList, Func<Fault, ProblemFault> Locate)
{
    /// <summary>What may be a slip in them, where it stands in what was sent; <see langword="null"/>: nothing.</summary>
    internal IReadOnlyList<ProblemFault>? Warnings(IEnumerable<Outcome> outcomes) =>
        outcomes.SelectMany(o => o.Warnings).Select(Locate).ToList() is { Count: > 0 } warnings ? warnings : null;

    /// <exception cref="ProblemException">They cannot be taken as sent.</exception>
    internal static async Task<SentEvents> ReadAsync(HttpContext http, CancellationToken cancellation)
    {
        var type = MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var sentAs) ? sentAs.MediaType.Value : null;
        if (Is(CloudEvent.MediaType) || Is(CloudEvent.BatchMediaType))
        {
            using var structured = await Body.ReadJsonAsync(http.Request, [type!], cancellation);
            var isBatch = Is(CloudEvent.BatchMediaType);
            if (isBatch && structured.RootElement.ValueKind != JsonValueKind.Array) throw Cause.MalformedEvent.Because([new Fault("", "Must be an array.")]);
            return Read(structured.RootElement, isBatch, ReadCloudEvent, Cause.ToFault, http);
        }

        if (CloudEventHeaders.AreIn(http.Request))
        {
            // Its type is that of the event's data, which is JSON where nothing else is said (CloudEvents, JSON format §3.1).
            if (string.IsNullOrEmpty(http.Request.ContentType)) http.Request.ContentType = MediaTypeNames.Application.Json;
            using var data = await Body.ReadJsonAsync(http.Request, [MediaTypeNames.Application.Json, .. sentAs?.Suffix == "json" ? (string[])[type!] : []], cancellation);
            using var cloudEvent = CloudEventHeaders.Read(http.Request, data.RootElement);
            return Read(cloudEvent.RootElement, isList: false, ReadCloudEvent, CloudEventHeaders.Locate, http);
        }

        using var own = await Body.ReadJsonAsync(http.Request, Body.Json, cancellation);
        var isList = own.RootElement.ValueKind == JsonValueKind.Array;
        if (isList && own.RootElement.GetArrayLength() == 0) throw Cause.MalformedEvent.Because([new Fault("", "Has no event.")]);
        return Read(own.RootElement, isList, ReadOwn, Cause.ToFault, http);

        bool Is(string mediaType) => mediaType.Equals(type, StringComparison.OrdinalIgnoreCase);
    }

    private static SentEvents Read(JsonElement sent, bool isList, Func<JsonElement, string, Reading> read, Func<Fault, ProblemFault> toFault, HttpContext http)
    {
        var readings = new List<Reading>();
        var pointers = new List<string>();
        var faults = new List<Fault>();
        Cause? cause = null;
        foreach (var element in isList ? sent.EnumerateArray() : (IEnumerable<JsonElement>)[sent])
        {
            pointers.Add(isList ? JsonPointer.To("", pointers.Count) : "");
            if (JsonMarshal.GetRawUtf8Value(element).Length > Body.MaxEventLength)
                throw new ProblemException(Cause.TooLarge.Problem(null, [Cause.ToFault(new Fault(pointers[^1], "An event has at most 256 KiB."))]));
            var reading = read(element, pointers[^1]);
            readings.Add(reading);
            if (reading.Event is not null) continue;
            cause ??= Cause.Of(reading.Refusal!.Kind);
            faults.AddRange(reading.Refusal!.Faults);
            // What is told is bounded, so what is looked for is too.
            if (faults.Count >= Problem.MaxErrors) break;
        }

        if (cause is not null) throw new ProblemException(cause.Problem(null, faults.Select(toFault)));
        var forbidden = readings.Zip(pointers).Where(r => http.Grant()?.MayRecord(r.First.Event!) != true).Select(r => Grant.NoCurator(r.Second)).ToList();
        if (forbidden.Count > 0) throw new ProblemException(Cause.Forbidden.Problem(null, forbidden.Select(Located)));
        return new SentEvents([.. readings.Select(r => r.Event!)], pointers, isList, Located);

        ProblemFault Located(Fault fault) => toFault(readings[isList ? int.Parse(JsonPointer.Steps(fault.Pointer).First(), CultureInfo.InvariantCulture) : 0].Locate(fault));
    }

    private static Reading ReadOwn(JsonElement sent, string pointer) =>
        new(EventReader.Read(sent, pointer, ignoreAssigned: false, out var refusal), refusal, fault => fault);

    private static Reading ReadCloudEvent(JsonElement sent, string pointer)
    {
        var read = CloudEventReader.Read(sent, pointer, takesErased: false);
        return new(read.Event, read.Refusal, read.Locate);
    }

    private sealed record Reading(ProposedEvent? Event, Domain.Record.Refusal? Refusal, Func<Fault, Fault> Locate);
}
