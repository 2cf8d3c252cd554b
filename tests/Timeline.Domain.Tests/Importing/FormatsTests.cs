using System.Text;
using System.Text.Json;
using Timeline.Domain.Importing;
using Timeline.Domain.Json;
using Timeline.Domain.Record;
using Timeline.Domain.Subjects.Interaction;
using Timeline.Domain.Time;

namespace Timeline.Domain.Tests.Importing;

/// <summary>What becomes of the rows of other data sets.</summary>
public class FormatsTests
{
    private static Icews Icews() => new(Edtf.Parse("2019-02-24"));

    private static LineReading? Read(LineFormat format, string line) => format.Read(Encoding.UTF8.GetBytes(line));

    private static ProposedEvent Event(LineFormat format, string line)
    {
        var read = Read(format, line)!;
        Assert.Empty(read.Faults);
        var e = read.Event ?? read.Account!.At(SubjectId.Parse("interaction/gra~rurgov"));
        ReadsBack(e);
        return e;
    }

    // What an export writes of it is taken again, and says the same.
    private static void ReadsBack(ProposedEvent e)
    {
        var sent = new Dictionary<string, object?>
        {
            ["id"] = e.Id,
            ["subject"] = e.Subject.ToString(),
            ["type"] = e.Type.Name,
            ["data"] = EventType.ToElement(e.Data),
            ["happened"] = e.Happened?.Text,
            ["known"] = e.Disclosures![0].At.Text,
            ["source"] = JsonSerializer.SerializeToElement(e.Source!, RecordJson.Default.Options.GetTypeInfo(typeof(Source))),
        };
        if (e.Happened is null) sent.Remove("happened");
        if (e.AccountOf is { } account) sent["accountOf"] = account;
        if (e.Absent is { } absent) sent["absent"] = absent.Members.ToDictionary(m => m.Key, m => Words.Text(m.Value));
        Assert.True(StrictJson.TryParse(JsonSerializer.SerializeToUtf8Bytes(sent), out var document, out var faults), string.Join("; ", faults));
        using var read = document;
        var again = EventReader.Read(read.RootElement, "", ignoreAssigned: true, out var refusal);
        Assert.True(again is not null, refusal?.Faults[0].ToString());
        Assert.Equal((e.Data, e.Subject, e.Happened, e.Source, e.AccountOf, e.Id), (again.Data, again.Subject, again.Happened, again.Source, again.AccountOf, again.Id));
    }

    private static void Faulty(LineFormat format, string line, params string[] pointers)
    {
        var read = Read(format, line)!;
        Assert.Equal((null, null), (read.Event, read.Account));
        Assert.Equal(pointers, read.Faults.Select(f => f.Pointer));
        Assert.All(read.Faults.Where(f => f.Pointer.Length > 0), f => Assert.StartsWith("Column ", f.Detail));
    }

    [Fact]
    public void A_row_of_ICEWS_becomes_an_interaction_of_its_dyad()
    {
        var e = Event(Icews(), Rows.Icews(7));
        Assert.Equal(NameUuid.Of(NameUuid.Imported, "icews/7"), e.Id);
        Assert.Equal("interaction/graustark-border-guard~ruritania", e.Subject.ToString());
        Assert.Equal(("2019-02-23", "2019-02-24", null), (e.Happened!.Text, e.Disclosures![0].At.Text, e.NotedAt));
        var data = Assert.IsType<Interaction>(e.Data);
        Assert.Equal(("ruritania", "graustark-border-guard"), (data.Source!.Value, data.Target!.Value));
        Assert.Equal(("Ruritania", "Graustark (Border Guard)"), (data.SourceName, data.TargetName));
        Assert.Equal(("Ruritania", "Graustark"), (data.SourceCountry, data.TargetCountry));
        Assert.Equal(("010", 0m, "Make statement"), (data.Cameo!.Text, data.Intensity, data.Text));
        Assert.Equal(("Strelsau, Zenda, Ruritania", 50.5m, -4.25m), (data.Place!.Name.Text, data.Place.Latitude, data.Place.Longitude));
        Assert.Equal(["Government", "Executive"], data.SourceSectors!.Items);
        Assert.Equal("the-daily-herald", e.Source!.Publisher.Value);
        Assert.Equal("The \"Daily\" Herald, story 700, sentence 3, ICEWS event 7", e.Source.Locator);
    }

    [Fact]
    public void Optional_columns_may_be_empty()
    {
        var icews = Event(Icews(), Rows.Icews(1, [.. new[] { 4, 5, 6, 8, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20 }.Select(c => (c, " "))]));
        Assert.Equal(("icews", "ICEWS event 1"), (icews.Source!.Publisher.Value, icews.Source.Locator));
        var gdelt = Event(new Gdelt(), Rows.Gdelt(1, [.. Enumerable.Range(3, 3).Concat(Enumerable.Range(7, 20)).Concat(Enumerable.Range(30, 30)).Append(61).Select(c => (c, ""))]));
        Assert.Equal(("gdelt", "interaction/rurgov~unspecified"), (gdelt.Source!.Publisher.Value, gdelt.Subject.ToString()));
        Event(new GdeltMentions(), Rows.Mention(1, [.. new[] { 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15 }.Select(c => (c, ""))]));
    }

    [Fact]
    public void A_row_of_GDELT_becomes_an_interaction_between_codes()
    {
        var e = Event(new Gdelt(), Rows.Gdelt(9));
        Assert.Equal(NameUuid.Of(NameUuid.Imported, "gdelt/9"), e.Id);
        Assert.Equal("interaction/gra~rurgov", e.Subject.ToString());
        Assert.Equal(("2019-02-23", "2019-02-24T12:15:00Z"), (e.Happened!.Text, e.Disclosures![0].At.Text));
        var data = Assert.IsType<Interaction>(e.Data);
        Assert.Equal(("rurgov", "gra", "RURITANIA", "GRAUSTARK"), (data.Source!.Value, data.Target!.Value, data.SourceName, data.TargetName));
        Assert.Equal(("0233", 3.4m), (data.Cameo!.Text, data.Intensity));
        Assert.Equal(["GOV", "MIL"], data.SourceSectors!.Items);
        Assert.Equal("IsRootEvent 1, NumMentions 10, NumSources 2, NumArticles 9, AvgTone -2.5", data.Note);
        Assert.Equal(("daily-herald.example", "https://www.daily-herald.example/news/1"), (e.Source!.Publisher.Value, e.Source.Url!.Text));
    }

    [Fact]
    public void GDELT_1_0_has_days_and_ids_of_its_own_and_before_April_2013_no_address()
    {
        var e = Event(new Gdelt1(), Rows.Gdelt1(9));
        Assert.Equal((NameUuid.Of(NameUuid.Imported, "gdelt1/9"), "2019-02-24"), (e.Id!.Value, e.Disclosures![0].At.Text));
        Assert.Equal(50.5m, ((Interaction)e.Data).Place!.Latitude);
        var early = Event(new Gdelt1(), Rows.Gdelt1(9)[..Rows.Gdelt1(9).LastIndexOf('\t')]);
        Assert.Equal("gdelt", early.Source!.Publisher.Value);
    }

    [Fact]
    public void An_actor_who_is_not_given_is_unknown_and_a_row_without_any_is_refused()
    {
        var e = Event(new Gdelt(), Rows.Gdelt(1, (6, ""), (7, "")));
        Assert.Equal(("interaction/gra~unspecified", Absence.Unknown), (e.Subject.ToString(), e.Absent!.Of("source")));
        Faulty(new Gdelt(), Rows.Gdelt(1, (6, ""), (16, "")), "/Actor1Code");
    }

    [Fact]
    public void A_mention_is_an_account_of_its_event_by_its_own_publisher()
    {
        var e = Event(new GdeltMentions(), Rows.Mention(9));
        Assert.Equal(NameUuid.Of(NameUuid.Imported, "gdelt/9"), e.AccountOf);
        Assert.Equal((null, "2019-02-25T00:15:00Z"), (e.Happened, e.Disclosures![0].At.Text));
        Assert.Equal(("herald.example", "http://www.herald.example/a,b?c=\"d\"", "ar"), (e.Source!.Publisher.Value, e.Source.Url!.Text, e.Source.Language!.Text));
        Assert.Equal("InRawText 1, Confidence 80, MentionDocTone 0.83", e.Data.Note);
        var tabbed = Event(new GdeltMentions(), Rows.Mention(9, (6, "BBC Monitoring; 1"), (15, "")).Replace(',', '\t'));
        Assert.Equal(("BBC Monitoring; 1", "en"), (tabbed.Source!.Title, tabbed.Source.Language!.Text));
        Assert.NotEqual(e.Id, tabbed.Id);
        Assert.NotEqual(e.Id, Event(new GdeltMentions(), Rows.Mention(9, (10, "97"))).Id);
    }

    [Theory]
    [InlineData(1, "", "/Event ID")]
    [InlineData(1, "7a", "/Event ID")]
    [InlineData(2, "", "/Event Date")]
    [InlineData(2, "2019-02-29", "/Event Date")]
    [InlineData(2, "23.02.2019", "/Event Date")]
    [InlineData(2, "2019-2-3", "/Event Date")]
    [InlineData(3, " ", "/Source Name")]
    [InlineData(7, "10", null)]
    [InlineData(7, "1", "/CAMEO Code")]
    [InlineData(7, "210", "/CAMEO Code")]
    [InlineData(7, "", null)]
    [InlineData(8, "1,5", "/Intensity")]
    [InlineData(8, "10.1", "/Intensity")]
    [InlineData(8, "1E1", "/Intensity")]
    [InlineData(9, "", "/Target Name")]
    [InlineData(19, "91", "/Latitude")]
    [InlineData(20, "", "/Latitude")]
    [InlineData(20, "east", "/Longitude")]
    public void What_is_wrong_with_a_row_is_told_with_its_column(int column, string value, string? pointer)
    {
        if (pointer is null) Event(Icews(), Rows.Icews(1, (column, value)));
        else Faulty(Icews(), Rows.Icews(1, (column, value)), pointer);
    }

    [Fact]
    public void Everything_wrong_with_a_row_is_told_in_the_order_of_its_columns()
    {
        Faulty(Icews(), Rows.Icews(1, (1, "x"), (2, "x"), (7, "x"), (8, "x"), (19, "x")), "/Event ID", "/Event Date", "/CAMEO Code", "/Intensity", "/Latitude");
        Faulty(new Gdelt(), Rows.Gdelt(1, (27, "12"), (28, "12"), (29, "1"), (60, "2.02E+13")).Replace('\t', ';'), "/EventRootCode", "/DATEADDED");
        Faulty(new GdeltMentions(), Rows.Mention(1, (1, ""), (2, "2019"), (3, ""), (6, "")), "/GLOBALEVENTID", "/EventTimeDate", "/MentionTimeDate", "/MentionIdentifier");
    }

    [Fact]
    public void A_spreadsheet_s_separators_are_taken_where_it_spoilt_nothing_else() =>
        Assert.Equal("https://a.example/?b;c", Event(new Gdelt(), Rows.Gdelt(1, (61, "https://a.example/?b;c")).Replace('\t', ';')).Source!.Url!.Text);

    [Fact]
    public void A_row_has_all_its_columns_and_no_more()
    {
        foreach (var (format, row) in new (LineFormat, string)[] { (Icews(), Rows.Icews(1)), (new Gdelt(), Rows.Gdelt(1)), (new Gdelt1(), Rows.Gdelt1(1)), (new GdeltMentions(), Rows.Mention(1)) })
        {
            var separator = format is GdeltMentions ? ',' : '\t';
            Faulty(format, row + separator, "");
            Faulty(format, row[..row.IndexOf(separator)], "");
            var shorter = row[..row.LastIndexOf(separator)];
            Faulty(format, format is Gdelt1 ? shorter[..shorter.LastIndexOf(separator)] : shorter, "");
        }

        Faulty(new GdeltMentions(), Rows.Mention(1, (6, "\"http://a.example/")), "");
    }

    [Fact]
    public void Headers_blank_lines_ends_and_a_byte_order_mark_are_passed_over()
    {
        Assert.Null(Read(Icews(), Rows.IcewsHeader));
        Assert.Null(Read(Icews(), "\uFEFF" + Rows.IcewsHeader + "\r"));
        Assert.Null(Read(new GdeltMentions(), Rows.MentionsHeader + "\r"));
        Assert.Null(Read(new Gdelt(), "GLOBALEVENTID;SQLDATE;and;so;on"));
        Assert.Null(Read(Icews(), "\r"));
        var (plain, marked) = (Event(Icews(), Rows.Icews(1)), Event(Icews(), "\uFEFF" + Rows.Icews(1) + "\r"));
        Assert.Equal((plain.Id, plain.Data, plain.Source), (marked.Id, marked.Data, marked.Source));
    }

    [Fact]
    public void A_header_of_other_columns_is_told()
    {
        Faulty(Icews(), Rows.IcewsHeader.Replace("Target Name\tTarget Sectors", "Target Sectors\tTarget Name"), "");
        Faulty(Icews(), Rows.IcewsHeader + "\tMore", "");
    }

    [Fact]
    public void What_is_no_text_is_told()
    {
        byte[] latin1 = [.. Encoding.Latin1.GetBytes(Rows.Icews(1, (3, "Erdoğan é")))];
        Assert.Contains("UTF-8", Icews().Read(latin1)!.Faults[0].Detail);
        Faulty(Icews(), Rows.Icews(1, (3, "a\0b")), "");
    }
}
