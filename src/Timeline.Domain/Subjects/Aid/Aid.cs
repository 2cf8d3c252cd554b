using Timeline.Domain.Json;
using Timeline.Domain.Knowing;
using Timeline.Domain.Record;

namespace Timeline.Domain.Subjects.Aid;

/// <summary>A need, who was asked, who promised, who gave.</summary>
internal static class Aid
{
    private const string Unspecified = "unspecified";

    internal static readonly Kind Kind = new("aid", "A need for aid and what becomes of it.")
    {
        StateMembers = ["status", "requester", "addressees", "commodity", "requested", "reason", "shortage", "pledged", "delivered", "refused", "denied"],
        StatusValues = Words.Of<AidStatus>(),
        Over = [.. new[] { AidStatus.Refused, AidStatus.Denied, AidStatus.Withdrawn }.Select(Words.Text)],
        CalledOff = [.. new[] { AidStatus.Refused, AidStatus.Denied, AidStatus.Withdrawn }.Select(Words.Text)],
        Ask = Ask,
        TookPlace = (plan, said) => plan switch
        {
            ["dates"] or ["due"] => said.Is("/status", AidStatus.Delivered),
            ["pledged", var donor, var pledge, "dates" or "due"] =>
                JsonPointer.Steps(said.Pointer).ToArray() is ["delivered", var by, var what, "deliveries"] && by == donor && IsOf(what, pledge),
            _ => false,
        },
    };

    private static void Ask(Questions ask)
    {
        if (ask.StatusIs(AidStatus.Requested) && !ask.IsAnswered("/status"))
        {
            ask.Unanswered("request", "/status", "Whether anybody grants the request.",
                Answer.Is("/status", AidStatus.Pledged, AidStatus.Delivered, AidStatus.Denied));
        }

        if (ask.StatusIs(AidStatus.Refused, AidStatus.Withdrawn)) return;
        foreach (var donor in ask.Entries("/pledged"))
        {
            foreach (var pledge in ask.Entries(donor.Pointer).Where(p => !Deliveries(ask.State, donor.Key, p).Any()))
            {
                ask.Unanswered("delivery", pledge.Pointer, "Whether what was pledged has been delivered.",
                    state => Deliveries(state, donor.Key, pledge));
            }
        }
    }

    // What came before the pledge does not keep it.
    private static IEnumerable<string> Deliveries(State state, string donor, Questions.Entry pledge)
    {
        var promised = state.Below(pledge.Pointer).Select(v => v.Value.By.Key).DefaultIfEmpty().Max();
        return state.Below($"/delivered/{donor}").Where(v => JsonPointer.Steps(v.Key).ToArray() is [_, _, var what, "deliveries"]
            && IsOf(what, pledge.Key) && v.Value.By.Key.CompareTo(promised) > 0).Select(v => v.Key);
    }

    /// <summary>What tells one kind of aid from another, of one donor.</summary>
    internal static string KeyOf(Name? commodity) => commodity?.Slug ?? Unspecified;

    // What is not named may be any.
    private static bool IsOf(string delivered, string pledged) => delivered == pledged || delivered == Unspecified || pledged == Unspecified;
}

/// <summary>How far a request for aid has come.</summary>
internal enum AidStatus
{
    Requested,
    Pledged,
    Delivered,

    /// <summary>By the recipient.</summary>
    Refused,

    /// <summary>By a donor.</summary>
    Denied,
    Withdrawn,
}
