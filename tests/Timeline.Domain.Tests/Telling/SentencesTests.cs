using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Timeline.Domain.Record;
using Timeline.Domain.Subjects.Actor;
using Timeline.Domain.Telling;
using Timeline.Domain.Telling.English;
using Timeline.Domain.Time;

namespace Timeline.Domain.Tests.Telling;

/// <summary>Every type of the catalogue is told in every language, whatever its payload leaves out.</summary>
public partial class SentencesTests
{
    private static readonly Attestation Reported = new(
        new(new Source { Publisher = Key.Parse("german-daily") }, ["cnn", "two diplomatic sources"], AttestedLater: null),
        new Assessment { Reliability = Reliability.B, Credibility = Credibility.PossiblyTrue }, 1);

    // One value for each shape that a member of a payload may have.
    private static readonly Dictionary<Type, string> Values = new()
    {
        [typeof(Edtf)] = "\"[2019-03..2019-04-01]\"",
        [typeof(Key)] = "\"kim-jong-un\"",
        [typeof(Keys)] = "[\"usa\",\"prk\"]",
        [typeof(Actors)] = "\"prk\"",
        [typeof(string)] = "\"some words\"",
        [typeof(Name)] = "\"A Name\"",
        [typeof(Place)] = "{\"name\":\"Hanoi\",\"country\":\"vnm\"}",
        [typeof(Quantity)] = "{\"amount\":1400000.5,\"unit\":\"t\"}",
        [typeof(Texts)] = "[\"one\",\"other\"]",
        [typeof(ActorCodes)] = "{\"iso3166\":\"PRK\",\"cameo\":\"PRK\",\"wikidata\":\"Q423\"}",
        [typeof(CameoCode)] = "\"036\"",
        [typeof(decimal?)] = "4.5",
        [typeof(Guid?)] = "\"01890a5d-ac96-774b-bcce-b302099a8057\"",
        [typeof(bool?)] = "true",
        [typeof(JsonElement?)] = "{}",
        [typeof(IReadOnlyList<Disclosure>)] = "[{\"to\":\"public\",\"at\":\"2019\"}]",
        [typeof(IReadOnlyList<string>)] = "[\"cnn\"]",
        [typeof(Source)] = "{\"publisher\":\"cnn\"}",
        [typeof(Assessment)] = "{\"reliability\":\"B\",\"credibility\":2}",
    };

    public static TheoryData<string> Names => [.. Catalogue.Types.Select(t => t.Name)];

    private static Attestation By(string publisher) => new(new(new Source { Publisher = Key.Parse(publisher) }, null, null), null, 1);

    private static string GoldenFile(Language language) => Path.Combine(GoldenFilesTests.Folder, $"sentences.{language.Tag}.txt");

    [Fact]
    public void Every_type_of_the_catalogue_is_told_in_every_language() =>
        Assert.All(Language.All, language => Assert.Empty(Catalogue.Types.Where(t => !language.Tells(t)).Select(t => t.Name)));

    /// <summary><c>TIMELINE_WRITE_GOLDEN=1 dotnet test</c> writes the sentences anew: read what changed before it is committed.</summary>
    [Fact]
    public void The_examples_of_the_catalogue_are_told_as_they_stand_in_the_golden_file()
    {
        foreach (var language in Language.All)
        {
            var told = string.Concat(Catalogue.Types.Select(type => $"{type.Name}: {Told(language, type, type.ReadData(type.Example))}\n"));
            if (GoldenFilesTests.IsWriting) File.WriteAllText(GoldenFile(language), told);
            Assert.Equal(File.ReadAllText(GoldenFile(language)), told);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Any_payload_makes_a_clean_sentence_in_every_manner(string name)
    {
        Assert.True(Catalogue.TryFindType(name, out var type));
        foreach (var data in Payloads(type))
        {
            foreach (var manner in Enum.GetValues<Manner>())
            {
                foreach (var absent in new[] { null, Absences(type, Absence.Withheld), Absences(type, Absence.None) })
                {
                    var happened = Edtf.Parse("[..2019-02-24]");
                    var account = new Account { Data = type.ReadData(data), Absent = absent, Happened = happened, Manner = manner };
                    var remarked = account with { About = account, IsCorrected = true, IsDisputed = true, Differing = ["happened"] };
                    foreach (var told in new[] { account, remarked })
                        Assert.All(Language.All, language => AssertClean(language.Sentence(language.Clause(told), Reported), data));
                }
            }
        }
    }

    [Fact]
    public void Free_text_stands_on_one_line_and_its_length_is_bounded()
    {
        var hostile = JsonSerializer.Serialize(new { by = "prk", statement = "One\r\n\ttwo\u2028three \u0007 . " + new string('x', 5000) });
        var text = Told(Language.Default, TypeOf("StatementMade"), TypeOf("StatementMade").ReadData(hostile));

        Assert.Contains("made a statement: One two three . xxx", text, StringComparison.Ordinal);
        Assert.DoesNotContain(text, char.IsControl);
        Assert.True(text.Length < Text.MaxLength + 300, text);
        Assert.Contains("x … — german-daily", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Blank_text_is_no_text()
    {
        var text = Told(Language.Default, TypeOf("VenueRejected"),
            TypeOf("VenueRejected").ReadData("""{"venue":"Palace","reason":" \n . ","via":""}"""));
        Assert.StartsWith("On 24 February 2019, Palace was turned down as the venue — german-daily", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_list_of_actors_names_the_first_and_counts_the_others()
    {
        var parties = string.Join(',', Enumerable.Range(1, 30).Select(i => $"\"party-{i}\""));
        var text = Told(Language.Default, TypeOf("TalksHeld"), TypeOf("TalksHeld").ReadData($$"""{"parties":[{{parties}}]}"""));
        Assert.StartsWith("On 24 February 2019, Party 1, Party 2, Party 3, Party 4, Party 5, Party 6, Party 7, Party 8 and 22 others "
            + "held talks —", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Manner.Done, "North Korea turned down Palace as the venue")]
    [InlineData(Manner.Possible, "North Korea may turn down Palace as the venue")]
    [InlineData(Manner.Intended, "North Korea means to, or is ready to, turn down Palace as the venue")]
    [InlineData(Manner.Not, "North Korea did not turn down Palace as the venue")]
    [InlineData(Manner.Ahead, "North Korea is to turn down Palace as the venue")]
    public void The_manner_is_said_in_words(Manner manner, string clause)
    {
        var data = TypeOf("VenueRejected").ReadData("""{"venue":"Palace","by":"prk"}""");
        var account = new Account { Data = data, Happened = Edtf.Parse("2019-02-24"), Manner = manner };
        Assert.EndsWith(clause, Language.Default.Clause(account), StringComparison.Ordinal);
    }

    [Fact]
    public void A_sentence_ends_in_its_source()
    {
        Assert.Equal("X — german-daily, according to CNN citing two diplomatic sources; usually reliable source, possibly true (B3).",
            Said(Reported));
        Assert.Equal("X — german-daily; reliability and truth cannot be judged (F6).",
            Said(By("german-daily")));
        Assert.Equal("X — according to the White House spokeswoman; reliability and truth cannot be judged (F6).",
            Said(new(new(null, ["the White House spokeswoman"], null), null, 1)));
        Assert.Equal("X — recorded without a source.", Said(new(default, null, 1)));
        Assert.Equal("X — its source was not yet published; completely reliable source, truth cannot be judged (A6).",
            Said(new(new(null, null, AttestedLater: true), new Assessment { Reliability = Reliability.A, Credibility = Credibility.CannotBeJudged }, 1)));

        Assert.Equal("X — reported since by Washington Post (17 April 2018); reliability and truth cannot be judged (F6).", Said(Since(null)));
        Assert.Equal(
            "X — reported since by Washington Post (17 April 2018), according to CNN citing two diplomatic sources; reliability and truth cannot be judged (F6).",
            Said(Since(["cnn", "two diplomatic sources"])));

        static string Said(Attestation word) => Language.Default.Sentence("x", word);

        static Attestation Since(string[]? attribution) => new(
            new(new Source { Publisher = Key.Parse("washington-post"), Published = Edtf.Parse("2018-04-17") }, attribution, AttestedLater: true), null, 1);
    }

    [Theory]
    [InlineData(0, "confirmed in the assessor's judgement")]
    [InlineData(1, "confirmed in the assessor's judgement")]
    [InlineData(2, "confirmed by other sources")]
    public void That_others_confirm_it_is_told_as_a_judgement_where_no_other_is_named(int support, string words)
    {
        var confirmed = new Assessment { Reliability = Reliability.A, Credibility = Credibility.Confirmed };
        var sentence = Language.Default.Sentence("x", By("kcna") with { Assessment = confirmed, Support = support });
        Assert.Equal($"X — kcna; completely reliable source, {words} (A1).", sentence);
    }

    [Theory]
    [InlineData("kim-jong-un", "Kim Jong Un")]
    [InlineData("prk", "North Korea")]
    [InlineData("usa", "the United States")]
    [InlineData("un", "the United Nations")]
    [InlineData("vnm", "Vietnam")]
    [InlineData("cnn", "CNN")]
    [InlineData("kcna", "KCNA")]
    [InlineData("nbc-news", "NBC News")]
    [InlineData("us-treasury", "US Treasury")]
    [InlineData("workers-party-of-korea", "Workers Party of Korea")]
    [InlineData("two diplomatic sources", "two diplomatic sources")]
    public void A_key_is_made_readable(string key, string name) =>
        Assert.Contains($"according to {name};", Language.Default.Sentence("x", new(new(null, [key], null), null, 1)), StringComparison.Ordinal);

    [Theory]
    [InlineData("2019-02-27/2019-02-28", "On 27–28 February 2019")]
    [InlineData("2018-03-31/2018-04-01", "From 31 March to 1 April 2018")]
    [InlineData("2018-12-31/2019-01-01", "From 31 December 2018 to 1 January 2019")]
    [InlineData("2019-02-24", "On 24 February 2019")]
    [InlineData("[..2019-02-24]", "By 24 February 2019")]
    [InlineData("[2019-02-24..]", "Not before 24 February 2019")]
    [InlineData("[2019-02-16..2019-03-02]", "Between 16 February 2019 and 2 March 2019")]
    [InlineData("[2019-02-19,2019-02-20]", "On 19 February 2019 or on 20 February 2019")]
    [InlineData("2019-02~", "Around February 2019")]
    [InlineData("2019-02?", "In February 2019 (uncertain)")]
    [InlineData("2019-02%", "Around February 2019 (uncertain)")]
    [InlineData("2019", "In 2019")]
    [InlineData("2019-21", "In the first quarter of 2019")]
    [InlineData("201X", "In the 2010s")]
    [InlineData("20XX", "In a year from 2000 to 2099")]
    [InlineData("XXXX", "In an unspecified year")]
    [InlineData("2019-XX", "In an unspecified month of 2019")]
    [InlineData("2019-02-XX", "On an unspecified day of February 2019")]
    [InlineData("-0044-03-15", "On 15 March of the year −44")]
    [InlineData("Y17000", "In the year 17000")]
    [InlineData("2019-02/..", "From February 2019 on")]
    [InlineData("/2019", "Until 2019")]
    [InlineData("../2019-02-19", "Until 19 February 2019")]
    [InlineData("2019-02-23T17:00:00+09:00", "On 23 February 2019 at 17:00 UTC+09:00")]
    [InlineData("2019-02-27T10:00:05.5Z", "On 27 February 2019 at 10:00:05 UTC")]
    [InlineData("2019-02-27T10:00:00Z/2019-02-27T12:30:00Z", "On 27 February 2019 from 10:00 to 12:30 UTC")]
    [InlineData("[2019-03-01T00:00:00+07:00..2019-03-01T01:00:00+07:00]", "On 1 March 2019 between 00:00 and 01:00 UTC+07:00")]
    [InlineData("2019-02-24T23:20:30", "On 24 February 2019 at 23:20:30")]
    [InlineData("2019-02-24T23:20:00/2019-02-24T23:50:00", "On 24 February 2019 from 23:20 to 23:50")]
    [InlineData("2016-12-31T23:59:60Z", "On 31 December 2016 at 23:59:60 UTC")]
    [InlineData("2019-02-27T05:30:00-04:30", "On 27 February 2019 at 05:30 UTC−04:30")]
    // digits unspecified
    [InlineData("156X-12-25", "On 25 December in the 1560s")]
    [InlineData("15XX-12-25", "On 25 December of a year from 1500 to 1599")]
    [InlineData("XXXX-12-XX", "On an unspecified day of December of an unspecified year")]
    [InlineData("201X-02", "In February in the 2010s")]
    [InlineData("201X-XX", "In an unspecified month of a year in the 2010s")]
    [InlineData("1XXX-1X", "In a month from October to December of a year from 1000 to 1999")]
    [InlineData("2019-X1", "In January or November of 2019")]
    [InlineData("2019-X5", "In May 2019")]
    [InlineData("2019-05-X5", "On 5, 15 or 25 May 2019")]
    [InlineData("2019-05-1X", "On a day from 10 to 19 May 2019")]
    [InlineData("2019-02-2X", "On a day from 20 to 28 February 2019")]
    [InlineData("2019-04-3X", "On 30 April 2019")]
    [InlineData("2019-05-3X", "On 30 or 31 May 2019")]
    [InlineData("2019-XX-05", "On day 5 of an unspecified month of 2019")]
    [InlineData("2019-X1-3X", "On day 30 or 31 of January or November of 2019")]
    [InlineData("20X9", "In a year from 2009 to 2099 that ends in 9")]
    [InlineData("2X1X", "In a year from 2010 to 2919 whose third digit is 1")]
    [InlineData("000X", "In a year from 0 to 9")]
    [InlineData("-201X", "In a year from −2019 to −2010")]
    [InlineData("-XXXX", "In an unspecified year before 0")]
    [InlineData("201X-21", "In the first quarter of a year in the 2010s")]
    // parts of the year
    [InlineData("2019-25", "In the northern spring of 2019")]
    [InlineData("2019-32?", "In the southern winter of 2019 (uncertain)")]
    [InlineData("2019-36", "In the fourth quarter of 2019")]
    [InlineData("2019-38", "In the middle four months of 2019")]
    [InlineData("2019-40", "In the first half of 2019")]
    [InlineData("2019-21/2019-41", "From the first quarter of 2019 to the second half of 2019")]
    // years
    [InlineData("1950S2", "In a year from 1900 to 1999 (estimated 1950)")]
    [InlineData("1950S4", "In 1950")]
    [InlineData("-1950S2~", "Around a year from −1999 to −1900 (estimated −1950)")]
    [InlineData("Y-17E7", "In the year −170,000,000")]
    [InlineData("Y170000002", "In the year 170,000,002")]
    [InlineData("Y171010000S3", "In a year from 171,000,000 to 171,999,999 (estimated 171,010,000)")]
    [InlineData("Y3388E2S3", "In a year from 338,000 to 338,999 (estimated 338,800)")]
    [InlineData("Y17E99", "In the year 17 × 10⁹⁹")]
    [InlineData("Y17E99S1", "In the year 17 × 10⁹⁹ (estimated, to 1 digit)")]
    // qualified in part
    [InlineData("2004-06-11%", "Around 11 June 2004 (uncertain)")]
    [InlineData("2004-06~-11", "On 11 June 2004 (year and month approximate)")]
    [InlineData("?2004-06-~11", "On 11 June 2004 (year uncertain, day approximate)")]
    [InlineData("2011-%06-13", "On 13 June 2011 (month uncertain and approximate)")]
    [InlineData("~2004-?06-~11~", "Around 11 June 2004 (month uncertain)")]
    [InlineData("?2004-?06", "In June 2004 (uncertain)")]
    [InlineData("2004-06-~01/2004-06-~20", "From 1 June 2004 (day approximate) to 20 June 2004 (day approximate)")]
    // on all of several dates
    [InlineData("{2019-05-01,2019-05-03}", "On 1 and 3 May 2019")]
    [InlineData("{2019-05-09,2019-05-01,2019-05-03..2019-05-05}", "On 1, 3–5 and 9 May 2019")]
    [InlineData("{2019-05-01,2019-06-03,2019-06-04,2019-07}", "On 1 May 2019, on 3 and 4 June 2019 and in July 2019")]
    [InlineData("{1960,1961-12}", "In 1960 and in December 1961")]
    [InlineData("{1667,1668,1670..1672}", "In 1667, in 1668 and from 1670 to 1672")]
    [InlineData("{..1984,1990..}", "Until 1984 and from 1990 on")]
    [InlineData("{2019-05-01?,2019-05-03}", "On 1 May 2019 (uncertain) and on 3 May 2019")]
    public void A_date_is_told_in_words_just_as_precisely_as_it_was_written(string date, string words)
    {
        var account = new Account { Data = TypeOf("StatementMade").ReadData("{}"), Happened = Edtf.Parse(date) };
        Assert.Equal($"{words}, a statement was made.", Language.Default.Sentence(Language.Default.Clause(account)));
    }

    [Theory]
    [InlineData("{2019-05-01,2019-05-03}", "for 1 and 3 May 2019")]
    [InlineData("{1960,1961-12}", "for 1960 and December 1961")]
    [InlineData("{1960,1961-12..}", "to be in 1960 and from December 1961 on")]
    [InlineData("156X-12-25", "for 25 December in the 1560s")]
    public void What_something_is_set_for_is_told_of_every_form_of_date(string date, string words) =>
        Assert.Equal(words, EnglishDates.For(Edtf.Parse(date)));

    private static EventType TypeOf(string name) => Catalogue.TryFindType(name, out var type) ? type : throw new KeyNotFoundException(name);

    private static string Told(Language language, EventType type, EventData data)
    {
        Assert.Equal(type.ClrType, data.GetType());
        return language.Sentence(language.Clause(new Account { Data = data, Happened = Edtf.Parse("2019-02-24") }), Reported);
    }

    private static Absences Absences(EventType type, Absence absence) => new(type.Members.ToDictionary(m => m, _ => absence));

    /// <summary>None, every one alone, all but one, all, and many by chance: of the members a payload may have.</summary>
    private static IEnumerable<string> Payloads(EventType type)
    {
        var members = type.Shape.Properties.ToDictionary(p => p.Name,
            p => Values.GetValueOrDefault(p.PropertyType) ?? Word(p.PropertyType));
        var random = new Random(type.Order);
        IEnumerable<IEnumerable<string>> choices =
        [
            [], members.Keys, .. members.Keys.Select(m => new[] { m }), .. members.Keys.Select(left => members.Keys.Where(m => m != left)),
            .. Enumerable.Range(0, 10).Select(_ => members.Keys.Where(_ => random.Next(2) == 0).ToArray()),
        ];
        yield return type.Example;
        foreach (var chosen in choices)
            yield return new JsonObject(chosen.Select(m => KeyValuePair.Create(m, JsonNode.Parse(members[m])))).ToJsonString();

        static string Word(Type type) => Nullable.GetUnderlyingType(type) is { IsEnum: true } words
            ? $"\"{JsonNamingPolicy.CamelCase.ConvertName(Enum.GetNames(words)[^1])}\""
            : throw new InvalidOperationException($"There is no value of {type} to try.");
    }

    private static void AssertClean(string sentence, string data)
    {
        Assert.False(Unclean().IsMatch(sentence), $"{sentence}\n{data}");
        Assert.Matches(@"^\p{Lu}.*\.$", sentence);
    }

    [GeneratedRegex(@"\{|\}|null|  | [,;:.)]|\( |\(\)|,,|::|: —|: \.|[A-Z][a-z]+\.[A-Z]|Timeline\.|System\.")]
    private static partial Regex Unclean();
}
