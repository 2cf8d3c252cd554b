using Timeline.Domain.Record;

namespace Timeline.Postgres.Events;

/// <summary>More wait for a timeline than its queue holds. Nothing of the request was recorded; it may be sent again.</summary>
public sealed class LedgerBusyException() : Exception("The timeline's queue is full.");

/// <summary>
/// The one writer of a timeline in this process: what waits in its bounded queue is recorded together, in one transaction, and answered
/// after its commit. So throughput grows with concurrency, and one request's fate is not another's.
/// </summary>
internal sealed class TimelineWriter(
    Key timeline, Func<Key, IReadOnlyList<AppendRequest>, CancellationToken, Task<Append?>> begin, Action<TimelineWriter> onIdle)
{
    /// <summary>How many events may wait.</summary>
    internal const int Capacity = 10_000;

    /// <summary>How many events are recorded in one transaction, unless a single request has more.</summary>
    private const int BatchSize = 1_000;

    private readonly Lock _lock = new();
    private readonly Queue<Pending> _queue = new();
    private int _waiting;
    private bool _isRunning;

    internal Key Timeline => timeline;

    /// <exception cref="LedgerBusyException">Too many wait already.</exception>
    internal Task<IReadOnlyList<Decision>?> AppendAsync(IReadOnlyList<AppendRequest> requests, CancellationToken cancellation)
    {
        var pending = new Pending(requests, cancellation);
        lock (_lock)
        {
            // A request longer than the queue is taken when nobody waits; an import has one chunk waiting at a time, so it does no harm.
            if (_waiting > 0 && _waiting + pending.Events > Capacity && !requests[0].IsBulk) throw new LedgerBusyException();
            _waiting += pending.Events;
            _queue.Enqueue(pending);
            if (!_isRunning)
            {
                _isRunning = true;
                _ = Task.Run(DrainAsync, CancellationToken.None);
            }
        }

        return pending.Answer.Task;
    }

    private async Task DrainAsync()
    {
        while (Take() is { Count: > 0 } batch) await RecordAsync(batch);
        onIdle(this);
    }

    private List<Pending> Take()
    {
        lock (_lock)
        {
            var batch = new List<Pending>();
            var events = 0;
            while (_queue.TryPeek(out var next) && (batch.Count == 0 || events + next.Events <= BatchSize))
            {
                _queue.Dequeue();
                _waiting -= next.Events;
                // Whoever has gone away is not waited for; nothing of theirs was begun.
                if (next.Cancellation.IsCancellationRequested)
                {
                    next.Answer.TrySetCanceled(next.Cancellation);
                    continue;
                }

                events += next.Events;
                batch.Add(next);
            }

            _isRunning = batch.Count > 0;
            return batch;
        }
    }

    // Every request of the batch is answered when this returns, and it never throws: the writer lives on.
    private async Task RecordAsync(IReadOnlyList<Pending> batch)
    {
        var begun = false;
        try
        {
            AppendRequest[] requests = [.. batch.SelectMany(p => p.Requests)];
            await using var append = await begin(timeline, requests, CancellationToken.None);
            begun = true;
            var decisions = append is null ? null : await append.RecordAsync(requests, CancellationToken.None);
            if (append is not null) await append.CommitAsync(CancellationToken.None);
            var answered = 0;
            foreach (var pending in batch)
            {
                pending.Answer.SetResult(decisions?.Skip(answered).Take(pending.Requests.Count).ToList());
                answered += pending.Requests.Count;
            }
        }
        catch (Exception e) when (begun && batch.Count > 1 && e is not UnknownOutcomeException)
        {
            // Nothing of it was committed. What one request does to a transaction is not its neighbours' fault: halved until it is alone.
            await RecordAsync([.. batch.Take(batch.Count / 2)]);
            await RecordAsync([.. batch.Skip(batch.Count / 2)]);
        }
        catch (Exception e)
        {
            foreach (var pending in batch) pending.Answer.SetException(e);
        }
    }

    private sealed record Pending(IReadOnlyList<AppendRequest> Requests, CancellationToken Cancellation)
    {
        internal int Events { get; } = Requests.Sum(r => r.Events.Count);

        internal TaskCompletionSource<IReadOnlyList<Decision>?> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
