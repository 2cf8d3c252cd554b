using System.Net;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.Trust;

/// <summary>
/// What an import reports tells nobody what they may not know (SEMANTICS §8, law 4): the same lines, sent by the same key, are reported in
/// the same words whether what they name is secret or was never recorded.
/// </summary>
public sealed class ImportedSecretsTests
{
    private const string Secret = "11111111-1111-4111-8111-111111111111";

    private const string Denial = "22222222-2222-4222-8222-222222222222";

    private const string Open = "33333333-3333-4333-8333-333333333333";

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/x-ndjson")]
    public async Task Lines_that_name_what_is_secret_are_reported_like_lines_that_name_nothing(string accept)
    {
        await using var server = await TestServer.StartAsync(await TestCluster.CreateDatabaseAsync(CancellationToken.None));
        using var admin = server.As(await server.KeyAsync("admin", "role=admin", "knowers=*"));
        using var insider = server.As(await server.KeyAsync("insider", "role=curate", "knowers=usa"));
        using var outsider = server.As(await server.KeyAsync("outsider", "role=curate"));
        foreach (var timeline in new[] { "plain", "mixed" })
        {
            await admin.Put($"/v1/{timeline}", """{"title":"The same"}""");
            await admin.Record(timeline, Event(Open, "public", "open"));
        }

        await admin.Record("mixed", Event(Secret, "usa", "xylophone"));
        await admin.Record("mixed", $$$"""{"id":"{{{Denial}}}","subject":"talks/t","type":"EventDenied","known":"2019-02-02","data":{"event":"{{{Secret}}}"}}""");

        var lines = string.Join('\n', Naming(Secret).Concat(Naming(Denial)).Concat(Naming(Open)).Append("{}").SelectMany(line => new[] { line, AsCloudEvent(line) }));
        var (plain, mixed) = (await Import(outsider, "plain"), await Import(outsider, "mixed"));
        Assert.Equal(plain, mixed);
        Assert.Contains("Is no earlier event of talks/t", mixed, StringComparison.Ordinal);
        Assert.DoesNotContain("xylophone", mixed, StringComparison.Ordinal);

        // Whom it was told to may name it: there is a difference to be told.
        Assert.NotEqual(await Import(insider, "plain"), await Import(insider, "mixed"));

        async Task<string> Import(Api api, string timeline)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/{timeline}/import") { Content = new StringContent(lines) };
            request.Content.Headers.ContentType = new("application/x-ndjson");
            request.Headers.TryAddWithoutValidation("Accept", accept);
            var answer = await api.Send(request);
            Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
            // How far it is, is told by the clock.
            return string.Join('\n', answer.Text.Split('\n').Where(l => !l.StartsWith("{\"progress\"", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task A_mention_of_a_secret_event_is_a_mention_of_none()
    {
        await using var server = await TestServer.StartAsync(await TestCluster.CreateDatabaseAsync(CancellationToken.None));
        using var admin = server.As(await server.KeyAsync("admin", "role=admin", "knowers=*"));
        using var outsider = server.As(await server.KeyAsync("outsider", "role=record"));
        // The id that the importer gives event 410412347 of GDELT.
        var id = Timeline.Domain.Importing.NameUuid.Of(Timeline.Domain.Importing.NameUuid.Imported, "gdelt/410412347");
        foreach (var timeline in new[] { "plain", "mixed" }) await admin.Put($"/v1/{timeline}", """{"title":"The same"}""");
        await admin.Record("mixed", $$$"""
            {"id":"{{{id}}}","subject":"interaction/kor~prk","type":"Interaction","data":{"source":"kor","target":"prk","cameo":"010"},
             "disclosures":[{"to":"usa","at":"2019-02-01"}],"source":{"publisher":"gdelt"}}
            """.ReplaceLineEndings(""));
        const string Mention = "410412347\t20150218230000\t20150219230000\t1\tbbc.co.uk\thttp://www.bbc.co.uk/1\t1\t-1\t-1\t-1\t1\t50\t1200\t-2.5\t\t";
        var (plain, mixed) = (await Import("plain"), await Import("mixed"));
        Assert.Equal((1, 1), ((int)plain.At("/refused")!, (int)mixed.At("/refused")!));
        Assert.Equal(plain.Text, mixed.Text);

        Task<Answer> Import(string timeline) => outsider.Post($"/v1/{timeline}/import?format=gdelt-mentions", Mention, "text/tab-separated-values");
    }

    private static string Event(string id, string knower, string situation) =>
        $$$"""{"id":"{{{id}}}","subject":"talks/t","type":"SituationReported","data":{"situation":"{{{situation}}}"},"disclosures":[{"to":"{{{knower}}}","at":"2019-02-01"}],"source":{"publisher":"cnn"}}""";

    private static IEnumerable<string> Naming(string id) =>
    [
        $$$"""{"subject":"talks/t","type":"SituationReported","known":"2019-02-03","accountOf":"{{{id}}}","data":{}}""",
        $$$"""{"subject":"talks/t","type":"ReplyGiven","known":"2019-02-03","data":{"event":"{{{id}}}","by":"prk","reply":"accepted"}}""",
        $$$"""{"subject":"talks/t","type":"EventDenied","known":"2019-02-03","data":{"event":"{{{id}}}"}}""",
        $$$"""{"subject":"talks/t","type":"EventRetracted","known":"2019-02-03","data":{"event":"{{{id}}}","reason":"r"}}""",
        $$$"""{"subject":"talks/t","type":"EventDisclosed","data":{"event":"{{{id}}}","to":"public","at":"2019-02-03"}}""",
        $$$"""{"subject":"talks/t","type":"EventAmended","known":"2019-02-03","data":{"event":"{{{id}}}","void":true,"reason":"r"}}""",
    ];

    // The same event in the other form of a line; its id is of its own.
    private static string AsCloudEvent(string line)
    {
        var own = System.Text.Json.Nodes.JsonNode.Parse(line)!.AsObject();
        var cloud = new System.Text.Json.Nodes.JsonObject { ["specversion"] = "1.0", ["id"] = $"{line.Length}-{string.GetHashCode(line, StringComparison.Ordinal)}", ["source"] = "/elsewhere" };
        foreach (var (name, value) in own.ToList())
        {
            own.Remove(name);
            cloud[name.ToLowerInvariant()] = value;
        }

        return cloud.ToJsonString();
    }
}
