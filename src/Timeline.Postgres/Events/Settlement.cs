using Npgsql;
using Timeline.Domain.Record;

namespace Timeline.Postgres.Events;

/// <summary>
/// It is not known whether a request was recorded, for the database stayed away after the commit was sent. Sent again with the same ids
/// it is recorded once.
/// </summary>
public sealed class UnknownOutcomeException(Exception inner) : Exception("The database went away during the commit.", inner);

/// <summary>Settles what became of a commit whose answer was lost.</summary>
internal sealed class Settlement(NpgsqlDataSource database, Key timeline, TimeProvider clock)
{
    /// <summary>How long the database is asked before it is given up.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(200);

    /// <summary>Whether a transaction was committed, told by its newest event: it is recorded whole or not at all.</summary>
    /// <exception cref="UnknownOutcomeException">The database did not come back in time.</exception>
    internal async Task<bool> IsCommittedAsync(TimelineEvent newest, Exception commit)
    {
        using var timer = new PeriodicTimer(Often, clock);
        using var deadline = new CancellationTokenSource(Patience, clock);
        while (true)
        {
            try
            {
                return await LookAsync(newest, deadline.Token);
            }
            catch (NpgsqlException) when (!deadline.IsCancellationRequested)
            {
                await timer.WaitForNextTickAsync(CancellationToken.None); // not back yet
            }
            catch (Exception e) when (e is NpgsqlException or OperationCanceledException)
            {
                throw new UnknownOutcomeException(commit);
            }
        }
    }

    // Whoever has the timeline's lock knows that the transaction which held it has ended. An event of the same id may be another
    // server's, asked again meanwhile; position and time tell.
    private async Task<bool> LookAsync(TimelineEvent newest, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection, transaction)
        {
            BatchCommands =
            {
                TimelineLock.Take(timeline),
                new("select exists (select from timeline.mt_events where tenant_id = $1 and id = $2 and seq_id = $3 and timestamp = $4)")
                {
                    Parameters =
                    {
                        new() { Value = timeline.Value },
                        new() { Value = newest.Id },
                        new() { Value = newest.Seq },
                        new() { Value = newest.RecordedAt.ToDateTimeOffset().UtcDateTime },
                    },
                },
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        await reader.NextResultAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return reader.GetBoolean(0);
    }
}
