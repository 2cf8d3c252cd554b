using Timeline.Postgres.Events;

namespace Timeline.Server.Feed;

/// <summary>How feeds are sent, from the section <c>Feed</c> of the settings.</summary>
/// <param name="Heartbeat">How often a client hears that the feed is still there.</param>
internal sealed record FeedSettings(TimeSpan Heartbeat)
{
    /// <exception cref="FormatException">A setting is not in its range.</exception>
    internal static FeedSettings Read(IConfiguration configuration)
    {
        if (configuration["Feed:HeartbeatSeconds"] is not { Length: > 0 } text) return new FeedSettings(TimeSpan.FromSeconds(15));
        return double.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0.001 and <= 86_400
            ? new FeedSettings(TimeSpan.FromSeconds(seconds))
            : throw new FormatException($"Feed:HeartbeatSeconds is '{text}'. It can be any number of seconds up to a day.");
    }
}

/// <summary>What feeds take.</summary>
internal static class FeedServices
{
    internal static void AddFeed(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(FeedSettings.Read(configuration));
        services.AddSingleton<Announcements>();
        services.AddSingleton<Wakes>();
        services.AddHostedService(provider => provider.GetRequiredService<Wakes>());
        services.AddSingleton<SharedFeeds>();
        services.AddSingleton<FeedPages>();
    }
}
