using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Npgsql;
using Timeline.Postgres.Embedded;
using Timeline.Service.Tests.Embedded;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.Recording;

/// <summary>Nothing acknowledged is ever lost, and nothing is recorded by halves, whatever is killed while sixteen record at a time.</summary>
[Trait(RunFramework.Postgres, RunFramework.Embedded)]
public sealed class KillTests
{
    private const int Posters = 16;
    private const int Rounds = 4;
    private const int AcknowledgedPerRound = 160;

    [Flags]
    public enum Victim
    {
        Server = 1,
        Database = 2,
        Both = Server | Database,
    }

    [Theory]
    [InlineData(Victim.Server)]
    [InlineData(Victim.Database)]
    [InlineData(Victim.Both)]
    public async Task What_was_acknowledged_is_there_once_at_its_position_after_kill_9_of(Victim victim)
    {
        using var folder = new TemporaryFolder();
        var server = await RealServer.StartAsync(folder.DataDirectory);
        try
        {
            using var posters = new PostingClients(server.Address);
            await posters.MakeTimelineAsync();
            var posting = posters.RunAsync();
            for (var round = 1; round <= Rounds; round++)
            {
                var goal = posters.Acknowledged + AcknowledgedPerRound;
                await Eventually.TrueAsync("the posters get on", () => posters.Acknowledged >= goal, TimeSpan.FromSeconds(60));
                if (victim.HasFlag(Victim.Database)) Kill9(int.Parse(Postmaster(folder.DataDirectory)[0], CultureInfo.InvariantCulture));
                if (!victim.HasFlag(Victim.Server)) continue;
                await server.KillAsync();
                server.Dispose();
                server = await RealServer.StartAsync(folder.DataDirectory);
                posters.Address = server.Address;
            }

            var last = posters.Acknowledged + AcknowledgedPerRound;
            await Eventually.TrueAsync("the posters get on", () => posters.Acknowledged >= last, TimeSpan.FromSeconds(60));
            posters.Stop();
            await posting;
            await posters.AssertAllIsThereAsync();

            // The database has also kept its own promises: versions without gaps, positions in order, states as their events give them.
            var (exitCode, output, error) = await RealServer.RunAsync("verify", "--Postgres:Data", folder.DataDirectory);
            Assert.True(exitCode == 0, output + error);
            Assert.Contains("all as they should be", output);
            await server.StopAsync();
        }
        finally
        {
            server.Dispose();
        }
    }

    /// <summary>Killed once its rows are made and it waits for the timeline, and once it may be written or not.</summary>
    [Theory]
    [InlineData(Victim.Server)]
    [InlineData(Victim.Database)]
    [InlineData(Victim.Both)]
    public async Task Of_an_atomic_import_all_or_nothing_is_there_after_kill_9_of(Victim victim)
    {
        const int Count = 2_000;
        var lines = string.Join('\n', Enumerable.Range(1, Count).Select(n => $$$"""
            {"id":"{{{new Guid(n, 0, 0x4000, 0x80, 0, 0, 0, 0, 0, 0, 1)}}}","subject":"summit/s-{{{n % 9}}}","type":"PlaceConfirmed","known":"2019-02-08","data":{"place":"Hanoi {{{n}}}"}}
            """));
        using var folder = new TemporaryFolder();
        var server = await RealServer.StartAsync(folder.DataDirectory);
        try
        {
            string timeline;
            using (var api = new Api(server.Address))
            {
                timeline = await api.NewTimeline();
                await api.Record(timeline, """{"subject":"summit/s-1","type":"PlaceConfirmed","known":"2019-02-08","data":{"place":"Hanoi"}}""");
            }

            foreach (var isReleased in new[] { false, true })
            {
                using var api = new Api(server.Address);
                await using var holder = await ConnectAsync(folder.DataDirectory);
                await ScalarAsync(holder, $"select pg_advisory_lock(hashtextextended('timeline/{timeline}', 0))");
                var importing = AnswerAsync(api.Post($"/v1/{timeline}/import?atomic=true", lines, "application/x-ndjson"));
                await Eventually.TrueAsync("it waits for the timeline",
                    async () => await ScalarAsync(holder, "select count(*) from pg_locks where locktype = 'advisory' and not granted") is 1L);
                if (isReleased) await ScalarAsync(holder, "select pg_advisory_unlock_all()");
                if (victim.HasFlag(Victim.Database)) Kill9(int.Parse(Postmaster(folder.DataDirectory)[0], CultureInfo.InvariantCulture));
                if (victim.HasFlag(Victim.Server))
                {
                    await server.KillAsync();
                    server.Dispose();
                    server = await RealServer.StartAsync(folder.DataDirectory);
                }

                var answer = await importing;
                Assert.False(answer?.Status == HttpStatusCode.OK && !isReleased, answer?.Text);
                var there = await EventsAsync(server.Address, timeline);
                long[] expected = answer?.Status == HttpStatusCode.OK ? [Count + 1L] : isReleased ? [1L, Count + 1L] : [1L];
                Assert.Contains(there, expected);
                await using var connection = await ConnectAsync(folder.DataDirectory);
                Assert.Equal(there, await ScalarAsync(connection, $"select count(*) from timeline.event_terms where tenant_id = '{timeline}'"));
            }

            using (var api = new Api(server.Address))
            {
                var again = await api.Post($"/v1/{timeline}/import?atomic=true", lines, "application/x-ndjson");
                Assert.True(again.Status == HttpStatusCode.OK && (int)again.At("/recorded")! + (int)again.At("/repeated")! == Count, again.Text);
                Assert.Equal(Count + 1L, await EventsAsync(server.Address, timeline));
                var found = await api.Get($"/v1/{timeline}/events?text=1999");
                Assert.Equal("Hanoi 1999", found.TextAt("/items/0/data/place"));
            }

            var (exitCode, output, error) = await RealServer.RunAsync("verify", "--Postgres:Data", folder.DataDirectory);
            Assert.True(exitCode == 0, output + error);
            await server.StopAsync();
        }
        finally
        {
            server.Dispose();
        }

        static async Task<Answer?> AnswerAsync(Task<Answer> asked)
        {
            try
            {
                return await asked;
            }
            catch (HttpRequestException)
            {
                return null; // It was killed, and did not say what became of it.
            }
        }

        static async Task<long> EventsAsync(Uri address, string timeline)
        {
            using var api = new Api(address);
            Answer? export = null;
            await Eventually.TrueAsync("the database is back", async () =>
                (export = await api.Get($"/v1/{timeline}/export")).Status == HttpStatusCode.OK, TimeSpan.FromSeconds(60));
            return export!.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
        }

        static async Task<NpgsqlConnection> ConnectAsync(string folder)
        {
            var postmaster = Postmaster(folder);
            var to = Cluster.ConnectionString(postmaster[4], int.Parse(postmaster[3], CultureInfo.InvariantCulture), Cluster.Database);
            var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(to) { Pooling = false }.ConnectionString);
            await connection.OpenAsync();
            return connection;
        }

        static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            return await command.ExecuteScalarAsync();
        }
    }

    // Process, folder, start, port, folder of the socket.
    private static string[] Postmaster(string dataDirectory) => File.ReadAllLines(Path.Combine(dataDirectory, "postmaster.pid"));

    private static void Kill9(int processId)
    {
        using var postmaster = Process.GetProcessById(processId);
        postmaster.Kill();
    }

    /// <summary>Clients that each send one request after another, and send it again until it is acknowledged.</summary>
    private sealed class PostingClients(Uri address) : IDisposable
    {
        private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(25);

        private readonly ConcurrentBag<IReadOnlyList<Guid>> _sent = [];
        private readonly ConcurrentDictionary<Guid, JsonNode> _acknowledged = new();
        private readonly CancellationTokenSource _stop = new();
        private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(60) };
        private int _unanswered;
        private volatile Uri _address = address;

        public Uri Address { set => _address = value; }

        public int Acknowledged => _acknowledged.Count;

        public async Task MakeTimelineAsync()
        {
            using var api = new Api(_address);
            Assert.Equal(HttpStatusCode.Created, (await api.Put("/v1/kill", """{"title":"Kill"}""")).Status);
        }

        public Task RunAsync() => Task.WhenAll(Enumerable.Range(0, Posters).Select(n => Task.Run(() => PostAsync(n))));

        public void Stop() => _stop.Cancel();

        public void Dispose()
        {
            _stop.Dispose();
            _http.Dispose();
        }

        public async Task AssertAllIsThereAsync()
        {
            using var api = new Api(_address);
            var events = new List<JsonNode>();
            for (var next = "/v1/kill/events?limit=1000"; next is not null;)
            {
                var page = await api.Get(next);
                events.AddRange(page.At("/items")!.AsArray().Select(e => e!));
                next = page.TextAt("/next");
            }

            var byId = events.ToDictionary(e => (Guid)e["id"]!); // fails where an id is there twice
            foreach (var (id, acknowledged) in _acknowledged)
            {
                foreach (var member in new[] { "seq", "version", "subject", "type", "data", "recordedAt" })
                    Assert.True(JsonNode.DeepEquals(acknowledged[member], byId[id][member]), $"{acknowledged} is now {byId[id]}");
            }

            Assert.All(_sent, request => Assert.True(
                request.All(byId.ContainsKey) || !request.Any(byId.ContainsKey), "Half of a request was recorded."));
            Assert.Equal(_acknowledged.Count, events.Count); // every request was sent until it was acknowledged
            var seqs = events.Select(e => (long)e["seq"]!).ToArray();
            Assert.Equal(seqs.Distinct().Order(), seqs);
            var times = events.Select(e => (string)e["recordedAt"]!).ToArray();
            Assert.Equal(times.Distinct().Order(StringComparer.Ordinal), times);
            Assert.True(_unanswered > 0, "Nobody noticed that something was killed: the test tests nothing.");
        }

        private async Task PostAsync(int poster)
        {
            using var timer = new PeriodicTimer(Often);
            for (var n = 0; !_stop.IsCancellationRequested; n++)
            {
                Guid[] ids = [.. Enumerable.Range(0, n % 4 == 3 ? 3 : 1).Select(_ => Guid.NewGuid())];
                _sent.Add(ids);
                var events = ids.Select((id, i) =>
                    $$$"""{"id":"{{{id}}}","subject":"summit/s-{{{(poster + i) % 5}}}","type":"PlaceConfirmed","known":"2019-02-08","data":{"place":"Place {{{n}}} of {{{poster}}}"}}""");
                var body = $"[{string.Join(',', events)}]";
                while (!await IsAcknowledgedAsync(body)) await timer.WaitForNextTickAsync();
            }
        }

        private async Task<bool> IsAcknowledgedAsync(string body)
        {
            try
            {
                using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
                using var response = await _http.PostAsync(new Uri(_address, "/v1/kill/events"), content);
                var text = await response.Content.ReadAsStringAsync();
                if (response.StatusCode is HttpStatusCode.Created or HttpStatusCode.OK)
                {
                    foreach (var item in JsonNode.Parse(text)!["items"]!.AsArray()) _acknowledged[(Guid)item!["id"]!] = item.DeepClone();
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
}
