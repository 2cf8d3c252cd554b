namespace Timeline.Domain.Time;

/// <summary>
/// Why a text is no date: what is wrong, where in the text, and what would be right where that can be said. The message has all
/// three and, if it is not over-long, the text.
/// </summary>
/// <param name="text">The text that was refused; empty for none.</param>
/// <param name="position">Where it stops being a date, see <see cref="Position"/>.</param>
/// <param name="reason">What is wrong there, see <see cref="Reason"/>.</param>
public sealed class EdtfException(string text, int position, string reason)
    : FormatException($"{Quote(text)} is not a date: at position {position}, {reason}.")
{
    /// <summary>The index in the text, from 0, of the first UTF-16 unit that is wrong; the text's length if more was to come.</summary>
    public int Position { get; } = position;

    /// <summary>What is wrong and, where useful, what would be right: a clause in English without a full stop, for people.</summary>
    public string Reason { get; } = reason;

    private static string Quote(string text) => text.Length <= Edtf.MaxLength ? $"'{text}'" : $"A text of {text.Length} characters";
}
