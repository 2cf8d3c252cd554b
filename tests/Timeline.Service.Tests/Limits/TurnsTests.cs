using Timeline.Server.Limits;

namespace Timeline.Service.Tests.Limits;

/// <summary>Who is served next, and who is not let in.</summary>
public sealed class TurnsTests
{
    private static Turns Of(int workers = 1, int perClient = 100, int max = 1000, double waitSeconds = 600) => new(
        new CostlySettings { Workers = workers, PerClient = perClient, Max = max, WaitSeconds = waitSeconds }, TimeProvider.System);

    [Fact]
    public async Task Fifty_that_one_client_has_waiting_delay_another_by_one_turn()
    {
        var turns = Of();
        var working = await turns.TakeAsync("many", CancellationToken.None);
        var many = Enumerable.Range(0, 50).Select(_ => turns.TakeAsync("many", CancellationToken.None)).ToList();
        var one = turns.TakeAsync("one", CancellationToken.None);
        Assert.Equal(51, turns.Waiting);

        working.Dispose();
        var first = await many[0];
        Assert.False(one.IsCompleted);
        first.Dispose();
        using (await one) Assert.Equal((1, 49), (turns.Working, turns.Waiting));
        foreach (var next in many.Skip(1)) (await next).Dispose();
        Assert.Equal((0, 0, 0), (turns.Working, turns.Waiting, turns.Count));
    }

    [Fact]
    public async Task Whoever_leaves_while_waiting_makes_room_and_takes_nothing()
    {
        var turns = Of();
        var working = await turns.TakeAsync("a", CancellationToken.None);
        using var leaving = new CancellationTokenSource();
        var left = turns.TakeAsync("b", leaving.Token);
        var stays = turns.TakeAsync("c", CancellationToken.None);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        Assert.Equal((1, 1, 2), (turns.Working, turns.Waiting, turns.Count));
        working.Dispose();
        (await stays).Dispose();
        Assert.Equal((0, 0, 0), (turns.Working, turns.Waiting, turns.Count));
    }

    [Fact]
    public async Task A_client_has_a_share_and_all_together_have_a_bound()
    {
        var turns = Of(perClient: 2, max: 3);
        using var working = await turns.TakeAsync("a", CancellationToken.None);
        var waiting = turns.TakeAsync("a", CancellationToken.None);
        Assert.True((await Assert.ThrowsAsync<NoTurnException>(() => turns.TakeAsync("a", CancellationToken.None))).IsOwnShare);
        var other = turns.TakeAsync("b", CancellationToken.None);
        Assert.False((await Assert.ThrowsAsync<NoTurnException>(() => turns.TakeAsync("c", CancellationToken.None))).IsOwnShare);
        working.Dispose();
        (await waiting).Dispose();
        (await other).Dispose();
        (await turns.TakeAsync("c", CancellationToken.None)).Dispose();
    }

    [Fact]
    public async Task Nobody_waits_longer_than_is_set_but_for_an_answer_that_has_begun()
    {
        var turns = Of(waitSeconds: 0.05);
        using var working = await turns.TakeAsync("a", CancellationToken.None);
        var patient = turns.TakePatientlyAsync("b", CancellationToken.None);
        Assert.False((await Assert.ThrowsAsync<NoTurnException>(() => turns.TakeAsync("b", CancellationToken.None))).IsOwnShare);
        Assert.False(patient.IsCompleted);
        working.Dispose();
        (await patient).Dispose();
    }

    [Fact]
    public async Task One_that_pauses_lets_others_work_and_goes_on_in_its_turn()
    {
        var turns = Of();
        using var slow = await turns.TakeAsync("slow", CancellationToken.None);
        slow.Pause();
        var other = await turns.TakeAsync("other", CancellationToken.None);
        var again = slow.ResumeAsync(CancellationToken.None);
        Assert.False(again.IsCompleted);
        other.Dispose();
        await again;
        Assert.True(slow.IsWorking);
    }

    [Fact]
    public async Task Many_that_come_and_go_at_once_never_work_at_more_than_the_workers()
    {
        var turns = Of(workers: 3);
        var (working, most) = (0, 0);
        await Task.WhenAll(Enumerable.Range(0, 400).Select(n => Task.Run(async () =>
        {
            using var leaving = new CancellationTokenSource();
            if (n % 5 == 0) leaving.CancelAfter(TimeSpan.FromMicroseconds(n));
            try
            {
                using var turn = await turns.TakePatientlyAsync($"client {n % 7}", leaving.Token);
                for (var i = 0; i < 3; i++)
                {
                    var now = Interlocked.Increment(ref working);
                    InterlockedMax(ref most, now);
                    await Task.Yield();
                    Interlocked.Decrement(ref working);
                    turn.Pause();
                    await turn.ResumeAsync(leaving.Token);
                }
            }
            catch (OperationCanceledException)
            {
                // It has left.
            }
        })));
        Assert.InRange(most, 1, 3);
        Assert.Equal((0, 0, 0), (turns.Working, turns.Waiting, turns.Count));
    }

    private static void InterlockedMax(ref int most, int now)
    {
        for (var was = Volatile.Read(ref most); now > was && Interlocked.CompareExchange(ref most, now, was) != was; was = Volatile.Read(ref most)) continue;
    }
}
