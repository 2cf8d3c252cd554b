using System.Globalization;
using Timeline.Postgres.Projections;

namespace Timeline.Server.Maintenance;

/// <summary>Tells how far a long job is: how much is done, how fast, and how long it still takes. One line, at most once a second.</summary>
internal sealed class ProgressLine(string job, TextWriter output, TimeProvider clock) : IProgress<Progress>, IDisposable
{
    private readonly long _begun = clock.GetTimestamp();
    private readonly bool _overwrites = !Console.IsErrorRedirected;
    private TimeSpan _told = TimeSpan.Zero;
    private bool _isOpen;

    internal Progress Last { get; private set; }

    public void Report(Progress value)
    {
        Last = value;
        var elapsed = clock.GetElapsedTime(_begun);
        if (elapsed - _told < TimeSpan.FromSeconds(1)) return;
        _told = elapsed;
        var rate = value.Events / elapsed.TotalSeconds;
        var rest = TimeSpan.FromSeconds(Math.Round(Math.Max(0, value.AllEvents - value.Events) / Math.Max(rate, 1)));
        var text = string.Create(CultureInfo.InvariantCulture, $"{job}: {value.Events:N0} of {value.AllEvents:N0} events, {rate:N0}/s, {rest:c} to go");
        if (_overwrites) output.Write($"\r{text,-100}");
        else output.WriteLine(text);
        _isOpen = _overwrites;
    }

    /// <summary>Leaves the line, so that something else can be written.</summary>
    internal void End()
    {
        if (_isOpen) output.WriteLine();
        _isOpen = false;
    }

    public void Dispose() => End();
}
