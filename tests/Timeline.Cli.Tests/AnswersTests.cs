namespace Timeline.Cli.Tests;

/// <summary>Every question, as a program and as a person asks it.</summary>
[Collection(nameof(Korea))]
public sealed class AnswersTests(KoreaFixture korea)
{
    [Theory]
    [InlineData("timelines", "/v1")]
    [InlineData("subjects --kind summit --limit 2 --known 2019-02-24 --recorded {R}", "/v1/korea/subjects?kind=summit&limit=2&known=2019-02-24&recorded={R}")]
    [InlineData("events --type VenueRejected --known 2019-02-24 --recorded {R}", "/v1/korea/events?type=VenueRejected&known=2019-02-24&recorded={R}")]
    [InlineData("asof summit/us-dprk-2 --known 2019-02-24 --recorded {R}", "/v1/korea/subjects/summit/us-dprk-2?known=2019-02-24&recorded={R}")]
    [InlineData("asof summit/us-dprk-2 --known 2019-02-24 --at .. --zone Asia/Seoul --without afp --without kcna --reliability B --credibility 2 --recorded {R}",
        "/v1/korea/subjects/summit/us-dprk-2?known=2019-02-24&at=..&zone=Asia/Seoul&without=afp&without=kcna&reliability=B&credibility=2&recorded={R}")]
    [InlineData("asof visit/pompeo-pyongyang-2018-04 --known 2018-04-05 --knower usa --recorded {R}",
        "/v1/korea/subjects/visit/pompeo-pyongyang-2018-04?known=2018-04-05&knower=usa&recorded={R}")]
    [InlineData("asof visit/pompeo-pyongyang-2018-04 --known 2018-04-05 --knower usa --later sources --recorded {R}",
        "/v1/korea/subjects/visit/pompeo-pyongyang-2018-04?known=2018-04-05&knower=usa&later=sources&recorded={R}")]
    [InlineData("asof summit/us-dprk-2 --known 2019-02-24 --show Asia/Seoul --recorded {R}",
        "/v1/korea/subjects/summit/us-dprk-2?known=2019-02-24&show=Asia/Seoul&recorded={R}")]
    [InlineData("compare summit/us-dprk-2 --from 2019-02-08 --to 2019-02-09 --show Asia/Seoul",
        "/v1/korea/subjects/summit/us-dprk-2/compare?from.known=2019-02-08&to.known=2019-02-09&show=Asia/Seoul")]
    [InlineData("history summit/us-dprk-2 --pointer /status --known 2019-03-01 --recorded {R}",
        "/v1/korea/subjects/summit/us-dprk-2/history?pointer=/status&known=2019-03-01&recorded={R}")]
    [InlineData("compare summit/us-dprk-2 --from 2019-02-08 --to 2019-02-09 --recorded {R}",
        "/v1/korea/subjects/summit/us-dprk-2/compare?from.known=2019-02-08&from.recorded={R}&to.known=2019-02-09&to.recorded={R}")]
    [InlineData("compare --from known=2018-04-05 --from knower=usa --to 2018-04-05 --recorded {R} --limit 5",
        "/v1/korea/compare?from.known=2018-04-05&from.knower=usa&from.recorded={R}&to.known=2018-04-05&to.recorded={R}&limit=5")]
    [InlineData("hindsight 2019-02-24 summit/us-dprk-2 --known 2019-07-01 --recorded {R}",
        "/v1/korea/subjects/summit/us-dprk-2/hindsight?date=2019-02-24&known=2019-07-01&recorded={R}")]
    [InlineData("hindsight 2019-02-24 --known 2019-07-01 --recorded {R} --limit 3", "/v1/korea/hindsight?date=2019-02-24&known=2019-07-01&recorded={R}&limit=3")]
    [InlineData("briefing --known 2019-02-24 --recorded {R} --limit 2", "/v1/korea/briefing?known=2019-02-24&recorded={R}&limit=2")]
    public async Task With_json_the_answer_is_the_server_s_as_it_is(string arguments, string address)
    {
        var asked = await korea.Cli.Run([.. arguments.Replace("{R}", korea.Position).Split(' '), "--json"]);
        var answered = await korea.Api.Get(address.Replace("{R}", korea.Position));
        Assert.Equal((0, answered.Text + "\n", ""), (asked.Code, asked.Output, asked.Error));
    }

    [Theory]
    [InlineData("replay --from 2019-02-01 --to 2019-02-24 --known 2019-03-01 --recorded {R}", "/v1/korea/replay?from=2019-02-01&to=2019-02-24&known=2019-03-01&recorded={R}")]
    [InlineData("replay --axis recorded --from 1 --to {R} --known 2019-03-01 --recorded {R} --kind summit --knower usa --without afp",
        "/v1/korea/replay?axis=recorded&from=1&to={R}&known=2019-03-01&recorded={R}&knower=usa&without=afp&kind=summit")]
    [InlineData("replay --axis happened --step month --speed 1000000 --known 2019-03-01 --recorded {R}", "/v1/korea/replay?axis=happened&step=month&known=2019-03-01&recorded={R}")]
    public async Task A_replay_is_the_server_s_line_by_line(string arguments, string address)
    {
        var asked = await korea.Cli.Run([.. arguments.Replace("{R}", korea.Position).Split(' '), "--json"]);
        var answered = await korea.Api.Get(address.Replace("{R}", korea.Position));
        Assert.Equal((0, answered.Text, ""), (asked.Code, asked.Output, asked.Error));
        Assert.NotEqual("", asked.Output);
    }

    [Fact]
    public async Task Who_knew_something_by_then_is_listed_and_who_did_not_is_remarked_on()
    {
        var told = await korea.Cli.Run("knowers", "--known", "2018-04-05");
        Assert.Equal((0, ""), (told.Code, told.Error));
        Assert.Matches("^KNOWER +EVENTS +FIRST KNOWN +LAST KNOWN$", told.Lines[0]);
        Assert.Contains(told.Lines, l => l.StartsWith("usa ", StringComparison.Ordinal));
        Assert.Contains(told.Lines, l => l.StartsWith("public ", StringComparison.Ordinal));
        foreach (var command in new[] { "asof summit/us-dprk-2", "events", "subjects", "history summit/us-dprk-2", "hindsight 2019-02-24 summit/us-dprk-2", "briefing", "knowers" })
        {
            var unknown = await korea.Cli.Run([.. command.Split(' '), "--known", "2019-02-24", "--knower", "washington", "--knower", "usa"]);
            Assert.Equal(0, unknown.Code);
            Assert.Contains("Nothing recorded here was known to 'washington' by then. See: timeline knowers", unknown.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("'usa'", unknown.Error, StringComparison.Ordinal);
        }

        var compared = await korea.Cli.Run("compare", "summit/us-dprk-2", "--from", "2019-02-20", "--from", "knower=washington", "--to", "2019-02-24");
        Assert.Contains("'washington'", compared.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Nothing recorded", (await korea.Cli.Run("events", "--knower", "usa")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_replay_tells_each_event_with_what_it_changed()
    {
        var told = await korea.Cli.Run("replay", "--from", "2019-02-05", "--to", "2019-02-10", "--subject", "summit/us-dprk-2");
        Assert.Equal((0, ""), (told.Code, told.Error));
        Assert.Contains(told.Lines, l => l.Contains("summit/us-dprk-2  PlaceConfirmed", StringComparison.Ordinal));
        Assert.Contains("    place: Vietnam → Hanoi", told.Lines);
        var steps = await korea.Cli.Run("replay", "--from", "2019-02-05", "--to", "2019-02-10", "--step", "day", "--subject", "summit/us-dprk-2");
        Assert.Equal(6, steps.Lines.Count(l => l.StartsWith("2019-02-", StringComparison.Ordinal)));
        Assert.Contains(steps.Lines, l => l.StartsWith("    summit/us-dprk-2: ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--markdown", "text/markdown")]
    [InlineData("--html", "text/html")]
    public async Task A_briefing_is_to_be_had_as_Markdown_and_as_a_page(string option, string type)
    {
        var asked = await korea.Cli.Run("briefing", "--known", "2019-02-24", "--recorded", korea.Position, option);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/korea/briefing?known=2019-02-24&recorded={korea.Position}");
        request.Headers.Add("Accept", type);
        Assert.Equal((await korea.Api.Send(request)).Text.TrimEnd('\n'), asked.Output.TrimEnd('\n'));
    }

    [Fact]
    public async Task What_was_known_is_told_with_its_word_and_what_was_open_ahead_and_only_said()
    {
        var told = await korea.Cli.Run("asof", "summit/us-dprk-2", "--known", "2019-02-24");
        Assert.Equal(0, told.Code);
        Assert.Equal("summit/us-dprk-2  Second US–DPRK summit", told.Lines[0]);
        Assert.Equal($"as known to public by 2019-02-24, recorded up to {korea.Position}", told.Lines[1]);
        Assert.Matches("^status +scheduled +2019-01-18 +white-house, from", told.Lines.Single(l => l.StartsWith("status", StringComparison.Ordinal)));
        Assert.Contains("rejected", told.Output, StringComparison.Ordinal);
        Assert.Contains("\nOpen\n  • venues: In which building it is to be", told.Output, StringComparison.Ordinal);
        Assert.Contains("\nExpected\n", told.Output, StringComparison.Ordinal);
        Assert.Contains("  • 2019-02-27/2019-02-28 (Hanoi)  dates (ahead)  white-house", told.Output, StringComparison.Ordinal);
        Assert.Contains("\nSaid\n", told.Output, StringComparison.Ordinal);
        Assert.Contains("possible: PlaceProposed place: Bangkok", told.Output, StringComparison.Ordinal);
        Assert.StartsWith($"{korea.Api.Http.BaseAddress}v1/korea/subjects/summit/us-dprk-2?known=", told.Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_dates_are_told_in_the_zone_of_the_reader()
    {
        var told = await korea.Cli.Run("asof", "summit/us-dprk-2", "--known", "2019-02-24", "--show", "America/New_York");
        Assert.Equal(0, told.Code);
        Assert.Equal($"as known to public by 2019-02-24 18:59, recorded up to {korea.Position}, times in New York", told.Lines[1]);
        Assert.Contains("  • 2019-02-26T12:00:00/2019-02-28T12:00:00 (New York)  dates (ahead)", told.Output, StringComparison.Ordinal);
        var wide = await new Cli(korea.Api.Http.BaseAddress!, ("COLUMNS", "200"), ("TIMELINE_TIMELINE", "korea"))
            .Run("asof", "summit/us-dprk-2", "--known", "2019-02-24", "--show", "America/New_York");
        Assert.Matches(@"(?m)^dates +2019-02-26T12:00:00/2019-02-28T12:00:00 \(New York\) +2019-02-05 ", wide.Output);
        Assert.Contains("show=America%2FNew_York", told.Lines[^1], StringComparison.Ordinal);
        Assert.Equal(1, (await korea.Cli.Run("asof", "summit/us-dprk-2", "--show", "Mars/Olympus")).Code);

        Assert.Equal(0, (await korea.Cli.Run("asof", "summit/us-dprk-2", "--known", "9999", "--show", "Asia/Seoul")).Code);
        var asWritten = await korea.Cli.Run("events", "--type", "SummitScheduled", "--publisher", "white-house", "--known", "2019-02-24");
        Assert.Contains("(Hanoi)", asWritten.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("asof summit/us-dprk-2 --known 2019-02-24")]
    [InlineData("history summit/us-dprk-2")]
    [InlineData("subjects")]
    [InlineData("events --limit 20")]
    [InlineData("compare --from 2019-02-08 --to 2019-02-09")]
    [InlineData("hindsight 2019-02-24")]
    [InlineData("briefing --known 2019-02-24")]
    public async Task Into_a_pipe_goes_plain_text_of_80_columns_and_addresses_whole(string arguments)
    {
        var told = await korea.Cli.Run(arguments.Split(' '));
        Assert.Equal(0, told.Code);
        Assert.All(told.Lines.Where(l => !l.StartsWith("http://", StringComparison.Ordinal)), line => Assert.True(line.Length <= 80 && line == line.TrimEnd(' '), line));
        Assert.DoesNotContain('\e', told.Output);
        Assert.True(told.Lines.Length > 5, told.Output);
    }

    [Fact]
    public async Task A_table_is_as_wide_as_COLUMNS_says()
    {
        var wide = await new Cli(korea.Api.Http.BaseAddress!, ("COLUMNS", "200")).Run("asof", "summit/us-dprk-2", "--known", "2019-02-24", "--timeline", "korea");
        Assert.Contains(wide.Lines, l => l.Length > 100 && !l.StartsWith("http", StringComparison.Ordinal));
        Assert.Matches(@"friendship-cultural-palace +by: prk, reason: security, status: rejected, venue: Friendship Cultural Palace +2019-02-24 +german-daily", wide.Output);
    }

    [SkippableTheory]
    [InlineData("", true)]
    [InlineData("NO_COLOR=1", false)]
    [InlineData("TERM=dumb", false)]
    public async Task On_a_terminal_there_is_colour_unless_it_is_not_wanted(string environment, bool isColoured)
    {
        Skip.If(!File.Exists("/usr/bin/script"), "There is no 'script' to make a terminal with.");
        var told = await korea.Cli.Shell($"""export TERM=xterm-256color {environment}; script -qec "{Cli.Command} asof summit/us-dprk-2 --known 2019-02-24" /dev/null""");
        Assert.Contains("Friendship", told.Output, StringComparison.Ordinal);
        Assert.Equal(isColoured, System.Text.RegularExpressions.Regex.IsMatch(told.Output, @"\e\[[0-9;]*m"));
    }

    [Fact]
    public async Task History_is_one_value_after_another()
    {
        var told = await korea.Cli.Run("history", "summit/us-dprk-2", "--pointer", "/status", "--known", "2019-03-01");
        var rows = told.Lines.Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(r => r.Contains("status")).ToList();
        Assert.Equal(["2018-09-10", "status", "–", "proposed"], rows[0][..4]);
        Assert.Equal(["proposed", "accepted", "scheduled", "held", "concluded"], rows.Select(r => r[Array.IndexOf(r, "status") + 2]));
    }

    [Fact]
    public async Task A_comparison_tells_what_differs_and_why()
    {
        var told = await korea.Cli.Run("compare", "summit/us-dprk-2", "--from", "2019-02-07", "--to", "2019-02-09");
        Assert.Matches("(?m)^place +Vietnam +Hanoi +happened", told.Output);
        var nothing = await korea.Cli.Run("compare", "summit/us-dprk-2", "--from", "2019-02-09", "--to", "2019-02-09");
        Assert.Contains("Nothing differs.", nothing.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hindsight_tells_how_it_turned_out()
    {
        var told = await korea.Cli.Run("hindsight", "2019-02-24", "summit/us-dprk-2");
        Assert.StartsWith("Looking back on 2019-02-24", told.Output, StringComparison.Ordinal);
        Assert.Matches(@"\? venues: .* → +venues/sofitel-legend-metropole/status: +used, +2019-02-27/2019-02-28, +known +since", Flat(told.Output));
        Assert.Matches(@"2019-02-27/2019-02-28 \(Hanoi\) +dates → kept \(white-house", Flat(told.Output));
        Assert.Matches(@"(?m)^status +scheduled +concluded +happened", told.Output);

        static string Flat(string text) => text.ReplaceLineEndings(" ");
    }

    [Fact]
    public async Task A_list_says_that_there_is_more_and_all_of_it_is_to_be_had()
    {
        var first = await korea.Cli.Run("subjects", "--limit", "30");
        Assert.Contains("--all", first.Error, StringComparison.Ordinal);
        var all = await korea.Cli.Run("subjects", "--limit", "30", "--all", "--json");
        var pages = all.Lines.Select(l => System.Text.Json.Nodes.JsonNode.Parse(l)!["items"]!.AsArray().Count).ToList();
        var whole = await korea.Api.Get("/v1/korea/subjects?limit=1000");
        Assert.Equal(whole.At("/items")!.AsArray().Count, pages.Sum());
        Assert.All(pages.SkipLast(1), n => Assert.Equal(30, n));
        Assert.Equal("", all.Error);
    }
}
