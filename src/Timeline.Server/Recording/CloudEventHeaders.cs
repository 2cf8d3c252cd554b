using System.Text;
using System.Text.Json;
using Timeline.Domain.Json;
using Timeline.Server.Http;

namespace Timeline.Server.Recording;

/// <summary>CloudEvents in binary mode (HTTP protocol binding, §3.1): the attributes are headers, the body is the data.</summary>
internal static class CloudEventHeaders
{
    private const string Prefix = "ce-";

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Whether a request is a CloudEvent in binary mode.</summary>
    internal static bool AreIn(HttpRequest request) => request.Headers.ContainsKey(Prefix + "specversion");

    /// <summary>The CloudEvent as it would be in structured mode.</summary>
    /// <exception cref="ProblemException">A header is no attribute.</exception>
    internal static JsonDocument Read(HttpRequest request, JsonElement data)
    {
        var faults = new List<ProblemFault>();
        var structured = StrictJson.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("datacontenttype", request.ContentType);
            foreach (var (header, values) in request.Headers.Where(h => h.Key.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)))
            {
                var name = header[Prefix.Length..].ToLowerInvariant();
                if (name is "datacontenttype") Fault(name, "Is said by the header Content-Type; leave this out.");
                else if (name is "data" or "data_base64") Fault(name, "Is the body; leave this out.");
                else if (values is not [{ } value]) Fault(name, "Is given more than once.");
                else if (Decoded(value) is { } text) writer.WriteString(name, text);
                else Fault(name, "Is not percent-encoded UTF-8: a percent sign itself is written %25.");
            }

            writer.WritePropertyName("data");
            data.WriteTo(writer);
            writer.WriteEndObject();
        });
        return faults.Count == 0 ? JsonDocument.Parse(structured) : throw new ProblemException(Cause.MalformedEvent.Problem(null, faults));

        void Fault(string name, string detail) => faults.Add(new ProblemFault { Header = Prefix + name, Detail = detail });
    }

    /// <summary>Which header has a fault of the CloudEvent, or where in the body it is.</summary>
    internal static ProblemFault Locate(Fault fault)
    {
        if (JsonPointer.Steps(fault.Pointer).FirstOrDefault() is not { } attribute || attribute == "data")
            return new ProblemFault { Pointer = fault.Pointer.Length == 0 ? "" : fault.Pointer["/data".Length..], Detail = fault.Detail };
        // Of a header with the text of JSON it is told where in it.
        var within = fault.Pointer[JsonPointer.To("", attribute).Length..];
        return new ProblemFault
        {
            Header = attribute == "datacontenttype" ? "Content-Type" : Prefix + attribute,
            Detail = within.Length == 0 ? fault.Detail : $"{within}: {fault.Detail}",
        };
    }

    // A value may stand in quotation marks, in which a backslash keeps what follows it; then it is percent-decoded once (§3.1.3.2).
    private static string? Decoded(string value)
    {
        if (value is ['"', .. var quoted, '"']) value = Unquoted(quoted);
        var bytes = new List<byte>(value.Length);
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] != '%')
            {
                var length = char.IsSurrogatePair(value, i) ? 2 : 1;
                bytes.AddRange(Encoding.UTF8.GetBytes(value, i, length));
                i += length - 1;
                continue;
            }

            if (i + 2 >= value.Length || !char.IsAsciiHexDigit(value[i + 1]) || !char.IsAsciiHexDigit(value[i + 2])) return null;
            bytes.Add(Convert.ToByte(value.Substring(i + 1, 2), 16));
            i += 2;
        }

        try
        {
            return Strict.GetString([.. bytes]);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static string Unquoted(string quoted)
    {
        var text = new StringBuilder(quoted.Length);
        for (var i = 0; i < quoted.Length; i++) text.Append(quoted[i] == '\\' && i + 1 < quoted.Length ? quoted[++i] : quoted[i]);
        return text.ToString();
    }
}
