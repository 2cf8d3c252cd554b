using FsCheck;
using FsCheck.Fluent;
using Timeline.Domain.Knowing;

namespace Timeline.Domain.Tests;

/// <summary>What is planned, on random histories (SEMANTICS §7, calendar).</summary>
public sealed class CalendarTests
{
    [Fact]
    public void A_sequence_is_how_often_the_state_at_each_moment_had_another_date_or_called_it_off()
    {
        var (moved, cancelled) = (0, 0);
        HoldsFor((history, vantage) => moved += Moved(history, vantage, ref cancelled));
        Assert.True(moved > 5 && cancelled > 5, $"{moved} moved, {cancelled} cancelled");
    }

    private static int Moved(History history, Vantage vantage, ref int cancelled)
    {
        var state = State.Of(history.Ledger.Subject, history.Ledger.Story(vantage));
        var moments = Knowing.History.Moments(state.Story).Where(m => m <= vantage.Known).Distinct().Order().ToList();
        var states = moments.Select(m => history.Ledger.State(vantage.KnownAt(m))).ToList();
        foreach (var plan in Calendar.Of(state).Where(p => p.IsInForce))
        {
            var plans = states.Where(s => s.Values.GetValueOrDefault(plan.What)?.Value.Date is not null)
                .Select(s => (s.Values[plan.What].Value.Date, IsOff: Calendar.Off(s, plan.What) is not null)).ToList();
            Assert.Equal(plans.Zip(plans.Skip(1)).Count(p => p.First != p.Second), plan.Sequence);
            cancelled += plans.Count(p => p.IsOff);
        }

        return Calendar.Of(state).Count(p => p.Sequence > 0);
    }

    [Fact]
    public void Each_expectation_is_there_once_and_everything_there_is_visible() => HoldsFor((history, vantage) =>
    {
        var state = State.Of(history.Ledger.Subject, history.Ledger.Story(vantage));
        var plans = Calendar.Of(state).ToList();
        Assert.Equal(plans.Count, plans.DistinctBy(p => p.What).Count());
        Assert.All(plans, p => Assert.True(p.By.Seen.IsEffective && p.KnownBy <= vantage.Known));
        foreach (var expected in state.Expectations)
        {
            Assert.Contains(plans, p => p.IsInForce
                ? p.What == expected.What && p.Date == expected.Date && p.Status != PlanStatus.Cancelled
                : p.By.Act == expected.By.Act && !expected.What.StartsWith('/'));
        }
    });

    private static void HoldsFor(Action<History, Vantage> holds) =>
        Prop.ForAll((from history in Histories.OfOne.Generator.Where(h => h.Events.Count > 0)
                     from vantage in Histories.Vantages
                     select (history, vantage)).ToArbitrary(), at =>
        {
            // The one subject of such a history.
            var ledger = new Ledger(at.history.Events[0].Subject.ToString()) { Now = Ledger.Moment("2020-01-01T00:00:00Z") };
            foreach (var e in at.history.Events) Assert.NotNull(ledger.TryRecord(Histories.Again(e)).Recorded);
            holds(at.history with { Ledger = ledger }, at.vantage);
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
}
