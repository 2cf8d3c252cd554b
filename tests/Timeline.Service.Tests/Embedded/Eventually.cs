using System.Diagnostics;

namespace Timeline.Service.Tests.Embedded;

/// <summary>Waits for what another process does, by looking often, and fails when it has not come true in time.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(25);

    public static async Task TrueAsync(string what, Func<Task<bool>> condition, TimeSpan? within = null)
    {
        var limit = within ?? TimeSpan.FromSeconds(20);
        var waited = Stopwatch.StartNew();
        using var timer = new PeriodicTimer(Often);
        while (!await condition())
        {
            Assert.True(waited.Elapsed < limit, $"Still not so after {limit.TotalSeconds} s: {what}");
            await timer.WaitForNextTickAsync();
        }
    }

    public static Task TrueAsync(string what, Func<bool> condition, TimeSpan? within = null) =>
        TrueAsync(what, () => Task.FromResult(condition()), within);
}
