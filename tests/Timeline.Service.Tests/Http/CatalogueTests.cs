using System.Net;
using System.Text.Json.Nodes;
using FsCheck.Fluent;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.Http;

/// <summary>What the catalogue says of an event is what the service takes: by a validator that is not ours.</summary>
public sealed class CatalogueTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private async Task<(JsonObject Schemas, List<JsonObject> Examples)> Catalogue()
    {
        var types = (await server.Api.Get("/v1/catalogue")).At("/types")!.AsArray();
        var schemas = new JsonObject(types.Select(t => KeyValuePair.Create((string)t!["name"]!, (JsonNode?)t["schema"]!.DeepClone())));
        return (schemas, [.. types.Select(t => t!["example"]!.DeepClone().AsObject())]);
    }

    private static string TypeOf(JsonObject e) => (string)e["type"]!;

    private static bool NeedsTarget(JsonObject e) => e["data"]!["event"] is not null;

    private static JsonObject With(JsonObject e, Action<JsonObject> change)
    {
        var changed = e.DeepClone().AsObject();
        change(changed);
        return changed;
    }

    [Fact]
    public async Task Every_example_that_needs_no_other_event_is_taken()
    {
        var timeline = await server.Api.NewTimeline();
        var (_, examples) = await Catalogue();
        Assert.NotEmpty(examples);
        foreach (var example in examples.Where(e => !NeedsTarget(e))) await server.Api.Record(timeline, example.ToJsonString());
        foreach (var example in examples.Where(NeedsTarget))
            Assert.Equal("unknown-target", (await server.Api.Post($"/v1/{timeline}/events", example.ToJsonString())).Problem);
    }

    [SkippableFact]
    public async Task Every_example_is_valid_by_its_schema_and_spoiled_it_is_not()
    {
        var (schemas, examples) = await Catalogue();
        Assert.All(await SchemaValidator.ValidateAsync(schemas, examples.Select(e => (TypeOf(e), (JsonNode?)e))), Assert.Null);

        var spoiled = new List<(string, JsonNode?)>();
        foreach (var example in examples)
        {
            void Spoil(Action<JsonObject> change) => spoiled.Add((TypeOf(example), With(example, change)));
            foreach (var member in new[] { "subject", "type", "data" }) Spoil(e => e.Remove(member));
            foreach (var member in (JsonObject)example["data"]!)
            {
                Spoil(e => e["data"]![member.Key] = null);
                Spoil(e => e["data"]![member.Key] = new JsonObject { ["wrong"] = 1 });
            }

            Spoil(e => e["wrong"] = 1);
            Spoil(e => e["seq"] = 1);
            Spoil(e => e["data"]!["wrong"] = 1);
            Spoil(e => e["data"] = null);
            Spoil(e => e["mode"] = null);
            Spoil(e => e["type"] = "EventDreamt");
            Spoil(e => e["subject"] = "Summit");
            Spoil(e => e["disclosures"] = new JsonArray());
            Spoil(e => e["source"] = new JsonObject());
        }

        var results = await SchemaValidator.ValidateAsync(schemas, spoiled);
        Assert.Empty(spoiled.Zip(results).Where(s => s.Second is null).Select(s => s.First.Item2!.ToJsonString()));
    }

    [SkippableFact]
    public async Task What_a_type_requires_is_required_by_its_schema_unless_absent_or_another_account()
    {
        var (schemas, examples) = await Catalogue();
        var required = (await server.Api.Get("/v1/catalogue")).At("/types")!.AsArray()
            .ToDictionary(t => (string)t!["name"]!, t => t!["required"]!.AsArray().Select(r => (string)r!).ToArray());
        var cases = examples.SelectMany(e => required[TypeOf(e)].Select(member => (
            Missing: With(e, c => c["data"]!.AsObject().Remove(member)),
            Absent: With(e, c =>
            {
                c["data"]!.AsObject().Remove(member);
                c["absent"] = new JsonObject { [member] = "unknown" };
            }),
            Account: With(e, c =>
            {
                c["data"]!.AsObject().Remove(member);
                c["accountOf"] = Guid.NewGuid().ToString();
            })))).ToList();
        Assert.NotEmpty(cases);
        Assert.All(await SchemaValidator.ValidateAsync(schemas, cases.Select(c => (TypeOf(c.Missing), (JsonNode?)c.Missing))), Assert.NotNull);
        var world = cases.Where(c => !TypeOf(c.Missing).StartsWith("Event", StringComparison.Ordinal)).ToList();
        Assert.All(await SchemaValidator.ValidateAsync(schemas, world.Select(c => (TypeOf(c.Absent), (JsonNode?)c.Absent))), Assert.Null);
        Assert.All(await SchemaValidator.ValidateAsync(schemas, world.Select(c => (TypeOf(c.Account), (JsonNode?)c.Account))), Assert.Null);
    }

    [SkippableFact]
    public async Task The_schema_and_the_service_agree_on_what_is_malformed()
    {
        const int Mutations = 1500;
        var (schemas, examples) = await Catalogue();
        var timeline = await server.Api.NewTimeline();
        var mutated = (from example in Gen.Elements(examples.ToArray())
                       from seeds in Gen.Choose(0, int.MaxValue).ArrayOf(3)
                       from count in Gen.Choose(1, 3)
                       select seeds.Take(count).Aggregate(example, (e, seed) => With(e, c => new Mutation(new Random(seed), schemas[TypeOf(e)]!["properties"]!["data"]!["properties"]!).Apply(c))))
            .Sample(Mutations).ToList();
        var verdicts = await SchemaValidator.ValidateAsync(schemas, mutated.Select(m => (TypeOf(m), (JsonNode?)m)));
        var disagreements = new List<string>();
        foreach (var (e, invalid) in mutated.Zip(verdicts))
        {
            var answer = await server.Api.Post($"/v1/{timeline}/events", e.ToJsonString());
            Assert.True((int)answer.Status < 500, $"{e.ToJsonString()}\n{answer.Text}");
            if ((answer.Status == HttpStatusCode.BadRequest) != (invalid is not null))
                disagreements.Add($"{e.ToJsonString()}\n  schema: {invalid ?? "valid"}\n  service: {answer.Status} {answer.At("/errors")?.ToJsonString()}");
        }

        Assert.True(disagreements.Count == 0, $"{disagreements.Count} of {Mutations}:\n{string.Join('\n', disagreements.Take(20))}");
        Assert.InRange(verdicts.Count(v => v is null), Mutations / 10, Mutations * 9 / 10);
        Assert.Empty(server.Log.Entries);
    }

    /// <summary>
    /// One change of an event, sound or not. Left out is what a schema cannot say: which texts are dates, and what two members say together.
    /// </summary>
    private sealed class Mutation(Random random, JsonNode members)
    {
        private static readonly string[] Sound =
        [
            "\"mode\":\"possible\"", "\"mode\":\"not\"", "\"happened\":\"2019-02-24\"", "\"known\":\"2019-02-24\"",
            "\"disclosures\":[{\"to\":\"usa\",\"at\":\"2019-02-24\"},{\"to\":\"public\",\"at\":\"2019-02-25\"}]",
            "\"source\":{\"publisher\":\"cnn\",\"url\":\"https://example.org/a\",\"language\":\"de\",\"published\":\"2019\"}",
            "\"attribution\":[\"unnamed\"]", "\"assessment\":{\"reliability\":\"B\",\"credibility\":2}", "\"related\":[\"visit/v\",\"aid/a\"]",
            "\"notedAt\":\"2019-03-01T12:00:00Z\"", "\"absent\":{\"note\":\"unknown\"}", "\"absent\":{\"via\":\"withheld\",\"note\":\"none\"}",
            "\"accountOf\":\"99999999-1111-4111-8111-111111111111\"",
        ];

        private static readonly string[] Unsound =
        [
            "\"mode\":\"maybe\"", "\"mode\":1", "\"happened\":7", "\"known\":{}", "\"disclosures\":[{\"to\":\"usa\"}]", "\"disclosures\":[{\"to\":\"U\",\"at\":\"2019\"}]",
            "\"disclosures\":[{\"to\":\"usa\",\"at\":\"2019\"},{\"to\":\"usa\",\"at\":\"2019\"}]", "\"source\":{\"title\":\"x\"}",
            "\"source\":{\"publisher\":\"cnn\",\"url\":\"ftp://x\"}", "\"source\":{\"publisher\":\"cnn\",\"language\":\"?\"}", "\"source\":{\"publisher\":\"cnn\",\"pages\":1}",
            "\"attribution\":[]", "\"attribution\":[\" \"]", "\"attribution\":[1]", "\"assessment\":{\"reliability\":\"G\",\"credibility\":2}",
            "\"assessment\":{\"reliability\":\"B\",\"credibility\":7}", "\"assessment\":{\"reliability\":\"B\"}", "\"related\":[\"visit\"]", "\"related\":[]",
            "\"related\":[\"visit/v\",\"visit/v\"]", "\"notedAt\":7", "\"absent\":{\"note\":\"gone\"}", "\"absent\":{}", "\"absent\":{\"nonsense\":\"unknown\"}",
            "\"accountOf\":\"one\"", "\"accountOf\":\"00000000-0000-0000-0000-000000000000\"", "\"id\":\"00000000-0000-0000-0000-000000000000\"", "\"id\":7",
            "\"wrong\":1", "\"version\":1",
        ];

        private static readonly string[] Values =
            ["null", "true", "7", "-1.5", "0", "\"\"", "\" \"", "\"x\"", "\"a-b\"", "\"A B\"", "[]", "[\"usa\"]", "[\"usa\",\"usa\"]", "[\"usa\",\"prk\"]", "[1]", "{}",
             "{\"name\":\"Hanoi\",\"country\":\"vnm\"}", "{\"name\":\"Hanoi\",\"latitude\":21}", "{\"name\":\"Hanoi\",\"latitude\":21,\"longitude\":105.8}",
             "{\"amount\":1,\"unit\":\"t\"}", "{\"amount\":\"1\",\"unit\":\"t\"}", "{\"amount\":1}"];

        internal void Apply(JsonObject e)
        {
            switch (random.Next(4))
            {
                case 0: Set(e, Pick(Sound)); break;
                case 1: Set(e, Pick(Unsound)); break;
                case 2: ChangeIn(e["data"] as JsonObject); break;
                default:
                    if (e["data"] is JsonObject { Count: > 0 } data) data.Remove(data.ElementAt(random.Next(data.Count)).Key);
                    break;
            }
        }

        private static void Set(JsonObject e, string member)
        {
            var (name, value) = JsonNode.Parse($"{{{member}}}")!.AsObject().Single();
            // Which disclosure an EventDisclosed may have hangs on what its data says.
            if ((string)e["type"]! == "EventDisclosed" && name is "known" or "disclosures") return;
            // An event given twice, or known in two ways, is told by another rule.
            e[name] = value?.DeepClone();
        }

        private void ChangeIn(JsonObject? data)
        {
            if (data is not { Count: > 0 }) return;
            var (name, _) = data.ElementAt(random.Next(data.Count));
            var value = JsonNode.Parse(Pick(Values));
            if ((string?)members[name]?["description"] == "A date (EDTF)." && value is JsonValue v && v.TryGetValue<string>(out _)) return;
            data[name] = value;
        }

        private string Pick(string[] from) => from[random.Next(from.Length)];
    }
}
