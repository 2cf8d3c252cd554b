using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.Feed;

/// <summary>What a feed tells, to whom and in which form (SEMANTICS §12).</summary>
public sealed class FeedTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private readonly Api _api = server.Api;

    [Fact]
    public async Task An_event_is_told_when_it_is_recorded_as_it_is_seen_at_that_moment()
    {
        var timeline = await _api.NewTimeline();
        using var feed = await FeedClient.UpToDateAsync(_api, $"/v1/{timeline}/feed");
        Assert.Equal("text/event-stream", feed.Response.Content.Headers.ContentType?.ToString());
        Assert.Equal("no-store", feed.Response.Headers.CacheControl?.ToString());

        var (said, account) = (Guid.NewGuid(), Guid.NewGuid());
        string[] events =
        [
            Event("summit/s", id: said, more: """ "source":{"publisher":"afp","published":"2019-02-05"}"""),
            $$$"""{"id":"{{{account}}}","accountOf":"{{{said}}}","subject":"summit/s","type":"SummitScheduled","known":"2019-02-06","data":{"place":"Hà Nội\r\nid: 9"}}""",
            $$$"""{"subject":"summit/s","type":"EventCorrected","known":"2019-02-07","data":{"event":"{{{said}}}","happened":"2019-02-04","reason":"a slip"}}""",
            $$$"""{"subject":"summit/s","type":"EventAmended","data":{"event":"{{{said}}}","assessment":{"reliability":"B","credibility":2},"reason":"regraded"}}""",
            $$$"""{"subject":"summit/s","type":"EventRetracted","known":"2019-02-09","data":{"event":"{{{account}}}","reason":"withdrawn"}}""",
            Event("visit/v"),
        ];
        var told = new List<Told>();
        foreach (var sent in events)
        {
            var recorded = await _api.Record(timeline, sent);
            var (seq, at) = (recorded.TextAt("/seq")!, recorded.TextAt("/recordedAt")!);
            var one = (await feed.NextAsync())!;
            told.Add(one);
            Assert.Equal((seq, recorded.TextAt("/type"), null, null), (one.Id, one.Type, one.Comment, one.Retry));
            var list = await _api.Get($"/v1/{timeline}/events?recorded={seq}&known={at}&at={at}");
            Assert.Equal(seq, list.TextAt($"/items/{told.Count - 1}/seq"));
            Assert.Contains(one.Data!, list.Text, StringComparison.Ordinal);
            var pinned = (await _api.Get($"/v1/{timeline}/events/{recorded.TextAt("/id")}?recorded={seq}&known={at}&at={at}")).Json.AsObject();
            foreach (var own in (string[])["vantage", "permalink"]) pinned.Remove(own);
            Expect.SameJson(pinned, JsonNode.Parse(one.Data!));
        }

        // What was acted on since is told as it was.
        using var again = await FeedClient.AtAsync(_api.Http, $"/v1/{timeline}/feed?after=0");
        Assert.Equal(new Told("0", null, null, null, "1000"), await again.NextAsync());
        foreach (var one in told) Assert.Equal(one, await again.NextAsync());
        Assert.Equal(new Told(told[^1].Id, null, null, "still here", null), await again.NextAsync());
    }

    [Fact]
    public async Task It_begins_now_or_after_a_position_and_the_last_id_told_counts_before_the_address()
    {
        var timeline = await _api.NewTimeline();
        var seqs = new List<string>();
        for (var i = 0; i < 4; i++) seqs.Add((await _api.Record(timeline, Event($"summit/s{i}"))).TextAt("/seq")!);

        Assert.Equal([], await IdsAsync("", null, seqs[3]));
        Assert.Equal(seqs, await IdsAsync("?after=0", null, "0"));
        Assert.Equal(seqs[2..], await IdsAsync($"?after={seqs[1]}", null, seqs[1]));
        Assert.Equal(seqs[3..], await IdsAsync($"?after={seqs[0]}", seqs[2], seqs[2]));
        Assert.Equal(seqs[1..], await IdsAsync("", seqs[0], seqs[0]));
        Assert.Equal([], await IdsAsync("", seqs[3], seqs[3]));
        Assert.Equal(seqs[3..], await IdsAsync("?after=9223372036854775807", seqs[2], seqs[2]));
        // Whether anything secret stands above the newest that they learn of is not told: there is nothing for them yet.
        Assert.Equal([], await IdsAsync("?after=99999999999999999999", null, seqs[3]));
        Assert.Equal([], await IdsAsync("", "9000000000000000000", seqs[3]));

        async Task<IEnumerable<string>> IdsAsync(string query, string? lastId, string begins)
        {
            using var feed = await FeedClient.AtAsync(_api.Http, $"/v1/{timeline}/feed{query}", lastId);
            Assert.Equal(new Told(begins, null, null, null, "1000"), await feed.NextAsync());
            var ids = new List<string>();
            for (var told = (await feed.NextAsync())!; told.Comment is null; told = (await feed.NextAsync())!) ids.Add(told.Id!);
            return ids;
        }
    }

    [Fact]
    public async Task Whoever_listens_to_one_name_is_told_the_same_under_it_and_resumes_as_ever()
    {
        var timeline = await _api.NewTimeline();
        foreach (var subject in (string[])["summit/s", "visit/v", "summit/t"]) await _api.Record(timeline, Event(subject));
        var (named, plain) = (await ToldAsync("", null), await ToldAsync("&event=message", null));
        Assert.Equal(3, named.Count);
        Assert.DoesNotContain(named, t => t.Type == "message");
        Assert.Equal(named.Select(t => t with { Type = "message" }), plain);
        // A browser sends what it heard last, at the same address.
        Assert.Equal(plain.Skip(1), await ToldAsync("&event=message", plain[0].Id));

        async Task<List<Told>> ToldAsync(string query, string? lastId)
        {
            using var feed = await FeedClient.AtAsync(_api.Http, $"/v1/{timeline}/feed?after=0{query}", lastId);
            var told = new List<Told>();
            while (await feed.NextAsync() is { Comment: null } one) told.Add(one);
            return [.. told.Where(t => t.Data is not null)];
        }
    }

    [Theory]
    [InlineData("event=VenueRejected", null, "event")]
    [InlineData("event=message&event=message", null, "event")]
    [InlineData("after=x", null, "after")]
    [InlineData("after=-1", null, "after")]
    [InlineData("after=1&after=2", null, "after")]
    [InlineData("after=", null, "after")]
    [InlineData("after=0", "x", "Last-Event-ID")]
    [InlineData("", "١", "Last-Event-ID")]
    [InlineData("", "1, 2", "Last-Event-ID")]
    [InlineData("known=2019", null, "known")]
    [InlineData("recorded=1", null, "recorded")]
    [InlineData("at=2019", null, "at")]
    [InlineData("limit=1", null, "limit")]
    [InlineData("cursor=a", null, "cursor")]
    [InlineData("type=Nothing", null, "type")]
    [InlineData("knownFrom=yesterday", null, "knownFrom")]
    public async Task What_cannot_be_asked_of_a_feed_is_told(string query, string? lastId, string fault)
    {
        var timeline = await _api.NewTimeline();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/{timeline}/feed?{query}");
        if (lastId is not null) request.Headers.TryAddWithoutValidation("Last-Event-ID", lastId);
        using var http = new HttpClient(new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => System.Text.Encoding.UTF8 }) { BaseAddress = _api.Http.BaseAddress };
        using var response = await http.SendAsync(request);
        Expect.Problem(
            new Answer(response.StatusCode, new Dictionary<string, string> { ["Content-Type"] = $"{response.Content.Headers.ContentType}" }, await response.Content.ReadAsStringAsync()),
            400, "malformed-request", fault);
    }

    [Fact]
    public async Task A_feed_of_no_timeline_is_not_there_and_of_one_the_headers_alone_can_be_had()
    {
        Expect.Problem(await _api.Get("/v1/nowhere/feed"), 404, "unknown-timeline");
        var timeline = await _api.NewTimeline();
        using var request = new HttpRequestMessage(HttpMethod.Head, $"/v1/{timeline}/feed?after=0");
        using var head = await _api.Http.SendAsync(request).WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal((HttpStatusCode.OK, "text/event-stream"), (head.StatusCode, head.Content.Headers.ContentType?.MediaType));
        Assert.Equal("", await head.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("kind=visit", "b")]
    [InlineData("subject=summit/a&subject=visit/b", "a b")]
    [InlineData("type=SummitScheduled", "a c")]
    [InlineData("publisher=cnn", "a")]
    [InlineData("without=cnn", "b c")]
    [InlineData("reliability=B", "a")]
    [InlineData("credibility=3&kind=summit", "a")]
    [InlineData("text=hanoi", "b")]
    [InlineData("related=talks/t", "c")]
    [InlineData("knownTo=2019-02-05T14:59:59Z", "")]
    [InlineData("knownTo=2019-02-05", "a b c")]
    [InlineData("knownTo=2019-02-05&zone=America/New_York", "a b c")]
    [InlineData("knownTo=2019-02-05&zone=Asia/Seoul", "")]
    [InlineData("knownFrom=2019-02-06", "")]
    public async Task It_tells_what_the_lens_and_the_filter_leave(string query, string expected)
    {
        var timeline = await _api.NewTimeline();
        using var live = await FeedClient.UpToDateAsync(_api, $"/v1/{timeline}/feed?{query}");
        await _api.Record(timeline, Event("summit/a", more: """ "source":{"publisher":"cnn"},"assessment":{"reliability":"A","credibility":1}"""));
        await _api.Record(timeline, """{"subject":"visit/b","type":"SituationReported","known":"2019-02-05","data":{"situation":"Crowds in Hanoi"}}""");
        await _api.Record(timeline, Event("summit/c", more: """ "related":["talks/t"],"source":{"publisher":"afp"},"assessment":{"reliability":"C","credibility":4}"""));
        var told = Slugs((await _api.Get($"/v1/{timeline}/feed?after=0&{query}")).Text);
        Assert.Equal(expected, told);
        Assert.Equal(expected, Slugs(string.Join('\n', (await _api.Get($"/v1/{timeline}/events?{query}")).At("/items")!.AsArray().Select(i => $"data: {i!.ToJsonString()}"))));
        foreach (var slug in expected.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            Assert.Equal(slug, Slugs($"data: {(await live.NextAsync())!.Data}"));

        static string Slugs(string text) => string.Join(' ', text.Split('\n').Where(l => l.StartsWith("data: ", StringComparison.Ordinal))
            .Select(l => ((string)JsonNode.Parse(l[6..])!["subject"]!).Split('/')[1]));
    }

    [Fact]
    public async Task A_secret_is_told_to_those_who_know_it_and_its_leak_to_those_who_learn_of_it()
    {
        var timeline = await _api.NewTimeline();
        using var publicly = await FeedClient.UpToDateAsync(_api, $"/v1/{timeline}/feed");
        using var usa = await FeedClient.UpToDateAsync(_api, $"/v1/{timeline}/feed?knower=usa");
        using var both = await FeedClient.UpToDateAsync(_api, $"/v1/{timeline}/feed?knower=prk&knower=usa");
        var secret = Guid.NewGuid();
        var hidden = await _api.Record(timeline,
            $$$"""{"id":"{{{secret}}}","subject":"talks/t","type":"PledgeMade","happened":"2019-02-04","disclosures":[{"to":"usa","at":"2019-02-05"}],"data":{"by":"prk","pledge":"to disarm"}}""");
        var denial = await _api.Record(timeline, $$$"""{"subject":"talks/t","type":"EventDenied","known":"2019-02-06","data":{"event":"{{{secret}}}"}}""");
        var open = await _api.Record(timeline, Event("summit/s"));
        var leak = await _api.Record(timeline, $$$"""{"subject":"talks/t","type":"EventDisclosed","data":{"event":"{{{secret}}}","to":"public","at":"2019-02-07"}}""");

        foreach (var feed in new[] { usa, both })
            foreach (var e in new[] { hidden, denial, open, leak }) Assert.Equal(e.TextAt("/seq"), (await feed.NextAsync())!.Id);
        foreach (var e in new[] { open, leak }) Assert.Equal(e.TextAt("/seq"), (await publicly.NextAsync())!.Id);

        // Nor later, when all the world knows: what is told does not depend on when it is read.
        var later = (await _api.Get($"/v1/{timeline}/feed?after=0")).Text;
        Assert.Equal([open.TextAt("/seq"), leak.TextAt("/seq")], later.Split("\n\n").Where(b => b.Contains("data: ")).Select(b => b.Split('\n')[0][4..]));
        Assert.Contains(secret.ToString(), later, StringComparison.Ordinal); // the leak names it
        Assert.DoesNotContain("disarm", later, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_erased_is_told_with_its_mark()
    {
        var timeline = await _api.NewTimeline();
        var id = Guid.NewGuid();
        await _api.Record(timeline, Event("summit/s", id: id));
        await _api.Post($"/v1/{timeline}/events/{id}/erasure", """{"reason":"An order"}""");
        var told = (await _api.Get($"/v1/{timeline}/feed?after=0")).Text;
        Assert.Contains("\"erased\":{", told, StringComparison.Ordinal);
        Assert.DoesNotContain("2019-02~", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_past_is_told_page_by_page_each_event_once()
    {
        var timeline = await _api.NewTimeline();
        var lines = Enumerable.Range(0, 1300).Select(i => Event($"summit/s{i % 100}"));
        await _api.Post($"/v1/{timeline}/import", string.Join('\n', lines), "application/x-ndjson");
        var expected = new List<string>();
        for (var next = $"/v1/{timeline}/events?limit=1000"; next is not null;)
        {
            var page = await _api.Get(next);
            expected.AddRange(page.At("/items")!.AsArray().Select(i => i!.ToJsonString()));
            next = page.TextAt("/next");
        }

        using var feed = await FeedClient.AtAsync(_api.Http, $"/v1/{timeline}/feed?after=0");
        var (told, last) = (new List<string>(), 0L);
        while (told.Count < expected.Count)
        {
            var one = (await feed.NextEventAsync())!;
            Assert.True(long.Parse(one.Id!, CultureInfo.InvariantCulture) > last);
            last = long.Parse(one.Id!, CultureInfo.InvariantCulture);
            told.Add(JsonNode.Parse(one.Data!)!.ToJsonString());
        }

        // Each subject has events from several pages, so what is told is told in the story as it was then.
        Assert.Equal(expected, told);
    }

    internal static string Event(string subject, string known = "2019-02-05", Guid? id = null, string more = "")
    {
        var type = subject.StartsWith("summit/", StringComparison.Ordinal) ? "SummitScheduled" : "SituationReported";
        var data = type == "SummitScheduled" ? """{"dates":"2019-02~"}""" : """{"situation":"quiet"}""";
        return $$"""{"id":"{{id ?? Guid.NewGuid()}}","subject":"{{subject}}","type":"{{type}}","known":"{{known}}","data":{{data}}{{(more.Length == 0 ? "" : "," + more)}}}""";
    }
}
