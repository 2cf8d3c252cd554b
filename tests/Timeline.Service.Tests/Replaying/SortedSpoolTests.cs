using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Timeline.Domain.Knowing;
using Timeline.Domain.Time;
using Timeline.Server.Limits;
using Timeline.Server.Replaying;

namespace Timeline.Service.Tests.Replaying;

/// <summary>What is put in order in runs on disk is what is put in order in memory.</summary>
public sealed class SortedSpoolTests
{
    [Fact]
    public void Whatever_its_memory_it_gives_back_everything_in_order()
    {
        var cases = from texts in (from moment in Gen.Choose(-3, 3)
                                   from second in Gen.Choose(0, 2)
                                   from length in Gen.Frequency((8, Gen.Choose(0, 40)), (1, Gen.Choose(60_000, 140_000)))
                                   select (moment, second, length)).ListOf()
                    from memory in Gen.Elements(1, 100, 1_000, 1 << 20)
                    select (texts, memory);
        var spools = new Spools(new LimitSettings());
        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            using var spool = new SortedSpool(spools, c.memory);
            var expected = new List<(ReplayPlace Place, string Text)>();
            foreach (var (moment, second, length) in c.texts)
            {
                var place = new ReplayPlace(new Instant(moment), 0, second, expected.Count);
                expected.Add((place, new string((char)('a' + expected.Count % 26), length)));
                spool.Add(place, Encoding.UTF8.GetBytes(expected[^1].Text));
            }

            Assert.Equal(expected.OrderBy(e => e.Place), spool.Sorted().Select(s => (s.Place, Encoding.UTF8.GetString(s.Text.Span))));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(100));
        Assert.Equal(0, spools.Bytes);
    }
}
