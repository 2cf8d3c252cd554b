using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Timeline.Domain.Record;
using Timeline.Postgres.Projections;
using Timeline.Server.ImportExport;
using Timeline.Server.Limits;
using Timeline.Service.Tests.Embedded;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.ImportExport;

/// <summary>An import that is all or nothing is checked beside the ledger: others go on recording, and what they record is heeded.</summary>
[Trait(RunFramework.Suite, RunFramework.Ledger)]
public sealed class AtomicImportTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private const string Lines = "application/x-ndjson";

    private Api Api => server.Api;

    private static string Id(int n) => $"00000000-0000-4000-8000-{n:x12}";

    private static string Line(int n, string subject = "summit/s", string dates = "2019-02") =>
        $$$"""{"id":"{{{Id(n)}}}","subject":"{{{subject}}}","type":"SummitScheduled","known":"2019-02-05","data":{"dates":"{{{dates}}}"}}""";

    private static string Act(int n, string type, string data, string subject = "summit/s") =>
        $$"""{"id":"{{Id(n)}}","subject":"{{subject}}","type":"{{type}}","known":"2019-02-06","data":{{data}}}""";

    private static void Reports(Answer answer, int recorded, int repeated)
    {
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
        Assert.Equal((recorded + repeated, recorded, repeated, 0),
            ((int)answer.At("/lines")!, (int)answer.At("/recorded")!, (int)answer.At("/repeated")!, (int)answer.At("/refused")!));
    }

    private static string[] Codes(Answer answer) => [.. answer.At("/errors")!.AsArray().Select(e => $"{e!["line"]} {e["pointer"]}")];

    private async Task<List<JsonNode>> All(string timeline)
    {
        var all = new List<JsonNode>();
        for (var next = $"/v1/{timeline}/events?limit=1000"; next is not null;)
        {
            var page = await Api.Get(next);
            all.AddRange(page.At("/items")!.AsArray().Select(e => e!));
            next = page.TextAt("/next");
        }

        return [.. all.OrderBy(e => (long)e["seq"]!)];
    }

    /// <summary>Versions have no gaps, times of recording increase, and what is kept is what the events give.</summary>
    private async Task<List<JsonNode>> IsSoundAsync(string timeline)
    {
        var all = await All(timeline);
        Assert.All(all.GroupBy(e => (string)e["subject"]!), s => Assert.Equal(Enumerable.Range(1, s.Count()), s.Select(e => (int)e["version"]!)));
        var times = all.Select(e => (string)e["recordedAt"]!).ToList();
        Assert.Equal(times.Distinct().Order(StringComparer.Ordinal), times);
        await IsVerifiedAsync(timeline);
        return all;
    }

    private async Task IsVerifiedAsync(string timeline)
    {
        var damage = new List<Damage>();
        var upkeep = server.Services.GetRequiredService<Upkeep>();
        await foreach (var found in upkeep.VerifyAsync(Key.Parse(timeline), new Progress<Progress>(), CancellationToken.None)) damage.Add(found);
        Assert.Empty(damage);
    }

    /// <summary>Sends all lines but the last, has others do something, and sends the last once they are answered.</summary>
    private async Task<Answer> MeanwhileAsync(string timeline, IReadOnlyList<string> lines, Func<Task> others)
    {
        using var body = new HeldBody(lines);
        var sending = Api.Send(new HttpRequestMessage(HttpMethod.Post, $"/v1/{timeline}/import?atomic=true") { Content = body });
        await body.Sent.WaitAsync(TimeSpan.FromSeconds(60));
        await others();
        Assert.False(sending.IsCompleted);
        body.Release();
        return await sending;
    }

    /// <summary>Imports behind somebody else who waits for the timeline: what they do is done after it was checked, and before it is recorded.</summary>
    private async Task<Answer> BehindAsync(string timeline, IEnumerable<string> lines, Func<Task<Answer>> other)
    {
        Task<Answer> first, import;
        await using (await HeldTimeline.TakeAsync(server.ConnectionString, timeline))
        {
            first = other();
            await Eventually.TrueAsync("the other waits", async () => await WaitingAsync() == 1);
            import = Api.Post($"/v1/{timeline}/import?atomic=true", string.Join('\n', lines), Lines);
            await Eventually.TrueAsync("the import waits behind it", async () => await WaitingAsync() == 2);
        }

        Assert.True((int)(await first).Status is 200 or 201, (await first).Text);
        return await import;
    }

    private async Task<long> WaitingAsync()
    {
        await using var command = server.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(
            "select count(*) from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    [Fact]
    public async Task Others_are_answered_while_its_lines_still_come_and_share_its_subjects()
    {
        var timeline = await Api.NewTimeline();
        await Api.Record(timeline, Line(9001, "summit/s-1"));
        var lines = Enumerable.Range(1, Scale.Of(100_000)).Select(n => Line(n, $"summit/s-{n % 7}")).ToList();
        var answer = await MeanwhileAsync(timeline, lines, async () =>
        {
            for (var i = 0; i < 10; i++) await Api.Record(timeline, Line(9002 + i, $"summit/s-{i % 3}"));
            await Api.Record(timeline, Line(9100, "summit/other"));
        });
        Reports(answer, lines.Count, 0);
        var all = await IsSoundAsync(timeline);
        Assert.Equal(lines.Count + 12, all.Count);
        // It comes after what was recorded meanwhile, in the order of its lines.
        Assert.Equal(Enumerable.Range(1, lines.Count).Select(Id), all.Skip(12).Select(e => (string)e["id"]!));
    }

    [Fact]
    public async Task A_line_that_is_refused_is_told_without_waiting_for_whoever_records()
    {
        var timeline = await Api.NewTimeline();
        await using var held = await HeldTimeline.TakeAsync(server.ConnectionString, timeline);
        var answer = await Api.Post($"/v1/{timeline}/import?atomic=true", $"{Line(1)}\n{{\n{Line(2)}", Lines);
        Expect.Problem(answer, 422, "import-refused", "");
    }

    [Fact]
    public async Task What_others_record_of_it_after_it_was_checked_is_a_repeat_or_refuses_it_all()
    {
        var lines = Enumerable.Range(1, 1200).Select(n => Line(n, $"summit/s-{n % 5}")).ToList();
        var timeline = await Api.NewTimeline();
        Reports(await BehindAsync(timeline, lines, () => Api.Post($"/v1/{timeline}/events", lines[6])), 1199, 1);
        Assert.Equal(1200, (await IsSoundAsync(timeline)).Count);

        timeline = await Api.NewTimeline();
        var refused = await BehindAsync(timeline, lines, () => Api.Post($"/v1/{timeline}/events", Line(7, "summit/s-2", "2019-03")));
        Assert.Equal("import-refused", refused.Problem);
        Assert.Equal(["7 /id"], Codes(refused));
        Assert.Single(await IsSoundAsync(timeline));
    }

    [Fact]
    public async Task What_others_record_of_its_subjects_after_it_was_checked_comes_before_it()
    {
        var timeline = await Api.NewTimeline();
        await Api.Record(timeline, Line(9001, "summit/s-1"));
        var lines = Enumerable.Range(1, 1200).Select(n => Line(n, $"summit/s-{n % 5}")).ToList();
        Reports(await BehindAsync(timeline, lines, () => Api.Post($"/v1/{timeline}/events",
            $"[{Line(9002, "summit/s-1")},{Line(9003, "summit/s-2")},{Line(9004, "summit/s-1")},{Line(9005, "summit/x")}]")), 1200, 0);
        var all = await IsSoundAsync(timeline);
        Assert.Equal(Enumerable.Range(9001, 5).Concat(Enumerable.Range(1, 1200)).Select(Id), all.Select(e => (string)e["id"]!));
    }

    [Fact]
    public async Task A_target_that_is_erased_after_it_was_checked_refuses_what_would_give_it_back()
    {
        var timeline = await Api.NewTimeline();
        await Api.Record(timeline, Line(9001));
        string[] lines =
        [
            Act(2001, "EventCorrected", $$$"""{"event":"{{{Id(9001)}}}","data":{"dates":"2019-04"},"reason":"slip"}"""),
            .. Enumerable.Range(1, 600).Select(n => Line(n, "summit/other")),
        ];
        var answer = await BehindAsync(
            timeline, lines, () => Api.Post($"/v1/{timeline}/events/{Id(9001)}/erasure", """{"reason":"a court's order"}"""));
        Assert.Equal("import-refused", answer.Problem);
        Assert.Equal(["1 /data/data"], Codes(answer));
        Assert.Single(await IsSoundAsync(timeline));
    }

    [Fact]
    public async Task The_same_file_twice_at_once_is_recorded_once()
    {
        var timeline = await Api.NewTimeline();
        var body = string.Join('\n', Enumerable.Range(1, 1500).Select(n => Line(n, $"summit/s-{n % 11}")));
        var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Api.Post($"/v1/{timeline}/import?atomic=true", body, Lines)));
        var counts = answers.Select(a => ((int)a.At("/recorded")!, (int)a.At("/repeated")!)).Order();
        Assert.Equal([(0, 1500), (0, 1500), (1500, 0)], counts);
        Assert.Equal(1500, (await IsSoundAsync(timeline)).Count);
    }

    [Fact]
    public async Task Acts_on_the_ledger_and_on_its_own_lines_are_kept_as_if_recorded_one_by_one()
    {
        var (whole, single) = (await Api.NewTimeline(), await Api.NewTimeline());
        string[] before = [Line(1), Line(2, "summit/t")];
        string[] lines =
        [
            Line(3),
            Act(4, "EventCorrected", $$$"""{"event":"{{{Id(1)}}}","data":{"dates":"2019-04"},"reason":"slip"}"""),
            Act(5, "EventDisclosed", $$$"""{"event":"{{{Id(2)}}}","to":"usa","at":"2019-02-01"}""", "summit/t").Replace("\"known\":\"2019-02-06\",", ""),
            Line(6, "summit/u").Replace("\"known\":\"2019-02-05\"", "\"related\":[\"talks/x\"],\"disclosures\":[{\"to\":\"usa\",\"at\":\"2019-02-05\"}]"),
            Act(7, "EventDenied", $$$"""{"event":"{{{Id(3)}}}"}"""),
            Act(8, "EventDisclosed", $$$"""{"event":"{{{Id(6)}}}","to":"public","at":"2019-02-09"}""", "summit/u").Replace("\"known\":\"2019-02-06\",", ""),
            Line(3),
        ];
        foreach (var timeline in new[] { whole, single })
        {
            foreach (var line in before) await Api.Record(timeline, line);
        }

        Reports(await Api.Post($"/v1/{whole}/import?atomic=true", string.Join('\n', lines), Lines), 6, 1);
        foreach (var line in lines) await Api.Post($"/v1/{single}/events", line);
        Assert.Equal(
            (await IsSoundAsync(single)).Select(e => ((string)e["id"]!, (int)e["version"]!)),
            (await IsSoundAsync(whole)).Select(e => ((string)e["id"]!, (int)e["version"]!)));
        foreach (var subject in new[] { "summit/s", "summit/t", "summit/u" })
        {
            var (one, other) = (await Api.Get($"/v1/{whole}/subjects/{subject}?knower=usa"), await Api.Get($"/v1/{single}/subjects/{subject}?knower=usa"));
            Expect.SameJson(other.At("/state"), one.At("/state"));
        }
    }

    /// <summary>Its rows are written before it has positions; whatever positions they get, adjacent or not, they are found like any other.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Filters_find_of_it_what_they_find_of_the_same_lines_in_parts_then_and_after_acts_erasure_and_rebuild(int apart)
    {
        var (whole, parts) = (await Api.NewTimeline(), await Api.NewTimeline());
        string[] before = [Report(901), Report(902, to: "usa"), Report(903)];
        foreach (var timeline in new[] { whole, parts })
        {
            foreach (var line in before) await Api.Record(timeline, line);
        }

        string[] lines =
        [
            .. Enumerable.Range(1, 60).Select(n => n switch
            {
                _ when n % 12 == 8 => OfSubject(n - 4, Act(n, "EventCorrected", $$$"""{"event":"{{{Id(n - 4)}}}","data":{"situation":"Corrected {{{n}}}"},"reason":"slip"}""")),
                _ when n % 12 == 9 => OfSubject(n - 4, Told(Act(n, "EventDisclosed", $$$"""{"event":"{{{Id(n - 4)}}}","to":"prk","at":"2019-02-08"}"""))),
                _ when n % 12 == 10 => OfSubject(n - 8, Act(n, "EventDenied", $$$"""{"event":"{{{Id(n - 8)}}}","by":"kor"}""")),
                21 => OfSubject(901, Act(n, "EventCorrected", $$$"""{"event":"{{{Id(901)}}}","data":{"situation":"Balloon"},"reason":"slip"}""")),
                33 => OfSubject(902, Told(Act(n, "EventDisclosed", $$$"""{"event":"{{{Id(902)}}}","to":"public","at":"2019-02-09"}"""))),
                _ => Report(n, to: n % 5 == 0 ? "usa" : n % 7 == 0 ? "prk" : "public"),
            }),
        ];
        await ExecuteAsync($"alter sequence timeline.mt_events_sequence increment by {apart}");
        try
        {
            Reports(await Api.Post($"/v1/{whole}/import?atomic=true", string.Join('\n', lines), Lines), 60, 0);
        }
        finally
        {
            await ExecuteAsync("alter sequence timeline.mt_events_sequence increment by 1");
        }

        foreach (var some in lines.Chunk(13)) Reports(await Api.Post($"/v1/{parts}/import", string.Join('\n', some), Lines), some.Length, 0);
        Assert.InRange(await CountAsync("select count(*) from timeline.event_terms where tenant_id = $1 and seq_id < 0", whole), 20, 80);
        Assert.InRange(await CountAsync("select count(*) from timeline.event_index where tenant_id = $1 and seq_id < 0", whole), 20, 60);
        await AreSameAsync("as imported");

        foreach (var timeline in new[] { whole, parts })
        {
            await Api.Record(timeline, OfSubject(2, Act(801, "EventCorrected", $$$"""{"event":"{{{Id(2)}}}","data":{"situation":"Zeppelin"},"happened":"2019-01-03","reason":"slip"}""")));
            await Api.Record(timeline, OfSubject(25, Told(Act(802, "EventDisclosed", $$$"""{"event":"{{{Id(25)}}}","to":"prk","at":"2019-02-10"}"""))));
            await Api.Record(timeline, OfSubject(35, Told(Act(803, "EventDisclosed", $$$"""{"event":"{{{Id(35)}}}","to":"public","at":"2019-02-11"}"""))));
            await Api.Record(timeline, OfSubject(4, Act(804, "EventAmended", $$$"""{"event":"{{{Id(4)}}}","disclosures":[{"to":"kor","at":"2019-02-07"}],"reason":"a slip of ours"}""")));
            await Api.Record(timeline, OfSubject(19, Act(805, "EventRetracted", $$$"""{"event":"{{{Id(19)}}}","reason":"wrong"}""")));
        }

        await AreSameAsync("after acts");
        Assert.Equal([Id(2), Id(801)], (await FoundAsync(whole, "events?text=zeppelin", "id")).Split(' '));
        Assert.Equal(Id(4), (await FoundAsync(whole, "events?text=number+4&knower=kor", "id")).Split(' ')[0]);
        Assert.DoesNotContain(Id(4), await FoundAsync(whole, "events?text=number+4", "id"));

        foreach (var timeline in new[] { whole, parts })
        {
            var erased = await Api.Post($"/v1/{timeline}/events/{Id(2)}/erasure", """{"reason":"a court's order"}""");
            Assert.True(erased.Status == HttpStatusCode.OK, erased.Text);
        }

        await AreSameAsync("after an erasure");
        Assert.Equal(0, await CountAsync("select count(*) from timeline.event_terms where tenant_id = $1 and terms::text like '%wzeppelin%'", whole));

        var kept = await RowsAsync(whole);
        await server.Services.GetRequiredService<Upkeep>().RebuildAsync(Key.Parse(whole), new Progress<Progress>(), CancellationToken.None);
        Assert.Equal(kept, await RowsAsync(whole));
        await AreSameAsync("after a rebuild");

        async Task AreSameAsync(string when)
        {
            var positions = new Dictionary<string, List<long>>();
            foreach (var timeline in new[] { whole, parts })
            {
                await IsVerifiedAsync(timeline);
                positions[timeline] = await ListedAsync<long>("select seq_id from timeline.mt_events where tenant_id = $1 order by 1", timeline);
            }

            string[] filters =
            [
                "text=envoys", "text=number+1", "text=zeppelin", "text=corrected", "text=balloon", "actor=prk", "publisher=wire-1", "kind=talks", "subject=talks/t-1",
                "type=EventCorrected", "related=visit/v", "happenedFrom=2019-01-20", "happenedTo=2019-01-04", "knownFrom=2019-02-09",
                "happenedFrom=2019-01-10&text=envoys", "knownTo=2019-02-04&actor=kor",
            ];
            foreach (var knower in new[] { "", "&knower=usa", "&knower=kor&knower=prk" })
            {
                foreach (var newest in new[] { 1.0, 0.6 })
                {
                    foreach (var filter in filters)
                    {
                        foreach (var (list, member) in new[] { ("events", "id"), ("subjects", "subject") })
                        {
                            if (list == "subjects" && filter.StartsWith("subject=", StringComparison.Ordinal)) continue;
                            string Asked(string timeline) =>
                                $"{list}?{filter}{knower}&known=2019-03&recorded={positions[timeline][(int)((positions[timeline].Count - 1) * newest)]}";
                            var (one, other) = (await FoundAsync(whole, Asked(whole), member), await FoundAsync(parts, Asked(parts), member));
                            Assert.True(one == other, $"{when}, {Asked(whole)}:\n{one}\n{other}");
                        }
                    }
                }

                Assert.Equal(await FoundAsync(parts, $"days?known=2019-03{knower}", "day"), await FoundAsync(whole, $"days?known=2019-03{knower}", "day"));
            }
        }
    }

    private static string Report(int n, string to = "public") => $$$"""
        {"id":"{{{Id(n)}}}","subject":"{{{(n % 2 == 0 ? "talks" : "visit")}}}/t-{{{n % 4}}}","type":"SituationReported","related":["visit/v-{{{n % 3}}}"],"data":{"situation":"Envoys met, number {{{n}}}","about":["{{{(n % 3 == 0 ? "prk" : "kor")}}}"]},"happened":"2019-01-{{{1 + (n % 28):00}}}","disclosures":[{"to":"{{{to}}}","at":"2019-02-{{{1 + (n % 7):00}}}"}],"source":{"publisher":"wire-{{{n % 4}}}"}}
        """;

    private static string OfSubject(int n, string act) =>
        act.Replace("\"summit/s\"", $"\"{(n % 2 == 0 ? "talks" : "visit")}/t-{n % 4}\"", StringComparison.Ordinal);

    // A disclosure tells by itself who is told.
    private static string Told(string act) => act.Replace("\"known\":\"2019-02-06\",", "", StringComparison.Ordinal);

    private async Task<string> FoundAsync(string timeline, string asked, string member)
    {
        var found = new List<string>();
        for (var next = $"/v1/{timeline}/{asked}&limit=20"; next is not null;)
        {
            var page = await Api.Get(next);
            Assert.True(page.Status == HttpStatusCode.OK, page.Text);
            found.AddRange(page.At("/items")!.AsArray().Select(i => member == "day" ? i!.ToJsonString() : (string)i![member]!));
            next = page.TextAt("/next");
        }

        return string.Join(' ', found);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = server.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<long> CountAsync(string sql, string timeline) => (await ListedAsync<long>(sql, timeline))[0];

    // Whatever is kept under keys, and beside them.
    private Task<List<string>> RowsAsync(string timeline) => ListedAsync<string>("""
        select 'index ' || i::text from timeline.event_index i where tenant_id = $1
        union all select 'terms ' || t::text from timeline.event_terms t where tenant_id = $1
        union all select 'told ' || t::text from timeline.event_told t where tenant_id = $1
        union all select 'spans ' || s::text from timeline.event_spans s where tenant_id = $1 order by 1
        """, timeline);

    private async Task<List<T>> ListedAsync<T>(string sql, string timeline)
    {
        await using var command = server.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(sql);
        command.Parameters.Add(new() { Value = timeline });
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync()) rows.Add(reader.GetFieldValue<T>(0));
        return rows;
    }

    [Fact]
    public async Task What_is_too_long_to_be_all_or_nothing_is_refused_and_told_the_other_way()
    {
        await using var own = await TestServer.StartAsync(("Import:MaxAtomicLines", "1000"), ("Import:MaxAtomicMiB", "1"));
        var timeline = await own.Api.NewTimeline();
        var exactly = Enumerable.Range(1, 1000).Select(n => Line(n)).ToList();
        var many = string.Join('\n', [.. exactly, Line(1001)]);
        var large = string.Join('\n', Enumerable.Range(1, 8).Select(n => Line(n) + new string(' ', 200_000)));
        foreach (var body in new[] { many, large })
        {
            var refused = await own.Api.Post($"/v1/{timeline}/import?atomic=true", body, Lines);
            Expect.Problem(refused, 413, "too-large");
            Assert.Contains("atomic=false", refused.TextAt("/detail"));
            Assert.Equal(0, await own.Api.PositionAsync(timeline));
        }

        Reports(await own.Api.Post($"/v1/{timeline}/import?atomic=true", string.Join('\n', exactly), Lines), 1000, 0);
        Reports(await own.Api.Post($"/v1/{timeline}/import", many, Lines), 1, 1000);
    }

    [Fact]
    public async Task It_needs_no_folder_to_write_in()
    {
        var folder = new TemporaryFolder();
        await using var own = await TestServer.StartAsync(("Limits:Spool:Folder", folder.Path));
        folder.Dispose();
        var timeline = await own.Api.NewTimeline();
        var lines = Enumerable.Range(1, 2000).Select(n => Line(n)).ToList();
        Reports(await own.Api.Post($"/v1/{timeline}/import?atomic=true", string.Join('\n', lines), Lines), 2000, 0);
        var refused = await own.Api.Post($"/v1/{timeline}/import?atomic=true", string.Join('\n', Enumerable.Repeat("{", 2000)), Lines);
        Assert.Equal("import-refused", refused.Problem);
        Assert.Equal(2000, refused.At("/errors")!.AsArray().Count);
    }

    [Fact]
    public async Task Where_the_role_may_not_leave_out_a_check_of_the_database_all_is_recorded_too()
    {
        await using var clerk = await TestServer.StartAsync(await TestCluster.CreateDatabaseForClerkAsync(CancellationToken.None));
        var timeline = await clerk.Api.NewTimeline();
        Reports(await clerk.Api.Post($"/v1/{timeline}/import?atomic=true", $"{Line(1)}\n{Line(2, "summit/t")}", Lines), 2, 0);
        Assert.Equal(2, (await clerk.Api.Get($"/v1/{timeline}/events")).At("/items")!.AsArray().Count);
    }

    [Fact]
    public async Task There_are_only_so_many_at_a_time()
    {
        await using var own = await TestServer.StartAsync(("Import:MaxAtomicAtOnce", "1"));
        var timeline = await own.Api.NewTimeline();
        using var body = new HeldBody([Line(1), Line(2)]);
        var first = own.Api.Http.PostAsync(new Uri($"/v1/{timeline}/import?atomic=true", UriKind.Relative), body);
        await body.Sent;
        using var neighbour = own.From(IPAddress.Parse("127.0.0.2"));
        // Another import would tell, too, but it might take the only place itself.
        var imports = own.Services.GetRequiredService<AtomicImports>();
        await Eventually.TrueAsync("the first has its place", () => Task.FromResult(imports.UnderWay == 1));
        Expect.Problem(await own.Api.Post($"/v1/{timeline}/import?atomic=true", "", Lines), 429, "too-many-requests");
        var refused = await neighbour.Post($"/v1/{timeline}/import?atomic=true", "", Lines);
        Expect.Problem(refused, 503, "overloaded");
        Assert.Equal("1", refused.Headers["Retry-After"]);
        Reports(await own.Api.Post($"/v1/{timeline}/import", Line(3), Lines), 1, 0);
        body.Release();
        using var done = await first;
        Assert.Equal(HttpStatusCode.OK, done.StatusCode);
        Reports(await own.Api.Post($"/v1/{timeline}/import?atomic=true", Line(4), Lines), 1, 0);
    }

    [Fact]
    public async Task What_is_wrong_with_an_import_is_kept_in_a_file_of_bounded_length()
    {
        await using var own = await TestServer.StartAsync(("Import:MaxSpoolMiB", "2"));
        var timeline = await own.Api.NewTimeline();
        Task<Answer> ImportAsync(int wrong) =>
            own.Api.Post($"/v1/{timeline}/import", $"{Line(1)}\n{string.Join('\n', Enumerable.Repeat("{", wrong))}", Lines);
        var told = await ImportAsync(15_000);
        Assert.Equal(15_000, told.At("/errors")!.AsArray().Select(e => (long)e!["line"]!).Distinct().Count());
        Assert.True(told.Text.Length > 1 << 20);
        Expect.Problem(await ImportAsync(60_000), 413, "too-large");
        Assert.Equal(0, own.Services.GetRequiredService<Spools>().Bytes);
    }

    // Sends its lines but the last, which it keeps until it is released.
    private sealed class HeldBody : HttpContent
    {
        private readonly IReadOnlyList<string> _lines;
        private readonly TaskCompletionSource _sent = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal HeldBody(IReadOnlyList<string> lines)
        {
            _lines = lines;
            Headers.ContentType = new MediaTypeHeaderValue(Lines);
        }

        internal Task Sent => _sent.Task;

        internal void Release() => _release.TrySetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(string.Join('\n', _lines.SkipLast(1)) + "\n"));
            await stream.FlushAsync();
            _sent.TrySetResult();
            await _release.Task;
            await stream.WriteAsync(Encoding.UTF8.GetBytes(_lines[^1]));
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
