using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Timeline.Domain;
using Timeline.Domain.Json;
using Timeline.Domain.Record;

namespace Timeline.Service.Tests.Samples;

/// <summary>How the sample is recorded: whole, valid, and by the rules that its README gives.</summary>
[Collection(nameof(Korea))]
public sealed partial class KoreaRecordTests(KoreaFixture korea)
{
    [Fact]
    public async Task Every_line_is_recorded_and_a_second_import_records_nothing()
    {
        Assert.Equal(HttpStatusCode.OK, korea.Report.Status);
        Assert.Equal((korea.Lines.Count, 0, 0), Counted(korea.Report.Json));
        var again = await korea.Import();
        Assert.Equal((0, korea.Lines.Count, 0), Counted(again.Json));

        static (int, int, int) Counted(JsonNode report) => ((int)report["recorded"]!, (int)report["repeated"]!, (int)report["refused"]!);
    }

    [Fact]
    public void Every_line_is_a_valid_event()
    {
        foreach (var line in KoreaFixture.File.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            Assert.True(StrictJson.TryParse(Encoding.UTF8.GetBytes(line), out var document, out var faults), string.Join(' ', faults));
            using (document)
            {
                var read = EventReader.Read(document.RootElement, "", ignoreAssigned: false, out var refusal);
                Assert.True(read is not null, $"{line}: {string.Join(' ', refusal?.Faults ?? [])}");
            }
        }
    }

    [Fact]
    public void Every_line_has_an_id_of_its_own()
    {
        Assert.Equal(korea.Lines.Count, korea.Lines.Select(l => Guid.ParseExact((string)l["id"]!, "D")).Distinct().Count());
    }

    [Fact]
    public async Task There_are_a_few_dozen_subjects_and_every_kind_has_one()
    {
        var subjects = (await korea.Api.Get("/v1/korea/subjects?limit=1000")).At("/items")!.AsArray();
        Assert.InRange(subjects.Count, 24, 45);
        Assert.Equal(Catalogue.Kinds.Select(k => k.Name).Order(), subjects.Select(s => (string)s!["kind"]!).Distinct().Order());
        var told = korea.Lines.Select(l => (string)l["subject"]!).Distinct();
        Assert.Equal(told.Order(StringComparer.Ordinal), subjects.Select(s => (string)s!["subject"]!));
    }

    [Fact]
    public void What_nobody_checked_is_F6_and_says_so_and_nothing_else_is()
    {
        var world = korea.Lines.Where(l => !KoreaSeed.IsAct(l)).ToList();
        Assert.All(world, l => Assert.Equal(KoreaSeed.IsUnchecked(l), KoreaSeed.Grade(l) == "F6"));
        Assert.All(korea.Lines.Where(KoreaSeed.IsUnchecked), l => Assert.Equal("F6", KoreaSeed.Grade(l)));
        Assert.Contains(world, l => KoreaSeed.Grade(l) == "F6");
    }

    [Fact]
    public void What_is_graded_names_a_publisher()
    {
        Assert.All(korea.Lines.Where(l => KoreaSeed.Grade(l) != "F6"), l => Assert.NotNull(l["source"]?["publisher"]));
    }

    [Fact]
    public void A_source_has_a_language_and_an_address_leads_to_the_web()
    {
        foreach (var source in korea.Lines.Select(l => l["source"]).OfType<JsonNode>())
        {
            var language = (string?)source["publisher"] switch { "german-daily" => "de", "vov" => "fr", _ => "en" };
            Assert.Equal(language, (string?)source["language"]);
            if ((string?)source["url"] is { } url) Assert.Matches("^https?://[^ ]+$", url);
        }
    }

    [Fact]
    public void No_source_was_published_after_what_it_attests_had_become_known()
    {
        foreach (var line in korea.Lines.Where(l => l["source"]?["published"] is not null))
        {
            if (KoreaSeed.PublicBy(line) is not { } publicBy) continue;
            var published = KoreaSeed.Date(line, line["source"]!["published"]!);
            var isImprecise = published.Earliest <= publicBy && publicBy <= published.Latest;
            Assert.True(published.Latest <= publicBy || isImprecise, line.ToJsonString());
        }
    }

    [Fact]
    public void Only_a_text_itself_is_completely_reliable()
    {
        Assert.All(korea.Lines.Where(l => KoreaSeed.Grade(l)[0] == 'A'), l => Assert.NotNull(l["source"]!["title"]));
    }

    [Fact]
    public void Confirmed_is_only_what_another_origin_had_told_by_then()
    {
        var confirmed = korea.Lines.Where(l => KoreaSeed.Grade(l)[1] == '1').ToList();
        Assert.NotEmpty(confirmed);
        Assert.All(confirmed, l => Assert.Contains(korea.Lines, other => KoreaSeed.Act(other) == KoreaSeed.Act(l)
            && KoreaSeed.Origin(other) != KoreaSeed.Origin(l) && KoreaSeed.PublicBy(other) <= KoreaSeed.PublicBy(l)));
    }

    [Fact]
    public void A_summit_has_a_title()
    {
        var summits = korea.Lines.ToLookup(l => $"{l["subject"]}").Where(s => s.Key.StartsWith("summit/", StringComparison.Ordinal));
        Assert.All(summits, s => Assert.Contains(s, l => l["data"]!["title"] is not null));
    }

    [Fact]
    public void An_attribution_leads_away_from_the_publisher_and_does_not_repeat_it()
    {
        foreach (var line in korea.Lines.Where(l => l["attribution"] is not null))
        {
            var attribution = line["attribution"]!.AsArray().Select(a => (string)a!).ToList();
            Assert.DoesNotContain((string?)line["source"]?["publisher"], attribution);
            Assert.Equal(attribution.Distinct(), attribution);
        }
    }

    [Fact]
    public void What_is_told_by_one_with_reserve_is_not_graded_as_confirmed()
    {
        // A mode is a report of what may be or is meant: that it was said may be certain, but then somebody said it.
        Assert.All(
            korea.Lines.Where(l => l["mode"] is not null && KoreaSeed.Grade(l)[1] == '1'),
            l => Assert.True(l["attribution"] is not null, l.ToJsonString()));
        Assert.All(korea.Lines.Where(l => KoreaSeed.Grade(l)[0] is 'D' or 'E'), l => Assert.NotNull(KoreaSeed.Note(l)));
    }

    [Fact]
    public void An_hour_is_of_a_zone_or_has_an_offset_and_nothing_is_known_before_it_began()
    {
        foreach (var line in korea.Lines)
        {
            Assert.All(KoreaSeed.Dates(line).Where(d => d.Text.Contains('T')), d => Assert.True(d.Zone is not null || Offset().IsMatch(d.Text), line.ToJsonString()));
            if (line["happened"] is not { } happened) continue;
            var began = KoreaSeed.Date(line, happened).Earliest;
            Assert.All(KoreaSeed.Disclosures(line), d => Assert.True(began <= d.At.Latest, line.ToJsonString()));
        }
    }

    [Fact]
    public async Task What_the_front_page_asks_is_answered()
    {
        foreach (var address in Server.Http.LandingPage.Addresses)
            Assert.Equal(HttpStatusCode.OK, (await korea.Api.Get(address)).Status);
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$")]
    private static partial Regex Offset();
}
