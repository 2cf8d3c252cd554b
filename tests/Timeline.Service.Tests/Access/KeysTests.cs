using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Timeline.Server.Access;
using Timeline.Service.Tests.Embedded;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.Access;

/// <summary>Keys as whoever runs the server makes and revokes them, and what a server makes of them.</summary>
public sealed partial class KeysTests
{
    private const string Event = """{"subject":"summit/s","type":"SummitScheduled","known":"2019-02-05","data":{"dates":"2019-02"}}""";

    [Fact]
    public async Task A_key_made_beside_a_running_server_is_good_at_once_until_it_is_revoked()
    {
        var database = await TestCluster.CreateDatabaseAsync(CancellationToken.None);
        await using var server = await TestServer.StartAsync(database);
        Assert.Equal(HttpStatusCode.Created, (await server.Api.Put("/v1/korea", """{"title":"Korea"}""")).Status);

        var (code, made, notes) = await RunAsync(database, "keys", "create", "newsroom", "timeline=korea", "role=record", "knowers=usa,prk", "expires=2099");
        Assert.Equal(0, code);
        Assert.Matches(Key(), made);
        Assert.Contains("shown once", notes);
        // Where the audit log has no file, it is in that of the command.
        Assert.Contains("Timeline.Audit[5]", notes);
        Assert.Contains("\"action\":\"createKey\"", notes);
        using var newsroom = server.As(made.Trim());
        await Eventually.TrueAsync("keys are asked for", async () => (await server.Api.Get("/v1")).Status == HttpStatusCode.Unauthorized);
        var recorded = await newsroom.Record("korea", Event);
        Assert.Equal("key:newsroom", recorded.TextAt("/recordedBy"));
        Assert.Equal("anonymous", (await newsroom.Get("/v1/korea")).TextAt("/recordedBy"));

        (code, var listed, _) = await RunAsync(database, "keys", "list");
        Assert.Equal(0, code);
        Assert.Matches(@"^name +timeline +role +knowers +created +good\nnewsroom +korea +record +public,prk,usa +\S+Z +until 2099-12-31T23:59:59.999999Z\n$", listed);
        Assert.DoesNotContain(made.Trim()[20..], listed);

        (code, var revoked, _) = await RunAsync(database, "keys", "revoke", "newsroom");
        Assert.Equal(0, code);
        Assert.StartsWith("newsroom: revoked 20", revoked);
        Expect.Problem(await newsroom.Get("/v1"), 401, "unauthenticated");
        // The last key revoked opens nothing.
        Expect.Problem(await server.Api.Get("/v1"), 401, "unauthenticated");
        Assert.Contains("revoked 20", (await RunAsync(database, "keys", "list")).Output);

        (code, _, notes) = await RunAsync(database, "keys", "create", "newsroom");
        Assert.Equal(1, code);
        Assert.Contains("Choose another", notes);
        Assert.Empty(server.Log.Entries);
    }

    [Theory]
    [InlineData("keys", "keys takes: create NAME [right=…], list, or revoke NAME.")]
    [InlineData("keys create", "keys takes")]
    [InlineData("keys create Not~A~Key", "is not a key")]
    [InlineData("keys create n role=owner", "'owner' is no role: read, record, curate, admin.")]
    [InlineData("keys create n knowers=u!", "is not a key")]
    [InlineData("keys create n expires=never", "expires=never is no date")]
    [InlineData("keys create n expires=2099/..", "expires=2099/.. is no date")]
    [InlineData("keys create n role=read role=admin", "each once")]
    [InlineData("keys create n wrong=x", "'wrong=x' is no right of a key")]
    [InlineData("keys forget n", "keys takes")]
    public async Task What_cannot_be_done_with_keys_is_said_with_what_can(string words, string said)
    {
        var (code, output, notes) = await RealServer.RunAsync(words.Split(' '));
        Assert.Equal((2, ""), (code, output));
        Assert.Contains(said, notes);
        Assert.Contains("Timeline.Server --help", notes);
    }

    [Fact]
    public async Task Whether_there_are_keys_is_looked_up_once_for_all_who_ask_at_a_time()
    {
        await using var server = await TestServer.StartAsync();
        await using var database = NpgsqlDataSource.Create(server.ConnectionString);
        await using var holder = await database.OpenConnectionAsync();
        await using var held = await holder.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand("lock table timeline.access_keys in access exclusive mode", holder, held)) await hold.ExecuteNonQueryAsync();
        using var statements = new Statements(server.ConnectionString);
        var credentials = server.Services.GetRequiredService<Credentials>();
        var asked = Enumerable.Range(0, 50).Select(_ => credentials.AreAskedForAsync(CancellationToken.None).AsTask()).ToArray();
        await held.RollbackAsync();
        Assert.All(await Task.WhenAll(asked), Assert.False);
        Assert.Equal(1, statements.OfKeys);
    }

    [Fact]
    public async Task A_key_that_is_not_there_cannot_be_revoked()
    {
        var database = await TestCluster.CreateDatabaseAsync(CancellationToken.None);
        var (code, output, notes) = await RunAsync(database, "keys", "revoke", "nobody");
        Assert.Equal((1, ""), (code, output));
        Assert.Contains("There is no key 'nobody'", notes);
        Assert.Contains("There is no key yet", (await RunAsync(database, "keys", "list")).Notes);
    }

    [Fact]
    public async Task Nothing_in_the_database_is_good_for_anything_as_a_key()
    {
        await using var server = await StartAsync();
        var key = await server.KeyAsync("newsroom", "role=admin");
        await using var database = NpgsqlDataSource.Create(server.ConnectionString);
        await using var row = database.CreateCommand("select id, encode(hash, 'hex'), encode(hash, 'base64'), k::text from timeline.access_keys k");
        await using var reader = await row.ExecuteReaderAsync();
        Assert.True(await reader.ReadAsync());
        var id = reader.GetString(0);
        Assert.Equal(id, key[4..16]);
        Assert.DoesNotContain(key[17..], reader.GetString(3));
        foreach (var text in (string[])[id, reader.GetString(1), $"tlk_{id}_{reader.GetString(1)}", $"tlk_{id}_{reader.GetString(2).TrimEnd('=')}", $"tlk_{id}_"])
        {
            using var thief = server.As(text);
            Expect.Problem(await thief.Get("/v1"), 401, "unauthenticated");
        }
    }

    [Theory]
    [InlineData("{0}x")]
    [InlineData("{0} ")]
    [InlineData("x{0}")]
    [InlineData("Bearer {0}")]
    public async Task A_key_is_taken_exactly_or_not_at_all(string form)
    {
        await using var server = await StartAsync();
        var key = await server.KeyAsync("newsroom");
        using var right = server.As(key);
        Assert.Equal(HttpStatusCode.OK, (await right.Get("/v1")).Status);
        var text = string.Format(System.Globalization.CultureInfo.InvariantCulture, form, key);
        if (text.Trim() == key) return; // white space around a header is no part of it (RFC 9110 §5.5)
        using var wrong = server.As(text);
        Expect.Problem(await wrong.Get("/v1"), 401, "unauthenticated");
        var request = new HttpRequestMessage(HttpMethod.Get, "/v1");
        request.Headers.TryAddWithoutValidation("Authorization", [$"Bearer {key}", $"Bearer {key}"]);
        Expect.Problem(await server.Api.Send(request), 401, "unauthenticated");
    }

    [Fact]
    public async Task A_changed_letter_anywhere_makes_another_key()
    {
        await using var server = await StartAsync();
        var key = await server.KeyAsync("newsroom");
        for (var i = 0; i < key.Length; i++)
        {
            using var other = server.As(key[..i] + (key[i] == 'b' ? 'c' : 'b') + key[(i + 1)..]);
            Expect.Problem(await other.Get("/v1"), 401, "unauthenticated");
        }
    }

    [Fact]
    public async Task A_key_expires()
    {
        var clock = new SetClock(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));
        await using var server = await TestServer.StartAsync(await TestCluster.CreateDatabaseAsync(CancellationToken.None), clock, "--Access:Mode=required");
        using var guest = server.As(await server.KeyAsync("guest", "expires=2026-11-30"));
        clock.Now = new DateTimeOffset(2026, 11, 30, 23, 59, 59, TimeSpan.Zero);
        Assert.Equal(HttpStatusCode.OK, (await guest.Get("/v1")).Status);
        clock.Now = clock.Now.AddSeconds(1);
        Expect.Problem(await guest.Get("/v1"), 401, "unauthenticated");
    }

    [Fact]
    public async Task An_answer_to_a_key_is_for_no_cache_that_others_share()
    {
        await using var server = await StartAsync();
        using var admin = server.As(await server.KeyAsync("admin", "role=admin"));
        await admin.Put("/v1/korea", """{"title":"Korea"}""");
        var id = (await admin.Record("korea", Event)).TextAt("/id");
        var permalink = (await admin.Get($"/v1/korea/events/{id}")).TextAt("/permalink")!;
        var pinned = await admin.Get(permalink);
        Assert.Equal("immutable, max-age=86400, private", string.Join(", ", pinned.Headers["Cache-Control"].Split(", ").Order()));
        Assert.Equal("Accept, Authorization", string.Join(", ", pinned.Headers["Vary"].Split(", ").Order()));
        Assert.Equal("Authorization", (await admin.Get("/v1/korea/publishers")).Headers["Vary"]);
    }

    [Fact]
    public async Task An_import_takes_acts_on_the_record_from_curators_only()
    {
        await using var server = await StartAsync();
        using var admin = server.As(await server.KeyAsync("admin", "role=admin"));
        await admin.Put("/v1/korea", """{"title":"Korea"}""");
        var id = (await admin.Record("korea", Event)).TextAt("/id");
        var line = $$$"""{"subject":"summit/s","type":"EventRetracted","known":"2019-02-06","data":{"event":"{{{id}}}","reason":"wrong"}}""";
        using var recorder = server.As(await server.KeyAsync("recorder", "role=record"));
        var refused = await recorder.Post("/v1/korea/import", $"{line}\n{Event}\n", "application/x-ndjson");
        Assert.Equal(("1", "1", "1"), (refused.TextAt("/recorded"), refused.TextAt("/refused"), refused.TextAt("/errors/0/line")));
        Assert.Contains("curate", refused.TextAt("/errors/0/detail"));
        using var curator = server.As(await server.KeyAsync("curator", "role=curate"));
        Assert.Equal("1", (await curator.Post("/v1/korea/import", line, "application/x-ndjson")).TextAt("/recorded"));
    }

    private static async Task<TestServer> StartAsync() =>
        await TestServer.StartAsync(await TestCluster.CreateDatabaseAsync(CancellationToken.None), null, "--Access:Mode=required");

    private static async Task<(int Code, string Output, string Notes)> RunAsync(string database, params string[] words) =>
        await RealServer.RunAsync([.. words, $"--ConnectionStrings:Timeline={database}"]);

    [GeneratedRegex(@"\Atlk_[a-z0-9]{12}_[A-Za-z0-9_-]{43}\n\z")]
    private static partial Regex Key();
}
