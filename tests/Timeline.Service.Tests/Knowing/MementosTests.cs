using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.Knowing;

/// <summary>The past of a subject as clients of web archives ask for it (Memento, RFC 7089).</summary>
public sealed partial class MementosTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [GeneratedRegex("<([^>]*)>; rel=\"([^\"]*)\"(?:; type=\"([^\"]*)\")?(?:; from=\"([^\"]*)\"; until=\"([^\"]*)\")?(?:; datetime=\"([^\"]*)\")?(?:,\\s*|\\s*$)")]
    private static partial Regex Link { get; }

    private string Site => server.Api.Http.BaseAddress!.GetLeftPart(UriPartial.Authority);

    private static string Event(string known, string place = "Hanoi") =>
        $$$"""{"subject":"summit/s","type":"PlaceConfirmed",{{{known}}},"data":{"place":"{{{place}}}","by":"usa"}}""";

    private static string Public(string at) => $"\"known\":\"{at}\"";

    private static string Secret(string at) => $$"""  "disclosures":[{"to":"usa","at":"{{at}}"}] """;

    private async Task<string> Recorded(params string[] events)
    {
        var timeline = await server.Api.NewTimeline();
        foreach (var e in events) await server.Api.Record(timeline, e);
        return $"/v1/{timeline}/subjects/summit/s";
    }

    private async Task<Answer> Get(string address, params string[] datetimes)
    {
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var api = new Api(server.Api.Http.BaseAddress!, handler);
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (datetimes.Length > 0) request.Headers.TryAddWithoutValidation("Accept-Datetime", datetimes);
        return await api.Send(request);
    }

    private static Dictionary<string, string> Links(string links) => Link.Matches(links).ToDictionary(m => m.Groups[2].Value, m => m.Groups[1].Value);

    private static string Query(string address, string name) =>
        address.Split('?')[1].Split('&').Single(p => p.StartsWith($"{name}=", StringComparison.Ordinal)).Split('=')[1];

    [Fact]
    public async Task A_datetime_leads_to_the_permalink_of_what_was_known_then()
    {
        var subject = await Recorded(Event(Public("2019-02-05")), Event(Public("2019-02-08"), "Da Nang"));
        foreach (var (datetime, known, place) in new[]
        {
            ("Thu, 07 Feb 2019 12:00:00 GMT", "2019-02-07T12:00:00.000000Z", "Hanoi"),
            ("Sat, 09 Feb 2019 00:00:00 GMT", "2019-02-09T00:00:00.000000Z", "Da Nang"),
            // Before anything was known, the first there is.
            ("Fri, 01 Feb 2019 00:00:00 GMT", "2019-02-06T00:00:00.000000Z", "Hanoi"),
            ("Mon, 01 Jan 0001 00:00:00 GMT", "2019-02-06T00:00:00.000000Z", "Hanoi"),
        })
        {
            var found = await Get(subject, datetime);
            Assert.Equal(HttpStatusCode.Found, found.Status);
            Assert.Equal("Accept-Datetime", found.Headers["Vary"]);
            Assert.False(found.Headers.ContainsKey("Memento-Datetime"));
            Assert.Equal(Site + subject, Links(found.Headers["Link"])["original timegate"]);
            Assert.Equal($"{Site}{subject}/timemap", Links(found.Headers["Link"])["timemap"]);
            Assert.Equal(known, Query(found.Headers["Location"], "known"));
            var memento = await Get(found.Headers["Location"], datetime);
            Assert.True(memento.Status == HttpStatusCode.OK, memento.Text);
            Assert.Equal(found.Headers["Location"], Site + memento.TextAt("/permalink"));
            Assert.Equal(place, memento.TextAt("/state/place"));
            Assert.False(memento.Headers.ContainsKey("Vary"));
            Assert.Equal(known, memento.TextAt("/vantage/known"));
            Assert.Equal(DateTimeOffset.Parse(known, CultureInfo.InvariantCulture), DateTimeOffset.ParseExact(memento.Headers["Memento-Datetime"], "r", CultureInfo.InvariantCulture));
            Assert.Equal(found.Headers["Link"], memento.Headers["Link"]);
        }
    }

    [Fact]
    public async Task A_datetime_after_the_vantage_leads_to_the_last_there_is()
    {
        var subject = await Recorded(Event(Public("2019-02-05")));
        var last = await Get($"{subject}?known=2019-02-10", "Tue, 01 Jan 2019 00:00:00 GMT".Replace("Tue, 01 Jan 2019", "Thu, 01 Jan 2099"));
        Assert.Equal("2019-02-10T23:59:59.999999Z", Query(last.Headers["Location"], "known"));
        var now = await Get(subject, "Fri, 31 Dec 9999 23:59:59 GMT");
        Assert.InRange(DateTimeOffset.Parse(Query(now.Headers["Location"], "known"), CultureInfo.InvariantCulture), DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow);
    }

    [Fact]
    public async Task What_else_is_asked_stays_asked()
    {
        var subject = await Recorded(Event(Secret("2019-02-05")), Event(Public("2019-02-08")));
        var found = await Get($"{subject}?knower=usa&without=cnn&reliability=F&at=2019-02-20", "Thu, 07 Feb 2019 12:00:00 GMT");
        Assert.True(found.Status == HttpStatusCode.NotFound, found.Text);
        found = await Get($"{subject}?knower=usa&without=cnn&at=2019-02-20", "Thu, 07 Feb 2019 12:00:00 GMT");
        var location = found.Headers["Location"];
        Assert.Equal(("usa", "cnn", "2019-02-20T23:59:59.999999Z"), (Query(location, "knower"), Query(location, "without"), Query(location, "at")));
        Assert.Equal($"{Site}{subject}?at=2019-02-20T23:59:59.999999Z&knower=usa&without=cnn", Links(found.Headers["Link"])["original timegate"]);
        Assert.Equal($"{Site}{subject}/timemap?at=2019-02-20T23:59:59.999999Z&knower=usa&without=cnn", Links(found.Headers["Link"])["timemap"]);
        Assert.Equal("2019-02-07T12:00:00.000000Z", Query((await Get($"{subject}?knower=usa", "Thu, 07 Feb 2019 12:00:00 GMT")).Headers["Location"], "at"));
        // The public came to know of it later: its first memento is of then.
        Assert.Equal("2019-02-09T00:00:00.000000Z", Query((await Get(subject, "Thu, 07 Feb 2019 12:00:00 GMT")).Headers["Location"], "known"));
    }

    [Theory]
    [InlineData("2019-02-07")]
    [InlineData("Thu, 07 Feb 2019 12:00:00 +0100")]
    [InlineData("Fri, 07 Feb 2019 12:00:00 GMT")]
    [InlineData("Thursday, 07-Feb-19 12:00:00 GMT")]
    [InlineData("")]
    [InlineData("Thu, 07 Feb 2019 12:00:00 GMT", "Thu, 07 Feb 2019 12:00:00 GMT")]
    public async Task A_datetime_that_is_none_is_refused(params string[] datetimes)
    {
        var subject = await Recorded(Event(Public("2019-02-05")));
        Expect.Problem(await Get(subject, datetimes), 400, "malformed-request", "Accept-Datetime");
    }

    [Fact]
    public async Task An_open_address_leads_to_its_past_and_varies_with_the_datetime()
    {
        var subject = await Recorded(Event(Public("2019-02-05")));
        var answer = await Get($"{subject}?known=2019-02-24");
        Assert.Equal("Accept-Datetime", answer.Headers["Vary"]);
        Assert.False(answer.Headers.ContainsKey("Memento-Datetime"));
        Assert.Equal(Site + subject, Links(answer.Headers["Link"])["original timegate"]);
        Assert.Contains("application/link-format", answer.Headers["Link"], StringComparison.Ordinal);
        // A day counts to its end, and whoever asks for the next second knows all of it.
        Assert.Equal("Mon, 25 Feb 2019 00:00:00 GMT", (await Get(answer.TextAt("/permalink")!)).Headers["Memento-Datetime"]);
    }

    [Fact]
    public async Task A_timemap_lists_each_instant_at_which_something_became_known()
    {
        var subject = await Recorded(
            Event(Public("2019-02-05")), Event(Public("2019-02-07T10:00:00.300000Z")), Event(Public("2019-02-07T10:00:00.700000Z")), Event(Public("2019-02-07T10:00:01Z")),
            Event(Secret("2019-02-06")), Event(Public("2019-02-09")), Event(Public("2019-02-20")));
        var map = await Get($"{subject}/timemap?known=2019-02-09");
        Assert.Equal("application/link-format", map.Headers["Content-Type"]);
        var links = Link.Matches(map.Text);
        Assert.Equal(["original timegate", "self", "first memento", "memento", "last memento"], links.Select(l => l.Groups[2].Value));
        string[] dates = ["Wed, 06 Feb 2019 00:00:00 GMT", "Thu, 07 Feb 2019 10:00:01 GMT", "Sun, 10 Feb 2019 00:00:00 GMT"];
        Assert.Equal(dates, links.Skip(2).Select(l => l.Groups[6].Value));
        Assert.Equal((Site + subject, dates[0], dates[2]), (links[0].Groups[1].Value, links[1].Groups[4].Value, links[1].Groups[5].Value));
        Assert.Equal(map.Text, (await Get(links[1].Groups[1].Value)).Text);
        var events = new List<int>();
        foreach (var link in links.Skip(2))
        {
            var memento = await Get(link.Groups[1].Value);
            Assert.Equal((HttpStatusCode.OK, link.Groups[6].Value), (memento.Status, memento.Headers["Memento-Datetime"]));
            events.Add((int)memento.At("/basis/events")!);
        }

        Assert.Equal([1, 4, 5], events);
        Assert.Equal(4, Link.Matches((await Get($"{subject}/timemap?known=2019-02-09&knower=usa")).Text).Count(l => l.Groups[6].Length > 0));
    }

    [Fact]
    public async Task Every_address_given_to_a_web_archive_is_absolute_as_the_client_sees_the_server()
    {
        var subject = await Recorded(Event(Public("2019-02-05")), Event(Public("2019-02-08"), "Da Nang"));
        foreach (var host in new[] { new Uri(Site).Authority, $"localhost:{new Uri(Site).Port}" })
        {
            using var handler = new HttpClientHandler { AllowAutoRedirect = false };
            using var api = new Api(server.Api.Http.BaseAddress!, handler);
            var found = await api.Send(Asked(subject, host, ("Accept-Datetime", "Thu, 07 Feb 2019 12:00:00 GMT")));
            // Nobody but a proxy that the server was told of may say otherwise.
            var map = await api.Send(Asked($"{subject}/timemap", host, ("X-Forwarded-Host", "example.org"), ("X-Forwarded-Proto", "https")));
            string[] addresses =
            [
                found.Headers["Location"], .. Link.Matches(found.Headers["Link"]).Select(l => l.Groups[1].Value),
                .. Link.Matches(map.Text).Select(l => l.Groups[1].Value),
            ];
            Assert.Equal(7, addresses.Length);
            Assert.All(addresses, a => Assert.StartsWith($"http://{host}/v1/", a, StringComparison.Ordinal));
        }

        static HttpRequestMessage Asked(string address, string host, params (string Name, string Value)[] headers)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { Host = host } };
            foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
            return request;
        }
    }

    [Fact]
    public async Task A_timemap_of_now_is_not_sent_again_while_nothing_changes()
    {
        var subject = await Recorded(Event(Public("2019-02-05")));
        var first = await Get($"{subject}/timemap");
        var held = new HttpRequestMessage(HttpMethod.Get, $"{subject}/timemap");
        held.Headers.TryAddWithoutValidation("If-None-Match", first.Headers["ETag"]);
        Assert.Equal(HttpStatusCode.NotModified, (await server.Api.Send(held)).Status);
    }

    [Fact]
    public async Task The_only_memento_is_the_first_and_the_last_and_what_was_taken_back_was_known()
    {
        var subject = await Recorded(Event(Public("2019-02-05")).Replace("{\"subject\"", "{\"id\":\"22222222-2222-4222-8222-222222222222\",\"subject\""));
        Assert.Equal(["original timegate", "self", "first last memento"], Link.Matches((await Get($"{subject}/timemap")).Text).Select(l => l.Groups[2].Value));
        await server.Api.Record(subject.Split('/')[2],
            """{"subject":"summit/s","type":"EventRetracted","known":"2019-02-09","data":{"event":"22222222-2222-4222-8222-222222222222","reason":"r"}}""");
        Assert.Equal(["first memento", "last memento"], Link.Matches((await Get($"{subject}/timemap")).Text).Skip(2).Select(l => l.Groups[2].Value));
    }

    [Fact]
    public async Task Of_what_others_know_there_is_no_trace()
    {
        var subject = await Recorded(Event(Secret("2019-02-05")));
        foreach (var address in new[] { subject, $"{subject}/timemap" })
        {
            Expect.Problem(await Get(address, "Thu, 07 Feb 2019 12:00:00 GMT"), 404, "unknown-subject");
            Assert.True((int)(await Get($"{address}?knower=usa")).Status == 200);
        }

        Expect.Problem(await Get($"{subject}?known=2019-02-04&knower=usa", "Thu, 07 Feb 2019 12:00:00 GMT"), 404, "not-known-then");
    }
}
