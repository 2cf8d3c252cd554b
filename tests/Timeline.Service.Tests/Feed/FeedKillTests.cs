using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Timeline.Service.Tests.Embedded;
using Timeline.Service.Tests.Fixtures;
using Xunit.Abstractions;

namespace Timeline.Service.Tests.Feed;

/// <summary>
/// Ten thousand events are recorded by clients that send again what was not acknowledged, while the server or its database is killed: who
/// reads the feed, and goes on after the last id told, gets each of them once and in order.
/// </summary>
[Trait(RunFramework.Postgres, RunFramework.Embedded)]
public sealed class FeedKillTests(ITestOutputHelper output)
{
    private const int Events = 10_000;
    private const int Posters = 12;
    private const int Kills = 4;

    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(25);

    private readonly ConcurrentDictionary<string, string> _acknowledged = new();
    private volatile Uri _address = null!;
    private int _begun;
    private int _unanswered;

    [Theory]
    [InlineData("server")]
    [InlineData("database")]
    public async Task Everything_acknowledged_is_told_once_and_in_order_after_kill_9_of_the(string victim)
    {
        var clock = Stopwatch.StartNew();
        using var folder = new TemporaryFolder();
        var server = await RealServer.StartAsync(folder.DataDirectory);
        using var http = new HttpClient();
        using var finished = new CancellationTokenSource();
        try
        {
            _address = server.Address;
            using (var api = new Api(_address)) await api.Put("/v1/kill", """{"title":"Kill"}""");
            var reading = Task.Run(() => ReadAsync(http, finished.Token));
            var posting = Task.WhenAll(Enumerable.Range(0, Posters).Select(_ => Task.Run(() => PostAsync(http))));
            for (var kill = 1; kill <= Kills; kill++)
            {
                var goal = Events * kill / (Kills + 1);
                await Eventually.TrueAsync("the posters get on", () => _acknowledged.Count >= goal, TimeSpan.FromSeconds(60));
                if (victim == "database")
                {
                    var id = File.ReadLines(Path.Combine(folder.DataDirectory, "postmaster.pid")).First();
                    using var postmaster = Process.GetProcessById(int.Parse(id, CultureInfo.InvariantCulture));
                    postmaster.Kill();
                    continue;
                }

                await server.KillAsync();
                server.Dispose();
                server = await RealServer.StartAsync(folder.DataDirectory);
                _address = server.Address;
            }

            await posting.WaitAsync(TimeSpan.FromSeconds(60));
            using var asked = new Api(_address);
            var listed = await ListAsync(asked);
            finished.CancelAfter(TimeSpan.FromSeconds(60)); // by then it is a failure
            var (told, connections) = await reading.WaitAsync(TimeSpan.FromSeconds(70));
            output.WriteLine($"{told.Count} events in {clock.Elapsed.TotalSeconds:0.0} s over {connections} connections, {_unanswered} requests sent again");

            Assert.Equal(Events, _acknowledged.Count);
            Assert.Equal(Events, listed.Count);
            Assert.Equal(listed.Select(l => l.Seq), told.Select(t => t.Seq)); // each once, in order
            Assert.Equal(listed.Select(l => l.Json), told.Select(t => t.Json));
            Assert.All(told, t => Assert.Equal($"{t.Seq}", _acknowledged[t.Id]));
            Assert.True(_unanswered > 0, "Nobody noticed that something was killed: the test tests nothing.");
            Assert.True(victim == "database" || connections > Kills, $"{connections} connections");
            await server.StopAsync();
        }
        finally
        {
            server.Dispose();
        }
    }

    private static async Task<List<(long Seq, string Json)>> ListAsync(Api api)
    {
        var listed = new List<(long, string)>();
        for (var next = "/v1/kill/events?limit=1000"; next is not null;)
        {
            var page = await api.Get(next);
            listed.AddRange(page.At("/items")!.AsArray().Select(i => ((long)i!["seq"]!, i.ToJsonString())));
            next = page.TextAt("/next");
        }

        return listed;
    }

    private async Task<(List<(long Seq, string Id, string Json)> Told, int Connections)> ReadAsync(HttpClient http, CancellationToken cancellation)
    {
        var (told, last, connections) = (new List<(long, string, string)>(), "0", 0);
        using var timer = new PeriodicTimer(Often);
        while (told.Count < Events && await timer.WaitForNextTickAsync(cancellation))
        {
            try
            {
                using var feed = await FeedClient.AtAsync(http, new Uri(_address, "/v1/kill/feed").ToString(), last);
                connections++;
                while (told.Count < Events && await feed.NextAsync() is { } next)
                {
                    if (next.Id is { } id) last = id;
                    if (next.Data is null) continue;
                    var json = JsonNode.Parse(next.Data)!;
                    told.Add(((long)json["seq"]!, (string)json["id"]!, json.ToJsonString()));
                    Assert.Equal(last, $"{json["seq"]}");
                }
            }
            catch (HttpRequestException e) when (e.StatusCode is null or HttpStatusCode.ServiceUnavailable)
            {
                // The server is dead, or its database.
            }
            catch (IOException)
            {
                // It died in the middle of telling.
            }
        }

        return (told, connections);
    }

    private async Task PostAsync(HttpClient http)
    {
        using var timer = new PeriodicTimer(Often);
        while (true)
        {
            var first = Interlocked.Add(ref _begun, 10) - 10;
            if (first >= Events) return;
            var events = Enumerable.Range(first, 10).Select(n => FeedTests.Event($"summit/s-{n % 500}"));
            var body = $"[{string.Join(',', events)}]";
            while (!await IsAcknowledgedAsync(http, body)) await timer.WaitForNextTickAsync();
        }
    }

    private async Task<bool> IsAcknowledgedAsync(HttpClient http, string body)
    {
        try
        {
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            using var response = await http.PostAsync(new Uri(_address, "/v1/kill/events"), content);
            var text = await response.Content.ReadAsStringAsync();
            if (response.StatusCode is HttpStatusCode.Created or HttpStatusCode.OK)
            {
                foreach (var item in JsonNode.Parse(text)!["items"]!.AsArray()) _acknowledged[(string)item!["id"]!] = $"{item["seq"]}";
                return true;
            }

            // The only other answer is to try again.
            Assert.True(response.StatusCode == HttpStatusCode.ServiceUnavailable, text);
        }
        catch (HttpRequestException)
        {
            // The server is dead, and did not say what became of it.
        }

        Interlocked.Increment(ref _unanswered);
        return false;
    }
}
