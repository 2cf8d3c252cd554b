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

    /// <summary>Whether a transaction was committed, told by something that only it has written: it is done whole or not at all.</summary>
    /// <param name="proof">Asks for that.</param>
    /// <param name="commit">What came back instead of an answer.</param>
    /// <exception cref="UnknownOutcomeException">The database did not come back in time.</exception>
    internal async Task<bool> IsCommittedAsync(Func<NpgsqlBatchCommand> proof, Exception commit)
    {
        using var timer = new PeriodicTimer(Often, clock);
        using var deadline = new CancellationTokenSource(Patience, clock);
        while (true)
        {
            try
            {
                return await LookAsync(proof, deadline.Token);
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

    // Whoever has the timeline's lock knows that the transaction which held it has ended.
    private async Task<bool> LookAsync(Func<NpgsqlBatchCommand> proof, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection, transaction)
        {
            BatchCommands =
            {
                TimelineLock.Take(timeline),
                proof(),
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        await reader.NextResultAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return reader.GetBoolean(0);
    }
}
