using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Timeline.Postgres.Access;
using Timeline.Server.Access;
using Timeline.Server.Hosting;
using Timeline.Service.Tests.Embedded;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.Access;

/// <summary>What the audit log holds, what it never holds, and what happens where it cannot be written.</summary>
public sealed class AuditTests : IDisposable
{
    private const string Event =
        """{"subject":"summit/s","type":"SummitScheduled","data":{"dates":"2019-02","title":"zanzibar"},"disclosures":[{"to":"usa","at":"2019-02-05"}]}""";

    private readonly TemporaryFolder _folder = new();

    private string Log => Path.Combine(_folder.Path, "audit.log");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_is_not_public_is_audited_when_it_is_read_and_what_is_public_is_not()
    {
        await using var server = await StartAsync();
        using var reader = server.As(await server.KeyAsync("reader", "timeline=korea", "role=admin", "knowers=usa,prk"));
        await reader.Put("/v1/korea", """{"title":"Korea"}""");
        await reader.Record("korea", Event);
        foreach (var path in (string[])["/v1/korea/events", "/v1/korea/events?knower=public", "/v1/korea", "/v1", "/v1/korea/export", "/v1/korea/events?text=zanzibar"])
            Assert.Equal(HttpStatusCode.OK, (await reader.Get(path)).Status);
        Assert.Empty(server.Audited("read"));

        await reader.Get("/v1/korea/events?knower=usa&text=zanzibar");
        await reader.Get("/v1/korea/events?knower=usa&knower=prk&knower=public");
        await reader.Get("/v1/korea/knowers");
        await reader.Get("/v1/korea/subjects/summit/none?knower=prk");
        await reader.Get("/v1/korea/subjects/summit/s/compare?from.known=2019-01-01&from.knower=prk&to.known=2019-03-01&to.knower=usa");
        // Asked wrongly, it tells nothing of them.
        await reader.Get("/v1/korea/events?knower=usa&limit=0");
        Assert.Equal(
            [
                "key:reader 127.0.0.1 GET /v1/{timeline}/events korea usa 200",
                "key:reader 127.0.0.1 GET /v1/{timeline}/events korea prk,usa 200",
                "key:reader 127.0.0.1 GET /v1/{timeline}/knowers korea prk,usa 200",
                "key:reader 127.0.0.1 GET /v1/{timeline}/subjects/{kind}/{slug} korea prk 404",
                "key:reader 127.0.0.1 GET /v1/{timeline}/subjects/{kind}/{slug}/compare korea prk,usa 200",
            ],
            server.Audited("read").Select(Told));
        var first = server.Audited("read")[0];
        Assert.Matches("^2[0-9]{3}-[0-9-]{5}T[0-9:]{8}[.][0-9]{6}Z$", (string?)first["at"]);
        Assert.NotEqual((string?)first["request"], (string?)server.Audited("read")[1]["request"]);
    }

    [Fact]
    public async Task Where_nobody_is_asked_who_they_are_it_is_audited_as_well()
    {
        await using var server = await TestServer.StartAsync();
        await server.Api.Put("/v1/korea", """{"title":"Korea"}""");
        await server.Api.Get("/v1/korea/events?knower=usa");
        Assert.Equal(["anonymous 127.0.0.1 GET /v1/{timeline}/events korea usa 200"], server.Audited("read").Select(Told));
    }

    [Fact]
    public async Task Refusals_are_audited_without_what_was_sent()
    {
        await using var server = await StartAsync();
        using var reader = server.As(await server.KeyAsync("reader", "timeline=korea"));
        using var stranger = server.As("secret-token");
        await server.Api.Get("/v1/korea/events?text=zanzibar");
        await reader.Post("/v1/korea/events", """{"zanzibar":"payload"}""");
        await reader.Get("/v1/other/events");
        await reader.Get("/v1/korea/events?knower=usa");
        await reader.Get("/v1/korea%0Aforged/events");
        await reader.Get("/v1/korea"); // not there yet: no refusal
        await stranger.Get("/v1/korea/events/1"); // like the first: counted
        await Eventually.TrueAsync("all is audited", () => server.Audited("refuse").Count == 5);
        Assert.Equal(
            [
                " 127.0.0.1 GET /v1/{timeline}/events korea  401 unauthenticated",
                "key:reader 127.0.0.1 POST /v1/{timeline}/events korea  403 forbidden",
                "key:reader 127.0.0.1 GET /v1/{timeline}/events other  404 forbidden",
                "key:reader 127.0.0.1 GET /v1/{timeline}/events korea  403 forbidden-knower",
                "key:reader 127.0.0.1 GET /v1/{timeline}/events   404 forbidden",
            ],
            server.Audited("refuse").Select(Told));
        Assert.DoesNotContain(server.Audit.Entries, e => e.Contains("zanzibar", StringComparison.Ordinal) || e.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_name_of_another_host_is_a_refusal()
    {
        await using var server = await TestServer.StartAsync();
        var request = new HttpRequestMessage(HttpMethod.Get, "/v1") { Headers = { Host = "evil.example" } };
        Expect.Problem(await server.Api.Send(request), 421, "misdirected");
        await Eventually.TrueAsync("it is audited", () => server.Audited("refuse").Count == 1);
        Assert.Equal((421, "misdirected"), ((int?)server.Audited("refuse")[0]["status"], (string?)server.Audited("refuse")[0]["cause"]));
        Assert.DoesNotContain("evil", server.Audit.Entries[0]);
    }

    [Fact]
    public async Task A_method_that_there_is_not_is_not_repeated()
    {
        await using var server = await StartAsync();
        await server.Api.Send(new HttpRequestMessage(new HttpMethod("ZANZIBAR"), "/v1/korea/events"));
        await server.Api.Get("/v1/korea/events");
        await Eventually.TrueAsync("what follows is audited", () => server.Audited("refuse").Count > 0);
        Assert.DoesNotContain(server.Audit.Entries, e => e.Contains("ZANZIBAR", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task An_erasure_is_audited_before_it_is_done_and_after()
    {
        await using var server = await StartAsync();
        using var admin = server.As(await server.KeyAsync("admin", "role=admin", "knowers=usa"));
        using var other = server.As(await server.KeyAsync("other", "role=admin"));
        using var curator = server.As(await server.KeyAsync("curator", "role=curate", "knowers=usa"));
        await admin.Put("/v1/korea", """{"title":"Korea"}""");
        var id = (await admin.Record("korea", Event)).TextAt("/id")!;
        Expect.Problem(await other.Post($"/v1/korea/events/{id}/erasure", """{"reason":"zanzibar"}"""), 404, "unknown-event");
        Expect.Problem(await curator.Post($"/v1/korea/events/{id}/erasure", """{"reason":"zanzibar"}"""), 403, "forbidden");
        Expect.Problem(await admin.Post($"/v1/korea/events/{id}/erasure", "{}"), 400, "malformed-request", "/reason");
        Assert.Equal(HttpStatusCode.OK, (await admin.Post($"/v1/korea/events/{id}/erasure", """{"reason":"zanzibar"}""")).Status);
        Expect.Problem(await admin.Post("/v1/korea/events/zanzibar/erasure", """{"reason":"x"}"""), 404, "unknown-event");

        var erasures = server.Audit.Entries.Select(e => JsonNode.Parse(e)!).Where(e => ((string?)e["action"])!.StartsWith("eras", StringComparison.Ordinal));
        Assert.Equal(
            [
                $"erasing key:other korea {id} ", $"erase key:other korea {id} false",
                $"erasing key:admin korea {id} ", $"erase key:admin korea {id} true",
                "erasing key:admin korea  ", "erase key:admin korea  false",
            ],
            erasures.Select(e => $"{e["action"]} {e["who"]} {e["timeline"]} {e["event"]} {e["done"]}"));
        Assert.DoesNotContain(server.Audit.Entries, e => e.Contains("zanzibar", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Keys_are_audited_by_who_runs_the_command_wherever_the_server_writes()
    {
        var database = await TestCluster.CreateDatabaseAsync(CancellationToken.None);
        string[] settings = [$"--ConnectionStrings:Timeline={database}", $"--Audit:File={Log}"];
        var (code, key, notes) = await RealServer.RunAsync(["keys", "create", "newsroom", "timeline=korea", "role=record", "knowers=usa", "expires=2099", .. settings]);
        Assert.Equal(0, code);
        Assert.DoesNotContain("Timeline.Audit", notes);
        Assert.Equal(0, (await RealServer.RunAsync(["keys", "revoke", "newsroom", .. settings])).ExitCode);

        var lines = Lines();
        Assert.Equal(
            [
                $"createKey os:{Environment.UserName} newsroom korea record [\"usa\"] 2099-12-31T23:59:59.999999Z",
                $"revokeKey os:{Environment.UserName} newsroom korea record [\"usa\"] 2099-12-31T23:59:59.999999Z",
            ],
            lines.Select(l => JsonNode.Parse(l)!).Select(e => $"{e["action"]} {e["who"]} {e["key"]} {e["timeline"]} {e["role"]} {e["knowers"]!.ToJsonString()} {e["expires"]}"));
        Assert.All(lines, l => Assert.DoesNotContain(key.Trim()[17..], l));
    }

    [Fact]
    public async Task In_its_file_no_log_level_leaves_anything_out()
    {
        await using var server = await StartAsync($"--Audit:File={Log}", "--Logging:LogLevel:Default=None");
        using var reader = server.As(await server.KeyAsync("reader", "role=admin", "knowers=usa"));
        await reader.Put("/v1/korea", """{"title":"Korea"}""");
        await reader.Get("/v1/korea/events?knower=usa");
        Assert.Equal(["createKey", "read"], Lines().Select(l => (string?)JsonNode.Parse(l)!["action"]));
        Assert.Empty(server.Audit.Entries);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Log));
    }

    [Fact]
    public async Task A_file_that_was_moved_away_is_begun_anew()
    {
        await using var server = await StartAsync($"--Audit:File={Log}");
        await server.KeyAsync("one");
        File.Move(Log, Log + ".1");
        await server.KeyAsync("two");
        Assert.Contains("\"two\"", Assert.Single(Lines()));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Log));
    }

    [Fact]
    public async Task A_server_whose_file_cannot_be_written_does_not_start()
    {
        var database = await TestCluster.CreateDatabaseAsync(CancellationToken.None);
        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => TestServer.StartAsync(database, null, $"--Audit:File={_folder.Path}"));
        Assert.StartsWith("The file of Audit:File cannot be written: ", Welcome.Explain(thrown));
    }

    [Fact]
    public async Task Where_it_can_no_longer_be_written_nothing_is_erased_no_key_is_given_out_and_what_is_read_stands_in_the_log()
    {
        var database = await TestCluster.CreateDatabaseAsync(CancellationToken.None);
        await using var server = await TestServer.StartAsync(database, null, "--Access:Mode=required", $"--Audit:File={Log}");
        using var admin = server.As(await server.KeyAsync("admin", "role=admin", "knowers=usa"));
        await admin.Put("/v1/korea", """{"title":"Korea"}""");
        var id = (await admin.Record("korea", Event)).TextAt("/id");
        File.Delete(Log);
        Directory.CreateDirectory(Log);

        Expect.Problem(await admin.Post($"/v1/korea/events/{id}/erasure", """{"reason":"x"}"""), 503, "not-audited");
        var read = await admin.Get($"/v1/korea/events/{id}?knower=usa");
        Assert.Contains("zanzibar", read.Text);
        Assert.Contains(server.Log.Entries, e => e.Contains("cannot be written", StringComparison.Ordinal) && e.Contains("\"read\"", StringComparison.Ordinal));
        using var key = new StringWriter();
        using var said = new StringWriter();
        var (keys, audit) = (server.Services.GetRequiredService<AccessKeys>(), server.Services.GetRequiredService<AuditLog>());
        Assert.Equal(1, await KeysVerb.Parse(["create", "desk"]).RunAsync(keys, audit, TimeProvider.System, key, said, CancellationToken.None));
        Assert.Equal("", key.ToString());
        Assert.Contains("cannot be written", said.ToString());
        Assert.NotNull((await keys.AllAsync(CancellationToken.None)).Single(k => k.Name.Value == "desk").Revoked);

        Directory.Delete(Log);
        Assert.Equal(HttpStatusCode.OK, (await admin.Post($"/v1/korea/events/{id}/erasure", """{"reason":"x"}""")).Status);
    }

    [Fact]
    public async Task Lines_of_several_processes_stay_whole()
    {
        // Each as a process has one.
        var files = Enumerable.Range(0, 4).Select(_ => AuditFile.Open(Log)).ToList();
        await Parallel.ForEachAsync(Enumerable.Range(0, 400), (i, _) =>
        {
            files[i % files.Count].Append($"line {i} {new string('x', i)}", isToDisk: false);
            return ValueTask.CompletedTask;
        });
        Assert.Equal(Enumerable.Range(0, 400).Select(i => $"line {i} {new string('x', i)}").Order(StringComparer.Ordinal), Lines().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_is_refused_again_and_again_is_written_once_and_counted()
    {
        var server = await StartAsync($"--Audit:File={Log}");
        using var reader = server.As(await server.KeyAsync("reader", "timeline=korea"));
        for (var i = 0; i < 5; i++)
        {
            await server.Api.Get($"/v1/korea/events?text={i}");
            await reader.Get("/v1/other/events");
        }

        await reader.Get("/v1/another/events");
        // What was counted is written once a minute, and when the server ends.
        await server.DisposeAsync();
        var refusals = Lines().Select(l => JsonNode.Parse(l)!).Where(e => (string?)e["action"] == "refuse");
        Assert.Equal(
            [" korea ", "key:reader other ", "key:reader another ", "  4", "key:reader other 4"],
            refusals.Select(r => $"{r["who"]} {r["timeline"]} {r["times"]}"));
    }

    [Fact]
    public void Of_any_number_of_strangers_only_so_many_are_told_apart()
    {
        var refusals = new RepeatedRefusals();
        var told = Enumerable.Range(0, 5000).Count(i =>
            refusals.IsFirst(new AuditEntry { At = "", Action = AuditAction.Refuse, Address = $"10.0.{i / 256}.{i % 256}", Status = 401 }));
        Assert.Equal(RepeatedRefusals.MaxStrangers, told);
        Assert.True(refusals.IsFirst(new AuditEntry { At = "", Action = AuditAction.Refuse, Who = "key:one", Status = 403 }));
        Assert.Equal([5000 - RepeatedRefusals.MaxStrangers], refusals.Take().Select(r => r.Times));
        Assert.Empty(refusals.Take());
    }

    // Who, from where, what, whose knowledge, and how it ended.
    private static string Told(JsonNode entry) =>
        string.Join(' ', entry["who"], entry["address"], entry["method"], entry["route"], entry["timeline"],
            string.Join(',', entry["knowers"]?.AsArray() ?? []), entry["status"], entry["cause"]).TrimEnd();

    private string[] Lines()
    {
        using var file = new StreamReader(new FileStream(Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return file.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static async Task<TestServer> StartAsync(params string[] settings) =>
        await TestServer.StartAsync(await TestCluster.CreateDatabaseAsync(CancellationToken.None), null, ["--Access:Mode=required", .. settings]);
}
