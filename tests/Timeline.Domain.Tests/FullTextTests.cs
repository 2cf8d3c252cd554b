using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Timeline.Domain.Knowing;

namespace Timeline.Domain.Tests;

/// <summary>The words that full text is found by (SEMANTICS §10).</summary>
public class FullTextTests
{
    [Theory]
    [InlineData("Friendship Cultural Palace", "friendship cultural palace")]
    [InlineData("Kim's 2nd visit—cut short!", "kim s 2nd visit cut short")]
    [InlineData("Bundesaußenminister über Nordkorea", "bundesaussenminister uber nordkorea")]
    [InlineData("북미 정상회담은 하노이에서", "북미 정상회담은 하노이에서")]
    [InlineData("金正恩访问河内", "金 正 恩 访 问 河 内")]
    [InlineData("第2回 米朝首脳会談 ハノイで", "第 2 回 米 朝 首 脳 会 談 ハ ノ イ て")]
    [InlineData("ฮานอย", "ฮ า น อ ย")]
    [InlineData("กิ่ง", "ก ง")]
    [InlineData("हनोई शिखर", "हनई शखर")]
    [InlineData("قمة هانوي", "قمة هانوي")]
    [InlineData("САММИТ в Ханое", "саммит в ханое")]
    [InlineData("ΣΎΝΟΔΟΣ σύνοδος", "συνοδοσ συνοδοσ")]
    [InlineData("ＨＡＮＯＩ ﬁrst ﾊﾉｲ", "hanoi first ハ ノ イ")]
    [InlineData("venue_rejected us-dprk-2", "venue rejected us dprk 2")]
    [InlineData("𝐇anoi 𠀀𠀁", "hanoi 𠀀 𠀁")]
    [InlineData("… – !? 🏯 \uFFFE", "")]
    public void Words_are_runs_of_letters_and_digits_and_single_characters_where_none_are_spaced(string text, string words)
    {
        Assert.Equal(words.Split(' ', StringSplitOptions.RemoveEmptyEntries), FullText.WordsOf(text));
    }

    [Theory]
    [InlineData("istanbul", "İstanbul")]
    [InlineData("ISTANBUL", "İstanbul")]
    [InlineData("diyarbakir", "Diyarbakır")]
    [InlineData("αθηνας", "ΑΘΉΝΑΣ")]
    [InlineData("strasse", "STRAẞE")]
    [InlineData("metropole", "Hotel Métropole")]
    [InlineData("dien bien phu", "Điện Biên Phủ")]
    [InlineData("łodz", "LODZ")]
    [InlineData("المتحدة", "الْمُتَّحِدَة")]
    [InlineData("ירושלים", "יְרוּשָׁלַיִם")]
    [InlineData("nuclear", "nu\u00ADclear")]
    [InlineData("میشود", "می\u200Cشود")]
    [InlineData("co\u200Boperation", "cooperation")]
    public void Search_passes_over_case_accents_vowel_signs_and_what_is_not_seen(string asked, string told) =>
        Assert.Subset(FullText.WordsOf(told).ToHashSet(), FullText.WordsOf(asked).ToHashSet());

    [Theory]
    [InlineData("Zürich")]
    [InlineData("하노이")]
    [InlineData("ハノイで")]
    [InlineData("Điện Biên Phủ")]
    public void A_word_is_the_same_however_its_marks_are_encoded(string text)
    {
        var (composed, decomposed) = (text.Normalize(NormalizationForm.FormC), text.Normalize(NormalizationForm.FormD));
        Assert.NotEqual(composed, decomposed);
        Assert.Equal(FullText.WordsOf(composed), FullText.WordsOf(decomposed));
    }

    [Fact]
    public void Of_a_long_word_the_beginning_counts()
    {
        var word = Assert.Single(FullText.WordsOf(new string('a', 250)));
        Assert.Equal(FullText.MaxWordLength, word.Length);
        var beyond = Assert.Single(FullText.WordsOf(string.Concat(Enumerable.Repeat("𐐨", 250))));
        Assert.Equal(FullText.MaxWordLength, beyond.EnumerateRunes().Count());
    }

    /// <summary>The index passes words as text, separated by spaces and within quotes.</summary>
    [Fact]
    public void Whatever_the_text_words_have_no_spaces_and_nothing_that_needs_escaping() => Prop.ForAll(
        Gen.OneOf(Gen.Choose(1, 0x24FF), Gen.Choose(1, 0x10FFFF)).Where(Rune.IsValid).Select(r => new Rune(r).ToString())
            .ArrayOf().Select(string.Concat).ToArbitrary(),
        text => FullText.WordsOf(text).All(w => w.Length > 0 && w.IndexOfAny(['\'', '\\', '*']) < 0 && !w.Any(char.IsWhiteSpace)))
        .Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
}
