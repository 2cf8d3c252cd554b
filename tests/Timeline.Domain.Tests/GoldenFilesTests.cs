using System.Text.Json;
using Timeline.Domain.Json;
using Timeline.Domain.Record;

namespace Timeline.Domain.Tests;

/// <summary>
/// What is recorded today must be read for ever: the stored form of an event of every type, as it was first written. A golden file is
/// added with a new type and never changed; <c>TIMELINE_WRITE_GOLDEN=1 dotnet test</c> writes those that are missing.
/// </summary>
public class GoldenFilesTests
{
    private const string WriteMissing = "TIMELINE_WRITE_GOLDEN";

    internal static readonly string Folder = Path.Combine(ProjectFolder(), "Golden");

    internal static bool IsWriting => Environment.GetEnvironmentVariable(WriteMissing) == "1";

    public static TheoryData<string> StoredNames => [.. Catalogue.Types.Select(t => t.StoredName)];

    [Theory]
    [MemberData(nameof(StoredNames))]
    public void An_event_is_stored_as_it_always_was_and_read_back(string storedName) => StoredAsItWas(Recorded(Catalogue.StoredType(storedName)), storedName);

    [Theory]
    [InlineData("summit_scheduled", "{\"dates\":\"2019-02-27/2019-02-28\",\"place\":\"Hanoi\"}")]
    [InlineData("event_amended", """
        {"event":"01890a5d-ac96-774b-bcce-b302099a8057","happened":"2019-02-08","zone":"Asia/Ho_Chi_Minh","zoneName":"Hanoi",
         "disclosures":[{"to":"public","at":"2019-02-08"},{"to":"kor","at":"2019-02-08","zone":"Asia/Seoul"}],"reason":"It was said there."}
        """)]
    public void An_event_of_a_zone_is_stored_as_it_always_was_and_read_back(string storedName, string data)
    {
        var type = Catalogue.StoredType(storedName);
        var ledger = Target(type);
        StoredAsItWas(ledger.Say("golden", type.Name, data, null, "2019-02-08", $"""
            "zone":"America/New_York","zoneName":"Washington","disclosures":[{"{"}"to":"public","at":"2019-02-08"{"}"}],{Report}
            """), $"{storedName}.zone");
    }

    private static void StoredAsItWas(TimelineEvent e, string name)
    {
        var (data, headers) = (StrictJson.Write(w => EventType.WriteData(w, e.Data)), StoredHeaders.Of(e).Write());
        var file = Path.Combine(Folder, name + ".json");
        var text = $"{{\n  \"data\": {data},\n  \"headers\": {headers}\n}}\n";
        if (!File.Exists(file) && IsWriting)
        {
            Directory.CreateDirectory(Folder);
            File.WriteAllText(file, text);
        }

        Assert.True(File.Exists(file), $"{file} is missing. For a new type write it with {WriteMissing}=1 and commit it; never for an old one.");
        var golden = File.ReadAllText(file);
        Assert.Equal(golden, text);

        using var document = JsonDocument.Parse(golden);
        var again = document.RootElement.GetProperty("headers").Deserialize(RecordJson.Default.StoredHeaders)!.Event(
            e.Id, e.Timeline, e.Subject, e.Type, e.Type.ReadData(document.RootElement.GetProperty("data").GetRawText()), e.Version, e.Seq, e.RecordedAt);
        Assert.Equal(StrictJson.Write(w => EventType.WriteData(w, e.Data)), StrictJson.Write(w => EventType.WriteData(w, again.Data)));
        Assert.Equal(e.Dates.Select(d => d.Bounds), again.Dates.Select(d => d.Bounds));
        Assert.Equal(headers, StoredHeaders.Of(again).Write());
        Assert.Equal(
            (e.Mode, e.AccountOf, e.Happened, e.NotedAt, e.RecordedBy, e.Source, e.Assessment),
            (again.Mode, again.AccountOf, again.Happened, again.NotedAt, again.RecordedBy, again.Source, again.Assessment));
        Assert.Equal(e.Disclosures, again.Disclosures);
        Assert.Equal(e.Attribution, again.Attribution);
        Assert.Equal(e.Related, again.Related);
        Assert.Equal(e.Absent?.Members, again.Absent?.Members);
    }

    [Fact]
    public void Every_golden_file_is_of_a_type_in_the_catalogue() =>
        Assert.Empty(Directory.GetFiles(Folder, "*.json").Select(f => Path.GetFileName(f).Split('.')[0])
            .Except(Catalogue.Types.Select(t => t.StoredName)));

    /// <summary>An event with the catalogue's example as its payload and every header that its type may have.</summary>
    private static TimelineEvent Recorded(EventType type)
    {
        var ledger = Target(type);
        if (type.IsActOnTheRecord) return ledger.Say("golden", type.Name, type.Example, happened: "2019-02-24?", more: Report);
        ledger.Say("first", type.Name, type.Example, "2019-02-23");
        var absent = type.Members.First(m => m != "note" && !type.Example.Contains($"\"{m}\":", StringComparison.Ordinal));
        return ledger.Say("golden", type.Name, type.Example, happened: "2019-02-24?", more: $$"""
            "mode":"intended","absent":{"{{absent}}":"withheld"},"accountOf":"@first",
            "disclosures":[{"to":"usa","at":"2019-02-23"},{"to":"public","at":"[..2019-02-24]"}],{{Report}}
            """);
    }

    /// <summary>With an event that an act on the record may act on.</summary>
    private static Ledger Target(EventType type)
    {
        var ledger = new Ledger($"{type.Kinds.FirstOrDefault("summit")}/golden");
        var target = Ledger.Read($$$"""
            {"id":"01890a5d-ac96-774b-bcce-b302099a8057","subject":"{{{ledger.Subject}}}","type":"StatementMade","data":{"by":"usa","statement":"s"}}
            """, out _);
        Assert.NotNull(ledger.TryRecord(target!).Recorded);
        return ledger;
    }

    private const string Report = """
        "source":{"publisher":"reuters","title":"Palace & park: “no”","url":"https://example.org/a?b=1&c=2","published":"2019-02-24","language":"en",
          "author":"A. Writer","quote":"<quoted>","locator":"paragraph 3","archived":"https://example.org/archive"},
        "attribution":["cnn","two diplomatic sources"],"assessment":{"reliability":"B","credibility":2},"related":["visit/kim-2019"],
        "notedAt":"2019-02-25T09:00:00.5+09:00"
        """;

    private static string ProjectFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder.GetFiles("*.csproj").Length == 0)
            folder = folder.Parent ?? throw new DirectoryNotFoundException("The tests run outside their project's folder.");
        return folder.FullName;
    }
}
