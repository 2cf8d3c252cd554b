namespace Timeline.Service.Tests.Trust.Fuzz;

/// <summary>An event that was acknowledged.</summary>
internal sealed record FuzzEvent(string Timeline, string Id, string Subject, string Type, long Version, string? Sent);

/// <summary>An address that was answered, and what may be sent along.</summary>
internal sealed record FuzzAddress(FuzzOperation Operation, string Target, string? ETag);

/// <summary>What the server has told so far; of each thing the newest few hundred.</summary>
internal sealed class FuzzKnowledge
{
    private const int Kept = 300;

    internal List<string> Timelines { get; } = [];

    internal List<FuzzEvent> Events { get; } = [];

    internal List<FuzzAddress> Addresses { get; } = [];

    internal List<FuzzAddress> Next { get; } = [];

    internal List<string> Permalinks { get; } = [];

    internal List<long> Positions { get; } = [];

    internal List<string> Causes { get; } = ["malformed-json"];

    internal List<(string Timeline, string Lines)> Exports { get; } = [];

    internal static void Keep<T>(List<T> list, T item)
    {
        list.Add(item);
        if (list.Count > Kept) list.RemoveAt(0);
    }
}
