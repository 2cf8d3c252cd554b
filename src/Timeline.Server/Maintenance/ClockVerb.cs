using Timeline.Domain.Record;
using Timeline.Postgres.Events;
using Timeline.Server.Settings;

namespace Timeline.Server.Maintenance;

/// <summary>Accepts that a timeline was recorded in while a clock was ahead, so that it is recorded in again.</summary>
internal sealed record ClockVerb(Key Timeline)
{
    /// <exception cref="UsageException">That cannot be done with clocks.</exception>
    internal static ClockVerb Parse(string[] words) => words is ["accept", var name]
        ? new ClockVerb(Key.TryParse(name, out var timeline) ? timeline : throw new UsageException($"'{name}' cannot be a timeline's name: {Key.Rule}."))
        : throw new UsageException("clock takes: accept TIMELINE.");

    /// <summary>Does it.</summary>
    /// <param name="ledger">Its clock is this machine's.</param>
    /// <param name="by">Who asks for it; the database keeps it.</param>
    /// <param name="output">Is told what was done.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The exit code: 0.</returns>
    internal async Task<int> RunAsync(Ledger ledger, string by, TextWriter output, CancellationToken cancellation)
    {
        await output.WriteLineAsync(await ledger.AcceptClockAsync(Timeline, by, cancellation) is { } newest
            ? $"{Timeline}: accepted by {by} that its newest event is recorded at {newest}, ahead of the clock. It is recorded in again: "
                + "recordedAt goes on from there, a microsecond an event, until the clock has passed it; notedAt comes from the clock."
            : $"{Timeline}: its newest event is not ahead of the clock by more than is tolerated. There is nothing to accept.");
        return 0;
    }
}
