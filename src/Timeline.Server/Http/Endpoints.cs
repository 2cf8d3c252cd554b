using Timeline.Server.Access;
using Timeline.Server.Comparing;
using Timeline.Server.Feed;
using Timeline.Server.ImportExport;
using Timeline.Server.Knowing;
using Timeline.Server.Recording;
using Timeline.Server.Replaying;

namespace Timeline.Server.Http;

/// <summary>Every address of the service.</summary>
internal static class Endpoints
{
    internal static void MapTimeline(this WebApplication app)
    {
        WebPage.Map(app);
        LandingPage.Map(app);
        Health.Map(app);
        ProblemPages.Map(app);
        GetCatalogue.Map(app);
        // The one document there is: any other name is an address where nothing is.
        app.MapOpenApi("/openapi/v1.json").ForAll();

        ListTimelines.Map(app);
        GetTimeline.Map(app);
        PutTimeline.Map(app);
        RecordEvents.Map(app);
        EraseEvent.Map(app);
        ImportEvents.Map(app);
        ExportEvents.Map(app);
        ListEvents.Map(app);
        GetEvent.Map(app);
        ListSubjects.Map(app);
        GetSubject.Map(app);
        GetStory.Map(app);
        GetHistory.Map(app);
        CompareSubject.Map(app);
        CompareTimeline.Map(app);
        GetSubjectHindsight.Map(app);
        GetTimelineHindsight.Map(app);
        GetTimemap.Map(app);
        Cite.Map(app);
        GetBriefing.Map(app);
        GetCalendar.Map(app);
        ListPublishers.Map(app);
        ListDays.Map(app);
        ListKnowers.Map(app);
        GetReplay.Map(app);
        OpenFeed.Map(app);
    }

    /// <summary>Says in the description of the API which problems an endpoint may answer with.</summary>
    internal static RouteHandlerBuilder ProducesProblems(this RouteHandlerBuilder route, params int[] status)
    {
        // These anybody may meet anywhere.
        foreach (var one in (int[])[.. status, 414, 421, 429, 431, 500, 503]) route.Produces<Problem>(one, "application/problem+json");
        return route.WithMetadata(new ResponseHeader("Retry-After", "After how many seconds to ask again.", 429, 503));
    }
}
