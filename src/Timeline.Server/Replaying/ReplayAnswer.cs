using System.Buffers;
using System.Text;
using System.Text.Json;
using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
using Timeline.Domain.Time;
using Timeline.Server.Http;
using Timeline.Server.Limits;

namespace Timeline.Server.Replaying;

/// <summary>
/// A replay as it is written. Subject by subject it is folded, and its frames are put in order; only then the first is known. So it needs
/// memory for a subject and not for the timeline.
/// </summary>
internal sealed class ReplayAnswer(
    string permalink, bool isEventStream, ReplayQuery replay, Instant from, Vantage vantage, IReadOnlyList<ErasedItem> erased,
    IAsyncEnumerable<IReadOnlyCollection<TimelineEvent>> subjects, Spools spools, TimeProvider clock) : IStreamedAnswer
{
    /// <summary>The most steps that one replay is told in: of days, nearly three centuries.</summary>
    internal const int MaxSteps = 100_000;

    private const int MaxUnflushed = 1 << 16;

    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    private HttpResponse _response = null!;
    private long _heardAt;

    public string Permalink => permalink;

    public IReadOnlyList<ErasedItem> Erased => erased;

    public string ContentType => isEventStream ? GetReplay.EventStream : Body.Lines[0];

    public void Describe(HttpResponse response)
    {
        response.ContentType = ContentType;
        response.Headers.ContentLocation = Permalink;
    }

    public async Task WriteAsync(HttpContext http)
    {
        var cancellation = http.RequestAborted;
        (_response, _heardAt) = (http.Response, clock.GetTimestamp());
        using var spool = new SortedSpool(spools);
        var counts = replay.Step is { } unit ? await FoldAsync(spool, unit, cancellation) : await FoldAsync(spool, cancellation);
        // What is left is to send, as slowly as it is asked for: that takes no worker.
        http.Features.Get<Turns.Turn>()?.Pause();
        if (replay.Step is { } step) await WriteStepsAsync(spool, step, counts, cancellation);
        else await WriteFramesAsync(spool, cancellation);
        if (isEventStream) Write("event: end\ndata: {}\n\n");
        await _response.BodyWriter.FlushAsync(cancellation);
    }

    private async Task<SortedDictionary<Instant, long>> FoldAsync(SortedSpool spool, CancellationToken cancellation)
    {
        await foreach (var subject in subjects.WithCancellation(cancellation))
        {
            var id = subject.First().Subject;
            foreach (var frame in Replay.Of(subject, vantage, replay.Axis, from).Where(f => f.Matches(replay.Vantage.Filter)))
            {
                cancellation.ThrowIfCancellationRequested();
                spool.Add(frame.Place, JsonSerializer.SerializeToUtf8Bytes(ReplayLine.Of(id, frame), AnswerJson.Options));
            }

            await BeatAsync(cancellation);
        }

        return [];
    }

    private async Task WriteFramesAsync(SortedSpool spool, CancellationToken cancellation)
    {
        var pace = new Pace(replay.Speed, from, clock);
        foreach (var (place, text) in spool.Sorted())
        {
            await WaitAsync(pace, place.At, cancellation);
            Open("frame");
            _response.BodyWriter.Write(text.Span);
            await CloseAsync(cancellation);
        }
    }

    // What became of each subject in each step; and how many events there are in each.
    private async Task<SortedDictionary<Instant, long>> FoldAsync(SortedSpool spool, CalendarUnit unit, CancellationToken cancellation)
    {
        var counts = new SortedDictionary<Instant, long>();
        var number = 0L;
        await foreach (var subject in subjects.WithCancellation(cancellation))
        {
            var (id, frames) = (subject.First().Subject, Replay.Of(subject, vantage, replay.Axis, from));
            CalendarStep? step = null;
            var (events, changes) = (0L, new SortedDictionary<string, (Value? Old, Value? New)>(StringComparer.Ordinal));
            // What has no moment is in no step.
            foreach (var frame in frames.Where(f => f.Place.At.IsFinite && f.Matches(replay.Vantage.Filter)))
            {
                cancellation.ThrowIfCancellationRequested();
                if (step is null || frame.Place.At > step.Latest)
                {
                    End();
                    step = CalendarStep.Of(frame.Place.At, unit, replay.Zone);
                }

                if (frame is { Seen: not null, CameAbout: false }) events++;
                foreach (var change in frame.Changes)
                    changes[change.Pointer] = (changes.TryGetValue(change.Pointer, out var before) ? before.Old : change.Old, change.New);
            }

            End();
            number++;
            await BeatAsync(cancellation);

            void End()
            {
                if (step is null) return;
                counts[step.Earliest] = counts.GetValueOrDefault(step.Earliest) + events;
                var item = new ReplayedSubject
                {
                    Subject = id,
                    Events = events,
                    Changes = [.. changes.Where(c => c.Value.Old?.Json != c.Value.New?.Json).Select(c => ReplayChange.Of(c.Key, c.Value.Old, c.Value.New))],
                };
                spool.Add(new ReplayPlace(step.Earliest, number, 0, 0), JsonSerializer.SerializeToUtf8Bytes(item, AnswerJson.Options));
                (events, step) = (0, null);
                changes.Clear();
            }
        }

        return counts;
    }

    private async Task WriteStepsAsync(SortedSpool spool, CalendarUnit unit, SortedDictionary<Instant, long> counts, CancellationToken cancellation)
    {
        var end = replay.To is null ? (Instant?)null : replay.Axis == ReplayAxis.Happened ? vantage.At : vantage.Known;
        var first = from.IsFinite ? from : counts.Keys.FirstOrDefault(Instant.PositiveInfinity);
        var last = end is { IsFinite: true } && replay.Axis != ReplayAxis.Recorded ? end.Value : counts.Keys.LastOrDefault(Instant.NegativeInfinity);
        if (first > last) return;
        var (at, days) = (CalendarStep.Of(first, unit, replay.Zone), TimeSpan.FromMicroseconds(last.Microseconds - first.Microseconds).Days);
        if (days / (unit switch { CalendarUnit.Day => 1, CalendarUnit.Week => 7, _ => 31 }) > MaxSteps)
            throw Query.Malformed("step", $"Makes more than {MaxSteps:N0} steps; ask for longer ones, or for less time.");
        var pace = new Pace(replay.Speed, from, clock);
        using var rest = spool.Sorted().GetEnumerator();
        var isMore = rest.MoveNext();
        for (; at.Earliest <= last; at = at.Next)
        {
            await WaitAsync(pace, at.Earliest, cancellation);
            Open("step");
            Write($$"""{"step":"{{at}}","from":"{{at.Earliest}}","to":"{{at.Latest}}","events":{{counts.GetValueOrDefault(at.Earliest)}},"subjects":[""");
            for (var isFirst = true; isMore && rest.Current.Place.At == at.Earliest; (isFirst, isMore) = (false, rest.MoveNext()))
            {
                if (!isFirst) Write(",");
                _response.BodyWriter.Write(rest.Current.Text.Span);
                if (_response.BodyWriter.UnflushedBytes > MaxUnflushed) await FlushAsync(cancellation);
            }

            Write("]}");
            await CloseAsync(cancellation);
        }
    }

    private void Open(string name)
    {
        if (isEventStream) Write($"event: {name}\ndata: ");
    }

    private async Task CloseAsync(CancellationToken cancellation)
    {
        Write(isEventStream ? "\n\n" : "\n");
        if (_response.BodyWriter.UnflushedBytes > MaxUnflushed) await FlushAsync(cancellation);
    }

    private async Task WaitAsync(Pace pace, Instant moment, CancellationToken cancellation)
    {
        for (var left = pace.Left(moment); left > TimeSpan.Zero; left = pace.Left(moment))
        {
            await FlushAsync(cancellation);
            await Task.Delay(left < Heartbeat ? left : Heartbeat, clock, cancellation);
            await BeatAsync(cancellation);
        }
    }

    // Who reads an event stream is told that there is more to come.
    private async Task BeatAsync(CancellationToken cancellation)
    {
        if (!isEventStream || clock.GetElapsedTime(_heardAt) < Heartbeat) return;
        Write(": more is to come\n\n");
        await FlushAsync(cancellation);
    }

    private async Task FlushAsync(CancellationToken cancellation)
    {
        _heardAt = clock.GetTimestamp();
        await _response.BodyWriter.FlushAsync(cancellation);
    }

    private void Write(string text) => Encoding.UTF8.GetBytes(text, _response.BodyWriter);

    /// <summary>When what is when to be told, at so many days in a second from the first on.</summary>
    private sealed class Pace(double? speed, Instant from, TimeProvider clock)
    {
        private long? _begun;
        private Instant _first = from;

        internal TimeSpan Left(Instant moment)
        {
            if (speed is not { } days || !moment.IsFinite) return TimeSpan.Zero;
            if (_begun is null) (_begun, _first) = (clock.GetTimestamp(), _first.IsFinite ? _first : moment);
            var passed = TimeSpan.FromMicroseconds(moment.Microseconds - _first.Microseconds).TotalDays;
            return TimeSpan.FromSeconds(Math.Min(passed / days, TimeSpan.MaxValue.TotalSeconds / 2)) - clock.GetElapsedTime(_begun.Value);
        }
    }
}
