using Timeline.Domain.Json;
using Timeline.Domain.Knowing;

namespace Timeline.Domain.Subjects.Aid;

/// <summary>A need, who was asked, who promised, who gave.</summary>
internal static class Aid
{
    internal static readonly Kind Kind = new("aid", "A need for aid and what becomes of it.")
    {
        StateMembers = ["status", "requester", "addressees", "commodity", "requested", "reason", "shortage", "pledged", "delivered", "refused", "denied"],
        StatusValues = Words.Of<AidStatus>(),
        Over = [.. new[] { AidStatus.Refused, AidStatus.Denied, AidStatus.Withdrawn }.Select(Words.Text)],
        CalledOff = [.. new[] { AidStatus.Refused, AidStatus.Denied, AidStatus.Withdrawn }.Select(Words.Text)],
        Ask = Ask,
    };

    private static void Ask(Questions ask)
    {
        if (ask.StatusIs(AidStatus.Requested) && !ask.IsAnswered("/status"))
            ask.Unanswered("request", "/status", "Whether anybody grants the request.");
        foreach (var donor in ask.Entries("/pledged"))
        {
            if (!ask.Has($"/delivered/{donor.Key}/deliveries") && !ask.StatusIs(AidStatus.Refused, AidStatus.Withdrawn))
                ask.Unanswered("delivery", donor.Pointer, "Whether what was pledged has been delivered.");
        }
    }
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
