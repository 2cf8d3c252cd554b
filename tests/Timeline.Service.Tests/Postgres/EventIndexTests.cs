using System.Net;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Timeline.Domain;
using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
using Timeline.Domain.Tests;
using Timeline.Domain.Time;
using Timeline.Postgres.Events;
using Timeline.Postgres.Projections;
using Timeline.Server.Http;
using Timeline.Server.Knowing;
using Timeline.Service.Tests.Fixtures;
using Ledger = Timeline.Postgres.Events.Ledger;

namespace Timeline.Service.Tests.Postgres;

/// <summary>
/// The index that filters go by, on random histories: it loses nothing that a filter matches, it tells nobody what others know, and rows
/// kept are rows rebuilt (SEMANTICS §8, laws 4 and 7; §10).
/// </summary>
[Trait(RunFramework.Suite, RunFramework.Ledger)]
public sealed class EventIndexTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private Ledger Ledger => server.Services.GetRequiredService<Ledger>();

    private LedgerReader Reader => server.Services.GetRequiredService<LedgerReader>();

    private NpgsqlDataSource Database => server.Services.GetRequiredService<NpgsqlDataSource>();

    [Fact]
    public void On_random_histories_and_filters_no_match_is_lost_and_nothing_else_is_found()
    {
        var (found, passedOver) = (0, 0);
        var cases = from history in Histories.OfSeveral.Generator
                    from vantage in Histories.Vantages
                    from seed in Gen.Choose(0, int.MaxValue)
                    select (history, vantage, seed);
        HoldsFor(cases, async at =>
        {
            var random = new Random(at.seed);
            var timeline = await RecordAsync(at.history.Events, random);
            var events = await AllAsync(timeline);
            long[] positions = [0, .. events.SelectMany(s => s).Select(e => e.Seq).Order()];
            var vantage = at.vantage with
            {
                // What can be asked has an end.
                Known = Instant.Min(at.vantage.Known, Domain.Tests.Ledger.Moment("9999")),
                Recorded = random.Next(3) > 0 ? positions[^1] : positions[random.Next(positions.Length)],
            };
            var stories = events.Select(s => (Subject: s.Key, Story: Story.Of(s, vantage))).OrderBy(s => s.Subject).ToList();
            for (var i = 0; i < 10; i++)
            {
                var filter = Filter(random);
                var visible = stories.SelectMany(s => s.Story.Seen.Where(e => e.IsVisible), (s, e) => (e.Event, IsMatch: filter.Matches(e, s.Story))).ToList();
                var matching = visible.Where(e => e.IsMatch).OrderBy(e => e.Event.Seq).Select(e => e.Event.Id.ToString()).ToList();
                Assert.Equal(matching, (await PagesAsync(timeline, "events", vantage, filter, "id")).SelectMany(p => p));
                (found, passedOver) = (found + matching.Count, passedOver + visible.Count - matching.Count);

                filter = filter with { Subjects = [] };
                var subjects = stories
                    .Where(s => s.Story.Effective.Any(e => filter.Matches(e.Seen, s.Story)) || (filter.IsEmpty && s.Story.IsVisible))
                    .Select(s => s.Subject.ToString());
                Assert.Equal(subjects, (await PagesAsync(timeline, "subjects", vantage, filter, "subject")).SelectMany(p => p));
            }
        });
        Assert.True(found > 100 && passedOver > 200, $"{found} found, {passedOver} passed over");
    }

    [Fact]
    public void What_only_others_know_changes_neither_what_a_filter_finds_for_the_public_nor_its_pages() => HoldsFor(
        from history in Histories.OfSeveral.Generator from seed in Gen.Choose(0, int.MaxValue) select (history, seed),
        async at =>
        {
            var random = new Random(at.seed);
            var open = await RecordAsync(at.history.Events, random);
            var mixed = await RecordAsync([.. at.history.Events], random, secret: true);
            var known = Domain.Tests.Ledger.Moment($"2019-02-{random.Next(1, 20):00}");
            for (var i = 0; i < 10; i++)
            {
                var filter = Filter(random);
                foreach (var (address, member) in new[] { ("events", "id"), ("subjects", "subject") })
                {
                    filter = address == "subjects" ? filter with { Subjects = [] } : filter;
                    Assert.Equal(
                        await PagesAsync(open, address, await NewestAsync(open, known), filter, member),
                        await PagesAsync(mixed, address, await NewestAsync(mixed, known), filter, member));
                }
            }
        });

    [Fact]
    public void Rows_kept_by_appends_are_rows_rebuilt() => HoldsFor(
        from history in Histories.OfSeveral.Generator from seed in Gen.Choose(0, int.MaxValue) select (history, seed),
        async at =>
        {
            var timeline = await RecordAsync(at.history.Events, new Random(at.seed));
            var events = await AllAsync(timeline);
            SubjectId[] subjects = [.. events.Select(s => s.Key)];
            var kept = await RowsAsync(timeline);
            Assert.Equal(at.history.Events.Count, kept.Count);
            await using var connection = await Database.OpenConnectionAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            Assert.Empty(await EventIndex.DifferingAsync(connection, transaction, timeline, subjects, events, CancellationToken.None));
            await RebuildAsync(timeline, subjects);
            Assert.Equal(kept, await RowsAsync(timeline));
        });

    [Fact]
    public void Of_a_page_of_events_whatever_they_hang_together_with_is_read_and_no_more()
    {
        var hung = 0;
        var cases = from history in Histories.OfSeveral.Generator
                    from vantage in Histories.Vantages
                    from seed in Gen.Choose(0, int.MaxValue)
                    select (history, vantage, seed);
        HoldsFor(cases, async at =>
        {
            var random = new Random(at.seed);
            var timeline = await RecordAsync(at.history.Events, random);
            var events = (await AllAsync(timeline)).SelectMany(s => s).OrderBy(e => e.Seq).ToList();
            if (events.Count == 0) return;
            var upTo = random.Next(3) > 0 ? events[^1].Seq : events[random.Next(events.Count)].Seq;
            var knowers = at.vantage.Knowers.Select(k => k.Value).Append("public").ToHashSet();
            var told = events.GroupBy(e => e.Subject).SelectMany(s => EventIndex.KnowersOf([.. s])).Where(k => k.Value.Overlaps(knowers)).Select(k => k.Key).ToHashSet();
            var within = events.Where(e => e.Seq <= upTo && told.Contains(e.Id)).ToList();
            var reach = Reach.Of(timeline, at.vantage.Knowers);
            var (after, limit, read) = (0L, 1 + random.Next(5), new List<long>());
            while (true)
            {
                var (page, strands) = await Reader.StrandsAsync(reach, null, after, upTo, limit, CancellationToken.None);
                if (page.Count == 0) break;
                after = page[^1].Seq;
                read.AddRange(page.Select(e => e.Seq));
                var ids = page.Select(e => e.Id).ToHashSet();
                foreach (var subject in page.Select(e => e.Subject).Distinct())
                {
                    var expected = Strand.Of(within.Where(e => e.Subject == subject)).Where(s => s.Any(e => ids.Contains(e.Id))).SelectMany(s => s);
                    Assert.Equal(expected.Select(e => e.Seq).Order(), strands[subject].Select(e => e.Seq));
                    hung += strands[subject].Count(e => !ids.Contains(e.Id));
                }
            }

            Assert.Equal(within.Select(e => e.Seq), read);
        });
        Assert.True(hung > 100, $"{hung} were not of their pages");
    }

    [Fact]
    public void Whoever_learns_of_an_event_at_any_position_is_among_its_knowers()
    {
        var (learned, secret) = (0, 0);
        var cases = from history in Histories.OfOne.Generator from vantages in Histories.Vantages.ArrayOf(6) select (history, vantages);
        Prop.ForAll(cases.ToArbitrary(), at =>
        {
            var knowers = EventIndex.KnowersOf(at.history.Events);
            foreach (var vantage in at.vantages)
            {
                var seen = Story.Of(at.history.Events, vantage).Seen.Select(s => s.Event.Id).ToHashSet();
                var reached = knowers.Where(k => k.Value.Contains("public") || vantage.Knowers.Any(w => k.Value.Contains(w.Value)))
                    .Select(k => k.Key).ToHashSet();
                Assert.Subset(reached, seen);
                (learned, secret) = (learned + seen.Count, secret + knowers.Count - reached.Count);
            }

            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
        Assert.True(learned > 2000 && secret > 500, $"{learned} learned of, {secret} secret");
    }

    [Fact]
    public void The_newest_position_of_readers_is_that_of_the_newest_event_that_they_learn_of()
    {
        var (below, named) = (0, 0);
        HoldsFor(from history in Histories.OfSeveral.Generator from seed in Gen.Choose(0, int.MaxValue) select (history, seed), async at =>
        {
            var random = new Random(at.seed);
            var timeline = await RecordAsync([.. at.history.Events], random, secret: true);
            var events = (await AllAsync(timeline)).SelectMany(s => s).OrderBy(e => e.Seq).ToList();
            for (var i = 0; i < 25 && events.Count > 0; i++)
            {
                Key[] knowers = [.. ((string[])["prk", "kor", "usa"]).Where(_ => random.Next(3) == 0).Select(Key.Parse)];
                var last = events[random.Next(events.Count)];
                var newest = events.LastOrDefault(e => e.Seq <= last.Seq && Histories.IsLearned(e, last.Seq, knowers, events));
                var expected = new Head(newest?.Seq ?? 0, newest?.RecordedAt ?? Instant.NegativeInfinity);
                var reach = Reach.Of(timeline, knowers);
                Assert.Equal(expected, await Reader.HeadAsync(reach, last.Seq, CancellationToken.None));
                Assert.Equal(expected, await Reader.HeadAsync(reach, last.RecordedAt, CancellationToken.None));
                if (last == events[^1]) Assert.Equal(expected, await Reader.HeadAsync(reach, CancellationToken.None));
                Assert.Equal(last.Seq, (await Reader.HeadAsync(Reach.Whole(timeline), last.Seq, CancellationToken.None))!.Position);
                (below, named) = (below + (expected.Position < last.Seq ? 1 : 0), named + (newest?.Disclosures.Any(d => d.To == Key.Public) == false ? 1 : 0));
            }
        });
        Assert.True(below > 100 && named > 50, $"{below} below, {named} told by name");
    }

    [Theory]
    [InlineData("update timeline.event_index set knowers = '{usa}'")]
    [InlineData("update timeline.event_index set told = '{usa}'")]
    [InlineData("update timeline.event_index set others = '{usa}'")]
    [InlineData("update timeline.event_terms set terms = ts_delete(terms, tenant_id || '/public/wopera')")]
    [InlineData("update timeline.event_terms set terms = array_to_tsvector(tsvector_to_array(terms) || (tenant_id || '/public/azzz'))")]
    [InlineData("update timeline.event_terms set known_to = known_to - 1")]
    [InlineData("update timeline.event_terms set happened_from = happened_from + 1")]
    [InlineData("update timeline.event_terms set knower = 'usa' where knower = 'public'")]
    [InlineData("delete from timeline.event_terms")]
    [InlineData("update timeline.event_told set recorded_at = recorded_at - 1")]
    [InlineData("update timeline.event_told set knower = 'usa' where knower = 'public'")]
    [InlineData("update timeline.event_told set is_sure = not is_sure")]
    [InlineData("delete from timeline.event_told")]
    [InlineData("update timeline.event_knowers set knower = 'usa'")]
    [InlineData("update timeline.event_knowers set type = 'summit_held'")]
    [InlineData("delete from timeline.event_knowers")]
    [InlineData("insert into timeline.event_knowers select tenant_id, 'usa', subject, seq_id, type from timeline.event_knowers")]
    [InlineData("update timeline.event_links set knower = 'usa'")]
    [InlineData("update timeline.event_links set named = gen_random_uuid()")]
    [InlineData("delete from timeline.event_links")]
    [InlineData("insert into timeline.event_links select tenant_id, knower, subject, named, seq_id - 1 from timeline.event_links")]
    [InlineData("update timeline.event_named set knower = 'kor'")]
    [InlineData("update timeline.event_named set known = known + 1")]
    [InlineData("delete from timeline.event_named")]
    [InlineData("insert into timeline.event_named select tenant_id, 'kor', subject, seq_id, known from timeline.event_named")]
    [InlineData("delete from timeline.event_index")]
    [InlineData("insert into timeline.event_index select tenant_id, -seq_id, subject, type, knowers, told, others from timeline.event_index")]
    public async Task A_row_that_is_not_what_its_events_give_is_told_and_mended(string damage)
    {
        var ledger = new Domain.Tests.Ledger("summit/s");
        ledger.Say("a", "VenueRejected", """{"venue":"Opera House","by":"prk"}""", "2019-02-05", more: """ "source":{"publisher":"cnn"} """);
        var other = new Domain.Tests.Ledger("summit/t");
        other.Say("b", "VenueRejected", """{"venue":"Opera House","by":"prk"}""", "2019-02-05",
            more: """ "source":{"publisher":"cnn"},"related":["summit/s"] """);
        other.Say("c", "EventDenied", """{"event":"@b"}""", "2019-02-06");
        other.Say("d", "EventDisclosed", """{"event":"@b","to":"prk","at":"2019-02-04"}""");
        var timeline = await RecordAsync([.. ledger.Events, .. other.Events], new Random(0));
        var events = await AllAsync(timeline);
        SubjectId[] subjects = [.. events.Select(s => s.Key)];
        var kept = await RowsAsync(timeline);
        var of = $"""
            {(damage.Contains(" where ", StringComparison.Ordinal) ? "and" : "where")} tenant_id = '{timeline}'
            and seq_id in (select seq_id from timeline.event_index where tenant_id = '{timeline}' and subject = 'summit/t')
            """;
        await using (var command = Database.CreateCommand($"{damage} {of}")) await command.ExecuteNonQueryAsync();

        await using var connection = await Database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        Assert.Equal(["summit/t"], (await EventIndex.DifferingAsync(connection, transaction, timeline, subjects, events, CancellationToken.None)).Select(s => s.ToString()));
        await RebuildAsync(timeline, SubjectId.Parse("summit/t"));
        Assert.Empty(await EventIndex.DifferingAsync(connection, transaction, timeline, subjects, events, CancellationToken.None));
        Assert.Equal(kept, await RowsAsync(timeline));
    }

    private static void HoldsFor<T>(Gen<T> cases, Func<T, Task> holds) =>
        Prop.ForAll(cases.ToArbitrary(), async made =>
        {
            await holds(made);
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));

    private async Task<Key> RecordAsync(IReadOnlyList<TimelineEvent> events, Random random, bool secret = false)
    {
        var timeline = Key.Parse(await server.Api.NewTimeline());
        var left = new Queue<TimelineEvent>(events);
        var secrets = 0;
        while (left.Count > 0)
        {
            // Some by themselves, some with others in one append.
            var requests = new List<ProposedEvent>();
            for (var i = random.Next(1, 6); i > 0 && left.TryDequeue(out var e); i--)
            {
                if (secret && random.Next(2) == 0) requests.Add(Secret(random, e, ++secrets, requests.Count > 0 ? requests[^1] : null));
                requests.Add(Histories.Again(e));
                if (secret && random.Next(2) == 0) requests.Add(Secret(random, e, ++secrets, requests[^1]));
            }

            var decisions = await Ledger.AppendAsync(timeline, [.. requests.Select(r => new AppendRequest([r], [""], null, "tester",
                Clearance.All))], CancellationToken.None);
            Assert.All(decisions!, d => Assert.True(d.Outcomes is not null, d.Refusal?.ToString()));
        }

        return timeline;
    }

    // Told to the United States alone: an event of the world like the one given, or an act on one recorded before.
    private static ProposedEvent Secret(Random random, TimelineEvent like, int number, ProposedEvent? target)
    {
        var acts = target is not null && !target.Type.IsActOnTheRecord;
        var (type, data) = (acts ? random.Next(4) : 4) switch
        {
            0 => ("EventRetracted", $$"""{"event":"{{target!.Id}}","reason":"disarm"}"""),
            1 => ("EventCorrected", $$"""{"event":"{{target!.Id}}","happened":"2019-02-03","reason":"disarm"}"""),
            2 => ("EventDenied", $$"""{"event":"{{target!.Id}}","by":"prk"}"""),
            3 => ("EventDisclosed", $$"""{"event":"{{target!.Id}}","to":"usa","at":"2019-01-05"}"""),
            _ => ("SituationReported", """{"situation":"Hanoi opera disarm pay","about":["usa","prk","kor"]}"""),
        };
        var disclosed = type == "EventDisclosed" ? "" : ",\"disclosures\":[{\"to\":\"usa\",\"at\":\"2019-02-01\"}]";
        var subject = acts ? target!.Subject : random.Next(2) == 0 ? SubjectId.Parse("talks/secret") : like.Subject;
        return Domain.Tests.Ledger.Read($$"""
            {"id":"00000000-0000-7000-9000-{{number:x12}}","subject":"{{subject}}","type":"{{type}}","data":{{data}}{{disclosed}},
             "source":{"publisher":"cnn"},"notedAt":"2019-02-12T09:00:00Z"}
            """, out _)!;
    }

    // Mostly one parameter, for that finds most; sometimes two or three together.
    private static EventFilter Filter(Random random)
    {
        var asked = Enumerable.Range(0, random.Next(2) == 0 ? 1 : random.Next(2, 4)).Select(_ => random.Next(9)).ToHashSet();
        return new EventFilter
        {
            Subjects = Some(0, SubjectId.Parse, "summit/one", "aid/one", "talks/secret"),
            Kinds = Some(1, Key.Parse, "summit", "visit", "talks", "aid"),
            Types = [.. Some(2, n => Catalogue.Types.Single(t => t.Name == n), "SummitScheduled", "VenueRejected", "PledgeMade", "AidDelivered",
                "TalksHeld", "EventCorrected", "EventRetracted", "SituationReported").OrderBy(t => t.Order)],
            Actors = Some(3, Key.Parse, "usa", "prk", "kor", "kim-jong-un"),
            Publishers = Some(4, Key.Parse, "cnn", "reuters", "yonhap", "kcna"),
            Related = Some(5, SubjectId.Parse, "summit/other", "talks/other"),
            Happened = Range(6),
            Known = Range(7),
            Text = asked.Contains(8) ? Pick("han", "OPER", "usa", "prk disarm", "slip", "venue", "2019 kor", "02", "wires", "cnn", "bbc", "one", "event",
                "ric", "e", "withdrawn", "metropole", "backup") : null,
        };

        IReadOnlyList<T> Some<T>(int parameter, Func<string, T> parse, params string[] values) =>
            asked.Contains(parameter) ? [.. values.Where(_ => random.Next(2) == 0).Order(StringComparer.Ordinal).Select(parse)] : [];

        DateBounds Range(int parameter)
        {
            if (!asked.Contains(parameter)) return DateBounds.Unbounded;
            var from = random.Next(1, 21);
            return Edtf.Parse($"2019-02-{from:00}/{Pick("..", $"2019-02-{from:00}", $"2019-02-{from + random.Next(5):00}", "2019-03")}").Bounds;
        }

        string Pick(params string[] values) => values[random.Next(values.Length)];
    }

    private async Task<Vantage> NewestAsync(Key timeline, Instant known) =>
        new() { Known = known, At = known, Recorded = (await Reader.HeadAsync(Reach.Whole(timeline), CancellationToken.None))!.Position };

    private async Task<ILookup<SubjectId, TimelineEvent>> AllAsync(Key timeline) =>
        (await Reader.WholeAsync(timeline, CancellationToken.None).ToListAsync()).ToLookup(e => e.Subject);

    private async Task RebuildAsync(Key timeline, params SubjectId[] subjects)
    {
        await using var append = (await Ledger.BeginAsync(timeline, CancellationToken.None))!;
        await append.RebuildAsync(subjects, CancellationToken.None);
        await append.CommitAsync(CancellationToken.None);
    }

    private async Task<List<string[]>> PagesAsync(Key timeline, string address, Vantage vantage, EventFilter filter, string member)
    {
        List<(string Name, string Value)> parameters = [("limit", "4"), .. VantageItem.Of(vantage).Parameters(), .. filter.Parameters()];
        var pages = new List<string[]>();
        for (var next = $"/v1/{timeline}/{address}?{string.Join('&', parameters.Select(p => $"{p.Name}={p.Value}"))}"; next is not null;)
        {
            var page = await server.Api.Get(next);
            Assert.True(page.Status == HttpStatusCode.OK, page.Text);
            pages.Add([.. page.At("/items")!.AsArray().Select(i => (string)i![member]!)]);
            next = page.TextAt("/next");
        }

        return pages;
    }

    private async Task<List<string>> RowsAsync(Key timeline)
    {
        await using var command = Database.CreateCommand("""
            select i::text || array(
                select k::text from timeline.event_knowers k where k.tenant_id = i.tenant_id and k.seq_id = i.seq_id
                union all select l::text from timeline.event_links l where l.tenant_id = i.tenant_id and l.seq_id = i.seq_id
                union all select t::text from timeline.event_terms t where t.tenant_id = i.tenant_id and t.seq_id = i.seq_id
                union all select t::text from timeline.event_told t where t.tenant_id = i.tenant_id and t.seq_id = i.seq_id
                union all select n::text from timeline.event_named n where n.tenant_id = i.tenant_id and n.seq_id = i.seq_id order by 1)::text
            from timeline.event_index i where tenant_id = $1 order by seq_id
            """);
        command.Parameters.Add(new() { Value = timeline.Value });
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync()) rows.Add(reader.GetString(0));
        return rows;
    }
}
