using Timeline.Domain.Time;
using static Timeline.Domain.Telling.English.EnglishDateParts;
using Nouns = Timeline.Domain.Telling.English.Noun;

namespace Timeline.Domain.Telling.English;

/// <summary>Dates in English, exactly as precise as they were written. <see cref="Edtf"/> has read them; here they are told.</summary>
internal static class EnglishDates
{
    /// <summary>When something took place or is to: "on 27–28 February 2019", "by 24 February 2019", "around February 2019".</summary>
    internal static string When(Edtf date) => InZone(date, date.Expression switch
    {
        { Form: EdtfForm.OneOf, Spans: var spans } => string.Join(" or ", spans.Select(s => When(s, isOneOf: true))),
        { Form: EdtfForm.AllOf } =>
            Nouns.List([.. Runs(date).Select(run => run.Count == 1 ? When(run[0], isOneOf: false) : $"on {Days(run)}")]),
        { Spans: [var span, ..] } => When(span, isOneOf: false),
        _ => "",
    });

    /// <summary>A date as a noun: "27–28 February 2019", "24 February 2019 at the latest".</summary>
    internal static string Noun(Edtf date) => InZone(date, date.Expression switch
    {
        { Form: EdtfForm.OneOf, Spans: var spans } => string.Join(" or ", spans.Select(s => Noun(s, isOneOf: true))),
        { Form: EdtfForm.AllOf } => Nouns.List([.. Runs(date).Select(run => run.Count == 1 ? Noun(run[0], isOneOf: false) : Days(run))]),
        { Spans: [var span, ..] } => Noun(span, isOneOf: false),
        _ => "",
    });

    /// <summary>From when on something was so that is not an act of a moment: "as of 24 February 2019".</summary>
    internal static string AsOf(Edtf date) => date.Expression switch
    {
        { Form: EdtfForm.OneOf, Spans: [{ From: null, To: { } by }] } => InZone(date, $"as of {About(by)}"),
        _ => $"as of {Noun(date)}",
    };

    /// <summary>What something is set for: "for 27–28 February 2019", "to be by May 2018".</summary>
    internal static string For(Edtf date) =>
        date.Expression is { Form: not EdtfForm.OneOf, Spans: var spans } && spans.All(s => s is { From: not null, To: not null })
            ? $"for {Noun(date)}"
            : $"to be {When(date)}";

    // Whose day it is: "on 8 February 2019 (Washington)".
    private static string InZone(Edtf date, string told) => date.Zone is { } zone ? $"{told} ({zone.Name})" : told;

    private static string When(EdtfSpan span, bool isOneOf) => span switch
    {
        { IsOne: true, From: { } one } => $"{Preposition(one)} {Of(one)}",
        { From: { } from, To: { } to } when AreOfOneDay(from, to) => $"on {Noun(span, isOneOf)}",
        { From: { } from, To: { } to } when isOneOf => $"between {About(from)} and {About(to)}",
        { From: null, To: { } to } => isOneOf ? $"by {About(to)}" : $"until {About(to)}",
        { From: { } from, To: null } => isOneOf ? $"not before {About(from)}" : $"from {About(from)} on",
        { From: { } from, To: { } to } => AreOfOneMonth(from, to) ? $"on {Noun(span, isOneOf)}" : $"from {Noun(span, isOneOf)}",
        _ => "at an unknown time",
    };

    private static string Noun(EdtfSpan span, bool isOneOf) => span switch
    {
        { IsOne: true, From: { } one } => About(one),
        { From: EdtfDate.Moment from, To: EdtfDate.Moment to } when AreOfOneDay(from, to) =>
            $"{Day(from.Day)} {(isOneOf ? "between" : "from")} {Clock(from)} {(isOneOf ? "and" : "to")} {Clock(to)}{Zone(to)}",
        { From: { } from, To: { } to } when isOneOf => $"some time between {About(from)} and {About(to)}",
        { From: null, To: { } to } => isOneOf ? $"{About(to)} at the latest" : $"the time until {About(to)}",
        { From: { } from, To: null } => isOneOf ? $"{About(from)} at the earliest" : $"{About(from)} onwards",
        // Days of one month tell it once, and those of one year the year.
        { From: { } from, To: { } to } when AreOfOneMonth(from, to) => Days([span]),
        { From: EdtfDate.Days from, To: EdtfDate.Days to } when IsPlainDay(from) && IsPlainDay(to) && from.Year == to.Year =>
            $"{from.Day!.Value.Digits.Low} {Month(from.Month!.Value.Digits.Low)} to {About(to)}",
        { From: { } from, To: { } to } => $"{About(from)} to {About(to)}",
        _ => "an unknown time",
    };

    /// <summary>The members of a set of which all are meant, in order of time; days of one month are one run.</summary>
    private static List<List<EdtfSpan>> Runs(Edtf date)
    {
        var runs = new List<List<EdtfSpan>>();
        foreach (var span in date.Members.Select(member => member.Expression.Spans[0]))
        {
            if (runs is [.., [{ From: var first, To: var last }, ..] run] && AreOfOneMonth(first, last)
                && AreOfOneMonth(last, span.From) && AreOfOneMonth(span.From, span.To))
            {
                run.Add(span);
            }
            else
            {
                runs.Add([span]);
            }
        }

        return runs;
    }

    /// <summary>Days of one month, one after the other or from one to another: "1, 3–5 and 9 May 2019".</summary>
    private static string Days(List<EdtfSpan> run)
    {
        var last = (EdtfDate.Days)run[^1].To!;
        var days = run.Select(span => span.IsOne ? $"{Number(span.From!)}" : $"{Number(span.From!)}–{Number(span.To!)}");
        return $"{Nouns.List([.. days])} {Month(last)}";

        static int Number(EdtfDate date) => ((EdtfDate.Days)date).Day!.Value.Digits.Low;
    }

    private static bool IsPlainDay(EdtfDate? date) =>
        date is EdtfDate.Days { IsToTheDay: true } && Doubts(date).All(d => d.Doubt == EdtfDoubt.None);

    private static bool AreOfOneMonth(EdtfDate? from, EdtfDate? to) =>
        IsPlainDay(from) && IsPlainDay(to) && from is EdtfDate.Days a && to is EdtfDate.Days b && (a.Year, a.Month) == (b.Year, b.Month);

    private static bool AreOfOneDay(EdtfDate from, EdtfDate to) =>
        from is EdtfDate.Moment a && to is EdtfDate.Moment b && (a.Day, a.Time.Offset) == (b.Day, b.Time.Offset);

    private static string About(EdtfDate date) => (IsApproximate(date) ? "around " : "") + Of(date);

    private static string Preposition(EdtfDate date) =>
        IsApproximate(date) ? "around" : date is EdtfDate.Days { Day: null } or EdtfDate.FarYear ? "in" : "on";
}
