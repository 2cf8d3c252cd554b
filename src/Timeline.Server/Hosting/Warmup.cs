using System.Text;
using Timeline.Domain;
using Timeline.Domain.Json;
using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
using Timeline.Domain.Subjects;
using Timeline.Domain.Time;

namespace Timeline.Server.Hosting;

/// <summary>
/// While the database starts there is nothing else to do: what loading the sample and the first answers need is compiled meanwhile, by doing
/// it once in memory on the catalogue's examples. It makes the first start half a second shorter, and nothing depends on it.
/// </summary>
internal static class Warmup
{
    internal static void Run()
    {
        foreach (var kind in Catalogue.Kinds) Answer(kind);
    }

    private static void Answer(Kind kind)
    {
        var subject = new SubjectId(Key.Parse(kind.Name), Key.Parse("example"));
        var events = Catalogue.Types.Where(t => t.Fits(kind.Name)).Select(t => Read(subject, t)).OfType<ProposedEvent>()
            .Where(e => e.Data is not (ActOnTheRecord or IAnswersAnEvent)).ToList();
        var facts = new LedgerFacts
        {
            Timeline = subject.Slug,
            Events = new Dictionary<Guid, TimelineEvent>(),
            Versions = new Dictionary<SubjectId, long>(),
            Now = Instant.FromDateTimeOffset(DateTimeOffset.UnixEpoch),
            Next = Instant.FromDateTimeOffset(DateTimeOffset.UnixEpoch),
            RecordedBy = "",
        };
        var recorded = Domain.Record.Recording.Decide(events, [.. events.Select(_ => "")], null, facts).Outcomes!.Select(o => o.Event).ToList();
        var story = Story.Of(recorded, new Vantage { Known = Instant.PositiveInfinity, Recorded = 0, At = Instant.PositiveInfinity });
        StrictJson.Write(StateItem.Of(State.Of(subject, story)), RecordJson.Default.StateItem);
    }

    private static ProposedEvent? Read(SubjectId subject, EventType type)
    {
        var sent = $$$"""{"subject":"{{{subject}}}","type":"{{{type.Name}}}","data":{{{type.Example}}},"source":{"publisher":"example"}}""";
        if (!StrictJson.TryParse(Encoding.UTF8.GetBytes(sent), out var document, out _)) return null;
        using (document) return EventReader.Read(document.RootElement, "", ignoreAssigned: false, out _);
    }
}
