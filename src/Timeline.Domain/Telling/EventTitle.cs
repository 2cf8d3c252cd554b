using Timeline.Domain.Json;
using Timeline.Domain.Record;

namespace Timeline.Domain.Telling;

/// <summary>What an event is called where the catalogue's own names are used.</summary>
public static class EventTitle
{
    /// <summary>
    /// The type, such as <c>VenueConfirmed</c>; where what it is about is not told, that: <c>venue: withheld</c> (SEMANTICS §6).
    /// </summary>
    /// <param name="type">The type's name.</param>
    /// <param name="untold">See <see cref="EventType.Untold"/>.</param>
    public static string Of(string type, Absences? untold) =>
        untold is null ? type : string.Join(", ", untold.Members.Select(m => $"{m.Key}: {Words.Text(m.Value)}"));
}
