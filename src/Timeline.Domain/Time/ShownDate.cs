namespace Timeline.Domain.Time;

/// <summary>Dates as readers in one zone are told them (SEMANTICS §4, <c>show</c>).</summary>
internal static class ShownDate
{
    /// <summary>A date in local times of a zone; <see langword="null"/>: it is not dated to the day, or lies where no zone's rules reach.</summary>
    internal static Edtf? Of(Edtf date, LocalZone zone)
    {
        if (!date.Expression.Spans.All(IsClear) || !IsWithinReach(date.Earliest) || !IsWithinReach(date.Latest)) return null;
        var (rules, between) = (LocalZone.RulesOf(zone), date.Expression.Form is EdtfForm.Interval ? "/" : "..");
        var text = string.Join(',', date.Members.Select(m => Of(m.Bounds, between, rules)));
        text = date.Expression.Form switch
        {
            EdtfForm.AllOf => $"{{{text}}}",
            EdtfForm.Interval => text,
            // A day elsewhere may be parts of two days here.
            _ => date.Expression.Form is EdtfForm.OneOf || text.Contains("..", StringComparison.Ordinal) ? $"[{text}]" : text,
        };
        return Edtf.TryParse(text, out var shown, out _) ? shown.In(zone) : null;
    }

    // Given to the day, and not doubted.
    private static bool IsClear(EdtfSpan span) => (span.From ?? span.To) is not null && IsClear(span.From) && IsClear(span.To);

    private static bool IsClear(EdtfDate? date) => date is null || (date.IsToTheDay && !date.Text.Contains('?', StringComparison.Ordinal));

    private static bool IsWithinReach(Instant instant) => !instant.IsFinite || (instant >= First && instant <= Last);

    private static readonly Instant First = Instant.FromDateTimeOffset(DateTimeOffset.MinValue.AddDays(2));
    private static readonly Instant Last = Instant.FromDateTimeOffset(DateTimeOffset.MaxValue.AddDays(-2));

    private static string Of(DateBounds bounds, string between, TimeZoneInfo zone)
    {
        if (bounds.Earliest == bounds.Latest && Local(bounds.Earliest, zone) is { } moment) return Text(moment);
        var (from, to) = (Local(bounds.Earliest, zone), Local(bounds.Latest.EndOfSecond, zone));
        // Whole days there are told as days.
        if (from is not { TimeOfDay.Ticks: not 0 } && to is not { TimeOfDay.Ticks: not 0 })
            return Between(from is { } first ? Day(first) : "..", to is { } end ? Day(end.AddDays(-1)) : "..");
        return Between(from is { } begin ? Text(begin) : "..", to is { } last ? Text(last) : "..");

        string Between(string first, string last) => first == last ? first
            : between == ".." ? $"{(first == ".." ? "" : first)}..{(last == ".." ? "" : last)}" : $"{first}/{last}";
    }

    // Null: there is no such end.
    private static DateTime? Local(Instant instant, TimeZoneInfo zone) =>
        instant.IsFinite ? TimeZoneInfo.ConvertTime(instant.ToDateTimeOffset(), zone).DateTime : null;

    private static string Day(DateTime local) => local.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private static string Text(DateTime local) => local.ToString("yyyy-MM-dd'T'HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture);
}
