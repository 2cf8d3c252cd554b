using Timeline.Service.Tests.Embedded;

namespace Timeline.Cli.Tests;

/// <summary>What the tool tells of values from outside, of what is untold and of what was taken back.</summary>
[Collection(nameof(Korea))]
public sealed class TellingTests(KoreaFixture korea)
{
    private async Task<string> Recorded(params string[] events)
    {
        var timeline = await korea.Api.NewTimeline();
        foreach (var e in events) await korea.Api.Record(timeline, e);
        return timeline;
    }

    [Fact]
    public async Task A_value_that_runs_from_right_to_left_is_isolated_and_no_other()
    {
        var timeline = await Recorded(
            """{"subject":"talks/a","type":"StatementMade","data":{"by":"tur","statement":"الرئيس"},"known":"2019-02-01","source":{"publisher":"38north"}}""",
            """{"subject":"talks/a","type":"StatementMade","data":{"by":"tur","statement":"so \u2069\u202eno"},"known":"2019-02-02"}""");
        foreach (var command in new[] { "events", "asof talks/a", "history talks/a", "briefing" })
        {
            var told = (await korea.Cli.Run([.. command.Split(' '), "-t", timeline])).Output;
            Assert.Contains("\u2068الرئيس\u2069", told, StringComparison.Ordinal);
            Assert.DoesNotContain('\u202e', told);
            foreach (var line in told.Split('\n')) Assert.Equal(line.Count(c => c == '\u2068'), line.Count(c => c == '\u2069'));
        }

        Assert.DoesNotContain((await korea.Cli.Run("briefing", "-t", "korea")).Output, c => c is '\u2068' or '\u2069');
    }

    [Fact]
    public async Task A_source_published_later_is_named_where_it_is_asked_for_and_said_to_be_later()
    {
        var timeline = await Recorded(
            """{"subject":"summit/a","type":"VenueConfirmed","data":{"venue":"Metropole"},"known":"2019-02-01","source":{"publisher":"cnn","published":"2019-02-10"}}""");
        foreach (var command in new[] { "events", "asof summit/a" })
        {
            string[] asked = [.. command.Split(' '), "--known", "2019-02-09", "-t", timeline];
            var hidden = (await korea.Cli.Run(asked)).Output;
            Assert.DoesNotContain("cnn", hidden, StringComparison.Ordinal);
            if (command != "events") Assert.Contains("To see it, add --later sources.", hidden, StringComparison.Ordinal);
            Assert.Contains("cnn, attested later", (await korea.Cli.Run([.. asked, "--later", "sources"])).Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_may_be_a_slip_is_told_on_standard_error_and_recorded()
    {
        const string Venue = "00000000-0000-4000-8000-000000000001";
        var timeline = await Recorded($$$"""{"id":"{{{Venue}}}","subject":"summit/a","type":"VenueConfirmed","data":{"venue":"Metropole"},"known":"2019-02-20"}""");
        var data = $$"""{"event":"{{Venue}}","reason":"slip"}""";

        var recorded = await korea.Cli.Run("record", "-t", timeline, "--subject", "summit/a", "--type", "EventRetracted", "--known", "2019-02-19", "--data", data);
        Assert.Equal(0, recorded.Code);
        Assert.Contains("EventRetracted", recorded.Output, StringComparison.Ordinal);
        Assert.Contains("Warning: /known: Is over before 2019-02-20T23:59:59.999999Z", recorded.Error, StringComparison.Ordinal);

        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "late.ndjson");
        await File.WriteAllTextAsync(file, $$$"""{"subject":"summit/a","type":"EventRetracted","known":"2019-02-19","data":{{{data}}}}""");
        var imported = await korea.Cli.Run("import", "-t", timeline, file);
        Assert.Equal(0, imported.Code);
        Assert.Contains(":1: warning: /known: Is over before", imported.Error, StringComparison.Ordinal);
        Assert.Contains("0 refused, 1 with a warning", imported.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_venue_that_is_withheld_is_not_called_confirmed()
    {
        var timeline = await Recorded(
            """{"subject":"summit/a","type":"VenueConfirmed","data":{},"absent":{"venue":"withheld"},"known":"2019-02-01"}""");
        foreach (var command in new[] { "events", "history summit/a" })
        {
            var told = (await korea.Cli.Run([.. command.Split(' '), "-t", timeline])).Output;
            Assert.Contains("venue: withheld", told, StringComparison.Ordinal);
            Assert.DoesNotContain("VenueConfirmed", told, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_subject_of_which_all_was_taken_back_says_so()
    {
        const string Id = "5a3f1f0e-8f0c-4c52-9d2b-6a1f5f6f2a01";
        var timeline = await Recorded(
            $$$"""{"id":"{{{Id}}}","subject":"summit/a","type":"VenueRejected","data":{"venue":"Opera"},"known":"2019-02-01"}""",
            $$$"""{"subject":"summit/a","type":"EventRetracted","data":{"event":"{{{Id}}}","reason":"an error"},"known":"2019-02-02"}""");
        Assert.Contains("Whatever was said of it was taken back: 1 report.", (await korea.Cli.Run("asof", "summit/a", "-t", timeline)).Output, StringComparison.Ordinal);
        Assert.Contains("Taken back:", (await korea.Cli.Run("briefing", "-t", timeline)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_could_not_be_read_from_the_command_line_is_not_recorded()
    {
        var timeline = await Recorded();
        var refused = await korea.Cli.Run("record", "-t", timeline, "--subject", "talks/a", "--type", "StatementMade", "--data", "{\"by\":\"usa\",\"statement\":\"a\uFFFDb\"}");
        Assert.NotEqual(0, refused.Code);
        Assert.Contains("--data is not UTF-8", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_byte_order_mark_before_standard_input_is_passed_over()
    {
        var timeline = await Recorded();
        var recorded = await korea.Cli.RunWith(
            "\uFEFF{\"subject\":\"talks/a\",\"type\":\"StatementMade\",\"data\":{\"by\":\"usa\",\"statement\":\"s\"}}", "record", "-", "-t", timeline);
        Assert.StartsWith("Recorded: talks/a version 1", recorded.Output, StringComparison.Ordinal);
    }
}
