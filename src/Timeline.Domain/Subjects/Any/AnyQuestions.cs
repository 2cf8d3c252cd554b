using Timeline.Domain.Knowing;
using Timeline.Domain.Record;

namespace Timeline.Domain.Subjects.Any;

/// <summary>The questions that types of any kind leave open, whatever the subject.</summary>
internal static class AnyQuestions
{
    internal static void Ask(Questions ask)
    {
        foreach (var demand in ask.Entries("/demands").Where(d => !ask.IsActAnswered(d.Key)))
            ask.Unanswered("demand", demand.Pointer, "Whether the demand is met.");
        foreach (var offer in ask.Entries("/offers").Where(o => !ask.IsActAnswered(o.Key)))
            ask.Unanswered("offer", offer.Pointer, "Whether the offer is taken up.");
        foreach (var proposal in ask.Entries("/proposals").Where(p => p.Has("proposal") && !ask.IsActAnswered(p.Key)))
            ask.Unanswered("proposal", proposal.Pointer, "What becomes of the proposal.");
        foreach (var pledge in ask.Entries("/pledges").Where(p => !ask.IsActAnswered(p.Key) && !ask.IsWithdrawn(p.Pointer)))
            ask.Missing("due", $"{pledge.Pointer}/due", "By when the pledge is to be kept.");
    }

    /// <summary>Whether a reply stands to an act.</summary>
    internal static bool IsAnswered(State state, string act) => state.Values.ContainsKey($"/replies/{act}/reply");

    /// <summary>Whether a later withdrawal names the pledge: by the id of its act, or by the same party in the same words.</summary>
    internal static bool IsWithdrawn(State state, string pledge) => Withdrawal(state, pledge) is not null;

    /// <summary>That withdrawal; <see langword="null"/>: there is none.</summary>
    internal static StoryEntry? Withdrawal(State state, string pledge)
    {
        if (!state.Values.TryGetValue($"{pledge}/pledge", out var made)) return null;
        var by = state.Values.GetValueOrDefault($"{pledge}/by")?.Value;
        return state.Below("/withdrawals").Where(v => v.Key.EndsWith("/pledge", StringComparison.Ordinal)
            && v.Value.By.Key.CompareTo(made.By.Key) > 0
            && ((Guid.TryParse(v.Value.Value.Text, out var named) && state.Story.ActOf(named) == made.By.Act)
                || (state.Values.GetValueOrDefault(v.Key[..^"pledge".Length] + "by")?.Value == by
                    && Name.SlugOf(v.Value.Value.Text ?? "") == Name.SlugOf(made.Value.Text ?? ""))))
            .Select(v => v.Value.By).FirstOrDefault();
    }
}
