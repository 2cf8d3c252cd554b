using Npgsql;
using Timeline.Domain.Record;

namespace Timeline.Postgres.Events;

/// <summary>
/// How servers on one database learn that something was recorded (LISTEN and NOTIFY). An announcement says no more than that there may be
/// something new in a timeline; what there is, the ledger says.
/// </summary>
public sealed class Announcements(NpgsqlDataSource database)
{
    /// <summary>How long nothing need come before it is asked whether the connection is still one.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    /// <summary>Announces, from its transaction's commit on, that something was recorded.</summary>
    internal static Statement Of(Key timeline) => new("select pg_notify('timeline_events', $1)", timeline.Value);

    /// <summary>Hears announcements until the connection is lost.</summary>
    /// <param name="hears">From now on none is missed. Any before it may have been.</param>
    /// <param name="recorded">Something was recorded.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="NpgsqlException">There is no connection, or no longer.</exception>
    public async Task HearAsync(Action hears, Action<Key> recorded, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        connection.Notification += (_, told) =>
        {
            if (Key.TryParse(told.Payload, out var timeline)) recorded(timeline);
        };
        await using (var listen = new NpgsqlCommand("listen timeline_events", connection)) await listen.ExecuteNonQueryAsync(cancellation);
        hears();
        while (true)
        {
            if (await connection.WaitAsync(Silence, cancellation)) continue;
            await using var ask = new NpgsqlCommand("select 1", connection);
            await ask.ExecuteNonQueryAsync(cancellation);
        }
    }
}
