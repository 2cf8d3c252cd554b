using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Timeline.Domain.Json;
using Timeline.Domain.Knowing;
using Timeline.Server.Comparing;
using Timeline.Server.ImportExport;
using Timeline.Server.Knowing;
using Timeline.Server.Recording;
using Timeline.Server.Replaying;

namespace Timeline.Server.Http;

/// <summary>The JSON of requests and answers that are not events: camel case, what is not there left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(BriefingAnswer))]
[JsonSerializable(typeof(CatalogueAnswer))]
[JsonSerializable(typeof(DryRunEvents))]
[JsonSerializable(typeof(ErasureBody))]
[JsonSerializable(typeof(HealthAnswer))]
[JsonSerializable(typeof(ImportCounts))]
[JsonSerializable(typeof(ImportLine))]
[JsonSerializable(typeof(ImportReport))]
[JsonSerializable(typeof(ProblemFault))]
[JsonSerializable(typeof(RecordedAnswer))]
[JsonSerializable(typeof(RecordedEvents))]
[JsonSerializable(typeof(RecordedItem))]
[JsonSerializable(typeof(TimelineBody))]
[JsonSerializable(typeof(TimelineItem))]
[JsonSerializable(typeof(TimelineList))]
[JsonSerializable(typeof(EventAnswer))]
[JsonSerializable(typeof(EventList))]
[JsonSerializable(typeof(KnowerList))]
[JsonSerializable(typeof(PublisherList))]
[JsonSerializable(typeof(ReplayLine))]
[JsonSerializable(typeof(ReplayedSubject))]
[JsonSerializable(typeof(StoryList))]
[JsonSerializable(typeof(StateAnswer))]
[JsonSerializable(typeof(SubjectComparison))]
[JsonSerializable(typeof(SubjectHindsight))]
[JsonSerializable(typeof(SubjectHistory))]
[JsonSerializable(typeof(SubjectList))]
[JsonSerializable(typeof(TimelineComparison))]
[JsonSerializable(typeof(TimelineHindsight))]
internal sealed partial class HttpJson : JsonSerializerContext;

/// <summary>How requests are read and answers written: events by their own context, any script as it is.</summary>
internal static class AnswerJson
{
    internal static readonly JsonSerializerOptions Options = Configure(new JsonSerializerOptions());

    internal static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.PropertyNameCaseInsensitive = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.TypeInfoResolverChain.Insert(0, HttpJson.Default);
        options.TypeInfoResolverChain.Insert(1, RecordJson.Default);
        return options;
    }
}
