using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Timeline.Domain.Record;
using Timeline.Postgres.Projections;
using Timeline.Service.Tests.Fixtures;
using Timeline.Service.Tests.Http;
using Timeline.Service.Tests.Trust.Fuzz;
using Xunit.Abstractions;

namespace Timeline.Service.Tests.Trust;

/// <summary>
/// Whatever is sent, the server answers as it is described to and the ledger holds what was acknowledged: random requests to every
/// operation of the OpenAPI document. A failure tells the seed and the request; <c>TIMELINE_FUZZ_SEED</c> and <c>TIMELINE_FUZZ_REQUESTS</c>
/// choose others. What is sent follows from the seed, and from what the server answered before.
/// </summary>
public sealed class FuzzTests(ServerFixture server, ITestOutputHelper output) : IClassFixture<ServerFixture>
{
    private const int Concurrency = 8;

    private const int Round = 400;

    private const int RoundsOfATimeline = 3;

    private const int ValidatedAtOnce = 15_000;

    private static readonly int Seed = Setting("TIMELINE_FUZZ_SEED", 20190224);

    private static readonly int Requests = Setting("TIMELINE_FUZZ_REQUESTS", 20_000);

    private const int LongBody = 1 << 20;

    [SkippableFact]
    public async Task Whatever_is_sent_is_answered_as_described_and_the_ledger_is_what_was_acknowledged()
    {
        var clock = Stopwatch.StartNew();
        var api = new FuzzApi((await server.Api.Get("/openapi/v1.json")).Json, (await server.Api.Get("/v1/catalogue")).Json);
        var known = new FuzzKnowledge();
        var (requests, answers) = (new FuzzRequests(api, known, Seed), new FuzzAnswers(api, known));
        var faults = new List<string>();
        var validation = Task.FromResult<IReadOnlyList<string>>([]);
        using var client = NewClient();
        for (var first = 0; first < Requests && faults.Count < 20; first += Round)
        {
            // A timeline stays small, so that an answer is quick whatever it is about.
            if (first / Round % RoundsOfATimeline == 0)
            {
                for (var i = 0; i < 2; i++) known.Timelines.Add(await NewTimeline($"fuzz-{first}-{i}"));
            }

            FuzzRequest[] round = [.. Enumerable.Range(first, Math.Min(Round, Requests - first)).Select(requests.Make)];
            var answered = new FuzzAnswer[round.Length];
            await Parallel.ForAsync(0, round.Length, new ParallelOptions { MaxDegreeOfParallelism = Concurrency }, async (i, _) =>
                answered[i] = await SendAsync(client, round[i]));
            foreach (var (request, answer) in round.Zip(answered))
            {
                if ((answers.Check(request, answer) ?? answers.Learn(request, answer)) is { } fault) faults.Add(
                    $"{fault}\n{request}{answer}");
            }

            if (answers.Documents.Count < ValidatedAtOnce && first + Round < Requests) continue;
            faults.AddRange(await validation);
            validation = ValidateAsync(api, [.. answers.Documents]);
            answers.Documents.Clear();
        }

        faults.AddRange(await validation);
        output.WriteLine($"{Requests} requests with seed {Seed} in {clock.Elapsed.TotalSeconds:0} s\n{answers.Summary()}");
        Assert.True(faults.Count == 0,
            $"TIMELINE_FUZZ_SEED={Seed} TIMELINE_FUZZ_REQUESTS={Requests}\n"
                + string.Join("\n\n", [.. faults.Take(20), .. server.Log.Entries]));
        Assert.Empty(server.Log.Entries);
        await LedgerIsAsync(answers);
        output.WriteLine($"verified after {clock.Elapsed.TotalSeconds:0} s");
        if (Requests >= 10_000) Reached(api, answers);
    }

    // That it reaches what it should, it shows itself.
    private static void Reached(FuzzApi api, FuzzAnswers answers)
    {
        foreach (var operation in api.Operations)
        {
            var counts = answers.Counts.GetValueOrDefault(operation.Id) ?? [];
            Assert.True(counts.Values.Sum() >= Requests / 200, $"{operation.Id} was asked for {counts.Values.Sum()} times only.");
            foreach (var hundred in operation.Answers.Keys.Select(s => s / 100).Where(h => h is 2 or 4).Distinct())
                Assert.True(counts.Keys.Any(s => s / 100 == hundred), $"{operation.Id} was never answered with {hundred}xx.");
        }

        var taken = answers.Counts.Values.SelectMany(c => c).Where(c => c.Key / 100 == 2).Sum(c => c.Value);
        Assert.True(taken >= Requests / 3, $"Only {taken} of {Requests} requests were taken.");
    }

    private async Task LedgerIsAsync(FuzzAnswers answers)
    {
        var database = server.Services.GetRequiredService<NpgsqlDataSource>();
        var held = new HashSet<(string, string)>();
        await using var command = database.CreateCommand("select tenant_id, id::text from timeline.mt_events");
        await using (var reader = await command.ExecuteReaderAsync())
            while (await reader.ReadAsync()) held.Add((reader.GetString(0), reader.GetString(1)));
        Assert.Empty(answers.Recorded.Except(held));
        Assert.Equal(answers.Recorded.Count + answers.Imported, held.Count);
        var upkeep = server.Services.GetRequiredService<Upkeep>();
        foreach (var timeline in held.Select(h => h.Item1).Distinct())
            await foreach (var damage in upkeep.VerifyAsync(Key.Parse(timeline), new Progress<Progress>(), CancellationToken.None))
                Assert.Fail($"{timeline} {damage.Subject}: {damage.Detail}");
    }

    private async Task<string> NewTimeline(string name)
    {
        Assert.Equal(System.Net.HttpStatusCode.Created, (await server.Api.Put($"/v1/{name}", """{"title":"Test"}""")).Status);
        return name;
    }

    private static async Task<IReadOnlyList<string>> ValidateAsync(FuzzApi api,
        IReadOnlyList<(string Schema, string Document, FuzzRequest Request)> documents)
    {
        var wrong = await SchemaValidator.ValidateLinesAsync(api.Schemas, documents.Select(d => (d.Schema, d.Document)));
        return [.. wrong.Select(w => Tell(documents[w.Index], w.Why))];

        static string Tell((string Schema, string Document, FuzzRequest Request) of, string why) =>
            $"The answer is not as described: {why}\n{of.Request}{of.Document[..Math.Min(1500, of.Document.Length)]}";
    }

    // Nothing of an address or a header is put right on its way.
    private HttpClient NewClient() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        Expect100ContinueTimeout = TimeSpan.FromSeconds(30),
        RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8,
    })
    {
        BaseAddress = server.Api.Http.BaseAddress,
    };

    private static async Task<FuzzAnswer> SendAsync(HttpClient client, FuzzRequest request)
    {
        var target = new Uri(client.BaseAddress!.GetLeftPart(UriPartial.Authority) + request.Target,
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using var message = new HttpRequestMessage(new HttpMethod(request.Method), target);
        if (request.Body is not null) message.Content = new ByteArrayContent(request.Body);
        foreach (var (name, value) in request.Headers)
        {
            if (!message.Headers.TryAddWithoutValidation(name, value)) message.Content?.Headers.TryAddWithoutValidation(name, value);
        }

        // What is refused by its headers is answered before it is sent; else the answer may be lost with the connection.
        if (request.Body is { Length: > LongBody }) message.Headers.ExpectContinue = true;
        using var response = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead);
        var headers = response.Headers.Concat(response.Content.Headers)
            .ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase);
        // A feed has no end, by whatever method it is asked for.
        var isFeed = response.IsSuccessStatusCode && request.Target.Split('?')[0].EndsWith("/feed", StringComparison.Ordinal);
        var reading = isFeed ? ToHeartbeatAsync(response.Content) : response.Content.ReadAsByteArrayAsync();
        return new FuzzAnswer((int)response.StatusCode, headers, await reading.WaitAsync(client.Timeout));
    }

    private static async Task<byte[]> ToHeartbeatAsync(HttpContent feed) => Encoding.UTF8.GetBytes(await Api.UntilHeartbeatAsync(feed));

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.Integer, CultureInfo.InvariantCulture, out var given) ? given
            : otherwise;
}
