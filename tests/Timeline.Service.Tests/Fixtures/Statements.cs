using System.Diagnostics;
using Npgsql;

namespace Timeline.Service.Tests.Fixtures;

/// <summary>Counts the statements that reach one database while it is not disposed, by what Npgsql traces.</summary>
public sealed class Statements : IDisposable
{
    private readonly ActivityListener _listener;
    private int _count;
    private int _ofKeys;

    public Statements(string connectionString)
    {
        var database = new NpgsqlConnectionStringBuilder(connectionString).Database;
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (!activity.TagObjects.Any(t => t.Key is "db.name" or "db.namespace" && (string?)t.Value == database)) return;
                // Whether anybody was given a key by now is looked up once a second, whatever is asked.
                var isOfKeys = activity.TagObjects.Any(t => t.Value is string text && text.Contains("from timeline.access_keys", StringComparison.Ordinal));
                Interlocked.Increment(ref isOfKeys ? ref _ofKeys : ref _count);
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public int Count => _count;

    /// <summary>How many more asked for keys.</summary>
    public int OfKeys => _ofKeys;

    public void Dispose() => _listener.Dispose();
}
