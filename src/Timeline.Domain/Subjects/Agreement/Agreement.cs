using Timeline.Domain.Json;
using Timeline.Domain.Knowing;

namespace Timeline.Domain.Subjects.Agreement;

/// <summary>An agreement or declaration, from its proposal to its end.</summary>
internal static class Agreement
{
    internal static readonly Kind Kind = new("agreement", "An agreement, declaration or ceasefire.")
    {
        StateMembers = ["title", "status", "parties", "content", "dates", "from", "signatures", "ratifications", "rejections", "withdrawn", "breaches"],
        StatusValues = Words.Of<AgreementStatus>(),
        Over = [.. new[] { AgreementStatus.Signed, AgreementStatus.InForce, AgreementStatus.Rejected, AgreementStatus.Ended }.Select(Words.Text)],
        CalledOff = [Words.Text(AgreementStatus.Rejected)],
        Ask = Ask,
        TookPlace = (plan, said) => plan is ["dates"] && said.Is("/status", AgreementStatus.Signed, AgreementStatus.InForce),
    };

    private static void Ask(Questions ask)
    {
        if (ask.StatusIs(AgreementStatus.Proposed) && !ask.IsAnswered("/status"))
        {
            ask.Unanswered("answer", "/status", "Whether the proposal is accepted.",
                Answer.Is("/status", AgreementStatus.Signed, AgreementStatus.Ratified, AgreementStatus.InForce, AgreementStatus.Rejected));
        }

        if (ask.StatusIs(AgreementStatus.Signed, AgreementStatus.Ratified))
            ask.Open("inForce", "/status", "Whether and when it comes into force.", Answer.Is("/status", AgreementStatus.InForce));
    }
}

/// <summary>How far an agreement has come.</summary>
internal enum AgreementStatus
{
    Proposed,
    Signed,
    Ratified,
    InForce,
    Rejected,
    Breached,

    /// <summary>A party has withdrawn.</summary>
    Ended,
}
