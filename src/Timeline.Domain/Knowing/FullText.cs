using System.Text;
using System.Text.Json;
using Timeline.Domain.Record;
using Timeline.Domain.Scripts;
using Timeline.Domain.Subjects;

namespace Timeline.Domain.Knowing;

/// <summary>
/// The words that full text is found by (SEMANTICS §10): runs of letters and digits, without case, accents and other marks. In a script
/// that is written without spaces each character is a word. Of a long word the beginning counts.
/// </summary>
public static class FullText
{
    /// <summary>Of a word so many characters count.</summary>
    public const int MaxWordLength = 100;

    // By blocks: .NET does not tell scripts. What else stands in them is neither letter nor digit.
    private static readonly (int First, int Last)[] WrittenWithoutSpaces =
    [
        (0x0E00, 0x0EFF), // Thai, Lao
        (0x1000, 0x109F), (0xA9E0, 0xA9FF), (0xAA60, 0xAA7F), // Myanmar
        (0x1780, 0x17FF), // Khmer
        (0x3005, 0x30FF), (0x31F0, 0x31FF), (0x1AFF0, 0x1B16F), // Hiragana, Katakana
        (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF), // Han
    ];

    /// <summary>The words of a text, in order.</summary>
    public static IEnumerable<string> WordsOf(string text)
    {
        var word = new StringBuilder();
        var length = 0;
        var isWhole = false;
        foreach (var rune in Folding.WithoutMarks(Folding.Fold(text)).EnumerateRunes())
        {
            var standsAlone = StandsAlone(rune);
            if ((isWhole || standsAlone || !Rune.IsLetterOrDigit(rune)) && length > 0)
            {
                yield return word.ToString();
                word.Clear();
                length = 0;
            }

            isWhole = standsAlone;
            if (Rune.IsLetterOrDigit(rune) && length++ < MaxWordLength) word.Append(rune.ToString());
        }

        if (length > 0) yield return word.ToString();
    }

    /// <summary>
    /// The words of an event with the given payload: of its strings, the subject's slug, the type's name and, where an answer shows them,
    /// source and attribution. What an amendment gives its target of these is found there, by whom it is shown to. An erased event has none.
    /// </summary>
    public static HashSet<string> WordsOf(Report e, EventData data, bool isSourceShown)
    {
        if (e.Erased is not null) return [];
        var said = data is EventAmended amended ? amended with { Disclosures = null, Source = null, Attribution = null } : data;
        var texts = Strings(EventType.ToElement(said)).Append(e.Subject.Slug.Value).Append(e.Type.StoredName);
        if (isSourceShown)
        {
            string?[] source = [e.Source?.Publisher.Value, e.Source?.Title, e.Source?.Author, e.Source?.Quote, e.Source?.Locator];
            texts = texts.Concat(source.OfType<string>()).Concat(e.Attribution ?? []);
        }

        return [.. texts.SelectMany(WordsOf)];
    }

    private static IEnumerable<string> Strings(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => [json.GetString()!],
        JsonValueKind.Array => json.EnumerateArray().SelectMany(Strings),
        JsonValueKind.Object => json.EnumerateObject().SelectMany(m => Strings(m.Value)),
        _ => [],
    };

    private static bool StandsAlone(Rune rune) =>
        Array.Exists(WrittenWithoutSpaces, block => block.First <= rune.Value && rune.Value <= block.Last);
}
