using JasperFx.Events;
using Marten;
using Marten.Events.Aggregation;
using Marten.Events.Projections;
using Npgsql;
using Timeline.Domain.Record;
using Timeline.Marten;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.Others;

/// <summary>Stores, documents and projections of somebody else's.</summary>
internal static class Foreign
{
    /// <summary>The schema of their documents.</summary>
    internal const string Schema = "own";

    /// <summary>
    /// A connection that says whose it is: what these stores try to write is refused, which the log of statements does not tell.
    /// </summary>
    internal static string Named(string connectionString) =>
        new NpgsqlConnectionStringBuilder(connectionString) { ApplicationName = Sabotage.Application }.ConnectionString;

    /// <summary>Opens a store that reads the ledger of a database.</summary>
    internal static DocumentStore Open(string connectionString, Action<StoreOptions>? more = null) => DocumentStore.For(o =>
    {
        o.Connection(Named(connectionString));
        o.DatabaseSchemaName = Schema;
        o.UseTimeline();
        more?.Invoke(o);
    });
}

/// <summary>A document of somebody else's.</summary>
public sealed class Note
{
    public string Id { get; set; } = "";

    public Colour Colour { get; set; }

    public Dictionary<string, object> More { get; set; } = [];
}

/// <summary>An enumeration of somebody else's.</summary>
public enum Colour
{
    Red,
    Green,
}

/// <summary>An event that is not of the catalogue.</summary>
public sealed record Stranger(string Text);

/// <summary>Which events of a subject were projected.</summary>
public sealed record Projected(string Id, IReadOnlyList<long> Versions);

/// <summary>How many events each publisher reported.</summary>
public sealed record Reported(string Id, int Count);

public sealed class ProjectedEvents : SingleStreamProjection<Projected, string>
{
    public override Projected Evolve(Projected? snapshot, string id, IEvent e) => new(id, [.. snapshot?.Versions ?? [], e.Version]);
}

public sealed class ReportsOfPublishers : MultiStreamProjection<Reported, string>
{
    public ReportsOfPublishers() => Identity<IEvent>(e => PublisherOf(e.ToTimelineEvent()));

    internal static string PublisherOf(TimelineEvent e) => e.Source?.Publisher?.Value ?? "nobody";

    public override Reported Evolve(Reported? snapshot, string id, IEvent e) => new(id, (snapshot?.Count ?? 0) + 1);
}

/// <summary>What a projection made that fails at some subjects.</summary>
public sealed record Failed(string Id);

public sealed class Failing : SingleStreamProjection<Failed, string>
{
    public override Failed Evolve(Failed? snapshot, string id, IEvent e) =>
        id.EndsWith('1') ? throw new InvalidOperationException("not this one") : new(id);
}
