using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Timeline.Cli.Client;

/// <summary>
/// An open feed: what is recorded, as it is recorded (Server-Sent Events). What has no end yet counts for nothing, its id neither: the
/// framework's own reader would take an event for told of which only the id has come.
/// </summary>
internal sealed class Feed(HttpResponseMessage response, Stream body) : IDisposable
{
    private readonly StreamReader _lines = new(body, Encoding.UTF8);

    /// <summary>The last position heard of: all up to it has been told.</summary>
    internal string Position { get; private set; } = "";

    /// <summary>How long to wait before asking again, as the server has it.</summary>
    internal TimeSpan? Pause { get; private set; }

    /// <summary>The events as JSON; ends when the server ends it.</summary>
    internal async IAsyncEnumerable<string> EventsAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var (id, data) = (Position, new List<string>());
        while (await _lines.ReadLineAsync(cancellation) is { } line)
        {
            if (line.Length == 0)
            {
                Position = id;
                if (data.Count > 0) yield return string.Join('\n', data);
                data.Clear();
                continue;
            }

            var end = line.IndexOf(':', StringComparison.Ordinal);
            var value = end < 0 ? "" : line[(end + 1)..];
            if (value.StartsWith(' ')) value = value[1..];
            switch (end < 0 ? line : line[..end])
            {
                case "id":
                    id = value;
                    break;
                case "data":
                    data.Add(value);
                    break;
                case "retry" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var pause) && pause > 0:
                    Pause = TimeSpan.FromMilliseconds(pause);
                    break;
            }
        }
    }

    public void Dispose()
    {
        _lines.Dispose();
        response.Dispose();
    }
}
