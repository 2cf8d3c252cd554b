using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MediatR;
using Timeline.Domain.Json;
using Timeline.Domain.Knowing;
using Timeline.Domain.Scripts;
using Timeline.Domain.Telling;
using Timeline.Domain.Time;
using Timeline.Postgres.Events;
using Timeline.Server.Access;
using Timeline.Server.Http;
using Timeline.Server.Limits;
using Calendar = Timeline.Domain.Knowing.Calendar;

namespace Timeline.Server.Knowing;

/// <summary>What is planned as known from a vantage, as an iCalendar (RFC 5545).</summary>
internal sealed record GetCalendar(string Timeline, VantageQuery Query, string Site) : IRequest<(string Permalink, string Text)>
{
    private const string MediaType = "text/calendar";

    internal static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/{timeline}/calendar.ics", async (
                string timeline, HttpRequest request, IMediator mediator, CancellationToken cancellation) =>
            {
                var asked = new GetCalendar(timeline, Http.Query.ReadVantage(request), Address.Site(request));
                var (permalink, calendar) = await mediator.Send(asked, cancellation);
                request.HttpContext.Response.Headers.ContentLocation = permalink;
                return Results.Text(calendar, MediaType, Encoding.UTF8);
            })
            .WithName("GetCalendar").WithTags("Knowing").For(Role.Read).Costly()
            .WithSummary("What is planned as known from a vantage, and what became of it: an iCalendar (RFC 5545).")
            .WithMetadata(new QueryParameters([.. QueryParameter.Vantage, .. Filters.OfEvents.Where(f => f.Name is "subject" or "kind")]))
            .WithPermalink().Produces<string>(200, MediaType).ProducesProblems(400, 404);
}

internal sealed class GetCalendarHandler(Vantages vantages, Subjects subjects, LedgerReader ledger)
    : IRequestHandler<GetCalendar, (string Permalink, string Text)>
{
    // What an iCalendar can date begins with the year 1.
    private static readonly Instant First = Instant.FromDateTimeOffset(DateTimeOffset.MinValue);

    // The year 9999 stands for no end, as the bounds of 'XXXX' do: no day lies after its last, so none can be where an entry ends.
    private static readonly Instant End = Instant.FromDateTimeOffset(new DateTimeOffset(9999, 1, 1, 0, 0, 0, TimeSpan.Zero));

    private static readonly long Day = (long)TimeSpan.FromDays(1).TotalMicroseconds;

    public async Task<(string Permalink, string Text)> Handle(GetCalendar request, CancellationToken cancellationToken)
    {
        var viewpoint = await vantages.ResolveAsync(request.Timeline, request.Query, cancellationToken);
        var title = Bidi.Isolate((await ledger.TimelineAsync(viewpoint.Timeline, cancellationToken))?.Title ?? viewpoint.Timeline.Value);
        var (filter, lines, events) = (request.Query.Filter, new ContentLines(), new ContentLines());
        lines.Add("BEGIN", "VCALENDAR").Add("VERSION", "2.0").Add("PRODID", "-//Timeline//Timeline//EN");
        // Some clients know only the older name.
        lines.AddText("NAME", title).AddText("X-WR-CALNAME", title);
        var erased = new List<ErasedItem>();
        await foreach (var (subject, story) in subjects.AllStoriesAsync(viewpoint, cancellationToken))
        {
            if (filter.Subjects.Count > 0 && !filter.Subjects.Contains(subject)) continue;
            if (filter.Kinds.Count > 0 && !filter.Kinds.Contains(subject.Kind)) continue;
            erased.AddRange(ErasedItem.Of(story) ?? []);
            var state = State.Of(subject, story);
            foreach (var plan in Calendar.Of(state)) Add(events, plan, state, viewpoint, request.Site);
        }

        // The properties of a calendar stand before its components (RFC 5545 §3.6).
        foreach (var item in erased) lines.AddText("X-TIMELINE-ERASED", Language.Default.Erased(item));
        return (viewpoint.Permalink, $"{lines}{events.Add("END", "VCALENDAR")}");
    }

    // Each member of a set has an entry of its own, be all of them meant or one, it is not known which.
    private static void Add(ContentLines lines, Plan plan, State state, Viewpoint viewpoint, string site)
    {
        var identity = SHA256.HashData(Encoding.UTF8.GetBytes($"{viewpoint.Timeline}\n{state.Subject}\n{plan.What}"));
        var (uid, members) = (Convert.ToHexStringLower(identity.AsSpan(0, 16)), plan.Date.Members.Distinct().ToList());
        foreach (var member in members.Where(m => IsDated(m.Earliest) || IsDated(m.Latest)).Select(DaysOf))
            Add(lines, members.Count == 1 ? uid : $"{uid}-{Suffix(member)}", member, plan, state, viewpoint, site);
    }

    // A day of a zone is the day there, whoever reads the calendar (SEMANTICS §2); a local time is an instant.
    private static DateBounds DaysOf(Edtf date) => date.In(null).Bounds is var there && IsOfDays(there) ? there : date.Bounds;

    private static void Add(ContentLines lines, string uid, DateBounds date, Plan plan, State state, Viewpoint viewpoint, string site)
    {
        var revised = Mementos.WholeSecond(LastRevised(plan, state.Story));
        lines.Add("BEGIN", "VEVENT")
            .Add("UID", $"{uid}@timeline")
            // Nothing is asked of anybody here, so it is when the entry was last revised (RFC 5545 §3.8.7.2), not when it is asked for.
            .AddMoment("DTSTAMP", revised)
            .AddMoment("LAST-MODIFIED", revised)
            .Add("SEQUENCE", plan.Sequence.ToString(CultureInfo.InvariantCulture))
            .Add("STATUS", Words.Text(plan.Status).ToUpperInvariant())
            .Add("TRANSP", "TRANSPARENT");
        AddSpan(lines, IsDated(date.Earliest) ? date.Earliest : StartOfDay(date.Latest), date.Latest);
        lines.AddText("SUMMARY", Summary(plan, state))
            .AddText("DESCRIPTION", Description(plan, state))
            .AddText("LOCATION", Calendar.PlaceOf(state, plan) is { } place ? Bidi.Isolate(place) : null);
        // It must be absolute (RFC 5545 §3.8.4.6).
        if (site.Length > 0) lines.Add("URL", site + viewpoint.Subject(state.Subject));
        lines.Add("END", "VEVENT");
    }

    // Its place, its status and what it says may change without its date: so when anything became known of the subject, or came about.
    private static Instant LastRevised(Plan plan, Story story) =>
        History.Moments(story).Where(m => m <= story.Vantage.Known).Append(plan.KnownBy).Max();

    // A member keeps its name whatever others stand beside it.
    private static string Suffix(DateBounds member)
    {
        var (from, to) = (Name(member.Earliest), Name(member.Latest));
        return from == to ? from : $"{from}-{to}";

        static string Name(Instant instant)
        {
            if (!instant.IsFinite) return "open";
            var text = string.Concat(instant.ToString().Where(char.IsAsciiLetterOrDigit));
            return instant == StartOfDay(instant) || IsEndOfDay(instant) ? text[..8] : text;
        }
    }

    // Whole days are days, whose end is the day after the last; all else is moments, to the second around it.
    private static void AddSpan(ContentLines lines, Instant from, Instant to)
    {
        if (IsOfDays(new(from, to)))
        {
            lines.AddDay("DTSTART", from);
            if (IsDated(to)) lines.AddDay("DTEND", to.Next);
            return;
        }

        lines.AddMoment("DTSTART", from);
        if (IsDated(to) && to > from) lines.AddMoment("DTEND", Mementos.WholeSecond(to));
    }

    private static bool IsOfDays(DateBounds date) => (!IsDated(date.Earliest) || date.Earliest == StartOfDay(date.Earliest))
        && (!IsDated(date.Latest) || IsEndOfDay(date.Latest));

    private static bool IsDated(Instant instant) => instant >= First && instant < End;

    private static bool IsEndOfDay(Instant instant) => (instant.Microseconds + 1) % Day == 0;

    private static Instant StartOfDay(Instant instant) => new(instant.Microseconds - ((((instant.Microseconds % Day) + Day) % Day)));

    private static string Summary(Plan plan, State state)
    {
        var title = Bidi.Isolate(SubjectItem.Of(state).Title ?? state.Subject.ToString());
        if (!plan.IsInForce) return $"{title}: {EventTitle.Of(plan.By.Event.Type.Name, plan.By.Event.Type.Untold(plan.By.Absent))}";
        var words = string.Join(' ', JsonPointer.Steps(plan.What).Where(s => !Guid.TryParse(s, out _)).Select(Bidi.Isolate));
        if (words == "dates") return title;
        // What one of several things says stands at the name of one: /pledges/<act>/pledge.
        var one = $"{plan.What[..plan.What.LastIndexOf('/')]}/{words.Split(' ')[0].TrimEnd('s')}";
        return state.Values.GetValueOrDefault(one)?.Value.Text is { } says ? $"{title}: {words}: {Bidi.Isolate(says)}" : $"{title}: {words}";
    }

    private static string Description(Plan plan, State state)
    {
        var (e, parent) = (plan.By.Event, plan.What[..plan.What.LastIndexOf('/')]);
        var told = new List<string> { $"date: {plan.Date}{(plan.Date.Zone is { } zone ? $" ({zone.Name})" : "")}" };
        if (e.Mode is { } mode) told.Add($"mode: {Words.Text(mode)}");
        if (parent.Length == 0 && state.Values.TryGetValue("/status", out var status)) told.Add($"status: {Bidi.Isolate(status.Value.Text ?? "")}");
        if (plan.IsInForce && parent.Length > 0)
        {
            told.AddRange(state.Below(parent).Where(v => v.Key != plan.What && v.Value.Value.Text is not null)
                .Select(v => $"{Bidi.Isolate(v.Key[(parent.Length + 1)..])}: {Bidi.Isolate(v.Value.Value.Text!)}"));
        }

        var origin = state.Story.SourceOf(e).IsShown ? plan.By.Origin : null;
        told.Add($"known by {plan.KnownBy}{(origin is null ? "" : $", from {Bidi.Isolate(origin)}")}");
        return string.Join('\n', told);
    }
}
