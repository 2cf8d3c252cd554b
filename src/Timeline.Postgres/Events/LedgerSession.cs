using System.Data;
using System.Runtime.ExceptionServices;
using JasperFx.Events;
using Marten;
using Marten.Services;
using Npgsql;
using Timeline.Domain.Record;
using Timeline.Marten;

namespace Timeline.Postgres.Events;

/// <summary>
/// A Marten session on a transaction that holds the timeline's lock. It never commits, and Marten sends nothing of it on another
/// connection, which would not hold the lock.
/// </summary>
internal sealed class LedgerSession : IAsyncDisposable
{
    private readonly IDocumentSession _session;
    private readonly NpgsqlConnection _connection;
    private readonly Key _timeline;
    private readonly InOrder _inOrder = new();

    internal LedgerSession(IDocumentStore store, NpgsqlTransaction transaction, Key timeline)
    {
        var options = SessionOptions.ForTransaction(transaction);
        options.TenantId = timeline.Value;
        options.Tracking = DocumentTracking.None;
        options.Listeners.Add(_inOrder);
        _session = store.OpenSession(options);
        (_connection, _timeline) = (transaction.Connection!, timeline);
        _session.Logger = new NoTombstones(_session);
    }

    /// <summary>Appends events, in the order given.</summary>
    /// <param name="events">Without positions.</param>
    /// <param name="then">What is to be done in the same batch, once they have positions.</param>
    internal void Append(IReadOnlyList<TimelineEvent> events, Func<IReadOnlyList<TimelineEvent>, Task<IEnumerable<Statement>>> then)
    {
        IEvent[] rows = [.. events.Select(e => LedgerEvents.ToMarten(e, _session.Events.BuildEvent(e.Data)))];
        foreach (var stream in events.Zip(rows).GroupBy(e => e.First.Subject))
        {
            var (key, of) = (stream.Key.ToString(), stream.Select(e => e.Second).ToArray<object>());
            // A new one need not be looked for.
            if (stream.First().First.Version == 1) _session.Events.StartStream(key, of);
            else _session.Events.Append(key, of);
        }

        _inOrder.Take(events, rows, then);
    }

    /// <summary>Replaces events by what is left of them, and archives them: Marten's own readers know no such payload.</summary>
    internal void Erase(IReadOnlyCollection<TimelineEvent> erased)
    {
        foreach (var e in erased) _session.Events.OverwriteEvent(LedgerEvents.ToMarten(e, new Event<EventData>(e.Data)));
        Queue([new("update timeline.mt_events set is_archived = true where seq_id = any($1)", erased.Select(e => e.Seq).ToArray())]);
        // This tells a server that has its events at hand (RecentHistories).
        Queue([new("""
            update timeline.mt_streams set timestamp = greatest(clock_timestamp(), timestamp + interval '1 microsecond')
            where tenant_id = $1 and id = any($2)
            """, _timeline.Value, erased.Select(e => e.Subject.ToString()).Distinct().ToArray())]);
    }

    internal void Queue(IEnumerable<Statement> statements)
    {
        foreach (var statement in statements) _session.QueueOperation(statement);
    }

    /// <summary>Sends everything.</summary>
    /// <exception cref="NpgsqlException">It was refused; the transaction is good for nothing any more.</exception>
    internal async Task SaveAsync(CancellationToken cancellation)
    {
        try
        {
            await _session.SaveChangesAsync(cancellation);
        }
        catch (Exception e) when (e is not (NpgsqlException or OperationCanceledException) && RefusalIn(e) is { } refusal)
        {
            // What the database said, not in which of the batch's statements.
            ExceptionDispatchInfo.Throw(refusal);
        }
        catch (Exception e) when (e is not (NpgsqlException or OperationCanceledException) && _connection.State != ConnectionState.Open)
        {
            throw new NpgsqlException("The connection to the database was lost.", new IOException(e.Message, e));
        }
    }

    private static NpgsqlException? RefusalIn(Exception? error) => error switch
    {
        null => null,
        NpgsqlException refusal => refusal,
        AggregateException several => several.InnerExceptions.Select(RefusalIn).FirstOrDefault(r => r is not null),
        _ => RefusalIn(error.InnerException),
    };

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _session.DisposeAsync();

    /// <summary>Gives events their positions in the order of recording, before they are sent: Marten numbers them by stream.</summary>
    private sealed class InOrder : DocumentSessionListenerBase
    {
        private IReadOnlyList<TimelineEvent> _events = [];
        private IReadOnlyList<IEvent> _rows = [];
        private Func<IReadOnlyList<TimelineEvent>, Task<IEnumerable<Statement>>>? _then;

        internal void Take(
            IReadOnlyList<TimelineEvent> events, IReadOnlyList<IEvent> rows,
            Func<IReadOnlyList<TimelineEvent>, Task<IEnumerable<Statement>>> then) => (_events, _rows, _then) = (events, rows, then);

        public override async Task BeforeSaveChangesAsync(IDocumentSession session, CancellationToken token)
        {
            if (_then is null) return;
            long[] positions = [.. _rows.Select(r => r.Sequence).Order()];
            for (var i = 0; i < positions.Length; i++)
            {
                if (_rows[i].Version != _events[i].Version)
                    throw new InvalidOperationException($"{_events[i].Subject} is at another version than under the lock.");
                _rows[i].Sequence = positions[i];
            }

            TimelineEvent[] positioned = [.. _events.Select((e, i) => e with { Seq = positions[i] })];
            foreach (var statement in await _then(positioned)) session.QueueOperation(statement);
            NoTombstones.In(session);
        }
    }

    /// <summary>
    /// Keeps Marten from writing tombstones after a batch has failed. It would do so later, without the lock, at positions below what can
    /// be read already. It makes them of the streams that are still to be saved, so there must be none: before the batch is sent, and when
    /// positions could not be drawn for it.
    /// </summary>
    private sealed class NoTombstones(IDocumentSession session) : IMartenSessionLogger
    {
        internal static void In(IDocumentSession session) => session.PendingChanges.Streams().Clear();

        public void LogFailure(NpgsqlCommand command, Exception ex) => In(session);

        public void LogFailure(NpgsqlBatch batch, Exception ex) => In(session);

        public void LogFailure(Exception ex, string message) => In(session);

        public void LogSuccess(NpgsqlCommand command)
        {
        }

        public void LogSuccess(NpgsqlBatch batch)
        {
        }

        public void RecordSavedChanges(IDocumentSession session, IChangeSet commit)
        {
        }

        public void OnBeforeExecute(NpgsqlCommand command)
        {
        }

        public void OnBeforeExecute(NpgsqlBatch batch)
        {
        }
    }
}
