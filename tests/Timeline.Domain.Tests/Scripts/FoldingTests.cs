using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Timeline.Domain.Record;
using Timeline.Domain.Scripts;

namespace Timeline.Domain.Tests.Scripts;

/// <summary>Keys of names, whatever their case and form (SEMANTICS §6).</summary>
public class FoldingTests
{
    [Theory]
    [InlineData("İstanbul", "Istanbul", "ISTANBUL", "istanbul", "I\u0307stanbul", "ıstanbul")]
    [InlineData("Diyarbakır", "DİYARBAKIR", "Diyarbakir")]
    [InlineData("Αθήνας", "ΑΘΉΝΑΣ", "αθήνασ")]
    [InlineData("Straße", "STRASSE", "STRAẞE", "strasse")]
    [InlineData("ﬁrst", "FIRST", "ＦＩＲＳＴ")]
    [InlineData("ΐ", "ΐ", "Ϊ́")]
    [InlineData("ᾳ", "ΑΙ", "ᾼ")]
    [InlineData("Ꭰ", "ꭰ")]
    [InlineData("𐐀", "𐐨")]
    [InlineData("ŉ", "ʼN")]
    [InlineData("Աև", "ԱԵՒ")]
    [InlineData("Cote d\u00ADAzur", "COTE D\u200BAZUR", "cote dAzur\uFE0F")]
    [InlineData("می\u200Cشود", "میشود")]
    [InlineData("ＡＢＣ", "abc")]
    [InlineData("한국", "\u1112\u1161\u11AB\u1100\u116E\u11A8")]
    public void Names_that_differ_in_case_or_form_alone_are_one_key(params string[] names) =>
        Assert.Single(names.Select(n => new Name(n).Slug).Distinct());

    [Theory]
    [InlineData("Métropole", "Metropole")]
    [InlineData("हनोई", "हनई")]
    [InlineData("が", "か")]
    [InlineData("Øre", "Ore")]
    [InlineData("🏛️", "☪️")]
    [InlineData("🏛", "🏛🏛")]
    [InlineData("👍🏻", "👍🏿")]
    [InlineData("🇹🇷", "🇬🇷")]
    [InlineData("#️⃣", "*️⃣")]
    [InlineData("€", "$")]
    public void Different_names_are_different_keys(string one, string other) => Assert.NotEqual(new Name(one).Slug, new Name(other).Slug);

    [Theory]
    [InlineData("😀", "u1f600")]
    [InlineData("🏛️", "u1f3db")]
    [InlineData(" 👨\u200D👩\u200D👧 ", "u1f468-u1f469-u1f467")]
    [InlineData("🏛️ Hall 1", "hall-1")]
    [InlineData("–", "")]
    [InlineData("\u200D\uFE0F\u3164", "")]
    [InlineData("\u0301", "")]
    public void A_name_without_letter_or_digit_has_its_code_points_for_a_key(string name, string key) => Assert.Equal(key, new Name(name).Slug);

    [Fact]
    public void Two_spellings_of_one_venue_are_one_venue()
    {
        foreach (var (one, other) in new[] { ("İstanbul", "Istanbul"), ("Αθήνας", "ΑΘΉΝΑΣ") })
        {
            var ledger = new Ledger();
            ledger.Say("a", "VenueProposed", $$"""{"venue":"{{one}}"}""", "2019-02-24");
            ledger.Say("b", "VenueRejected", $$"""{"venue":"{{other}}","by":"rus"}""", "2019-02-25");
            Assert.Equal(["rejected"], ledger.State(Ledger.From("2019-03-01")).Values
                .Where(v => v.Key.StartsWith("/venues/", StringComparison.Ordinal) && v.Key.EndsWith("/status", StringComparison.Ordinal))
                .Select(v => v.Value.Value.Text));
        }
    }

    [Fact]
    public void Two_emoji_are_two_venues()
    {
        var ledger = new Ledger();
        ledger.Say("a", "VenueProposed", """{"venue":"🏛️"}""", "2019-02-24");
        ledger.Say("b", "VenueRejected", """{"venue":"☪️","by":"rus"}""", "2019-02-25");
        var values = ledger.State(Ledger.From("2019-03-01")).Values;
        Assert.Equal(("proposed", "rejected"), (values["/venues/u1f3db/status"].Value.Text, values["/venues/u262a/status"].Value.Text));
    }

    /// <summary>The table agrees with the machine's own Unicode, wherever that has any and knows the characters.</summary>
    [Fact]
    public void Texts_are_taken_apart_and_composed_as_Unicode_has_it()
    {
        if ("e\u0301".Normalize(NormalizationForm.FormC).Length != 1) return; // .NET runs without ICU: it normalizes nothing
        var known = Enumerable.Range(0, 0x110000).Where(c => c is < 0xD800 or > 0xDFFF && (c & 0xFFFE) != 0xFFFE)
            .Where(c => char.ConvertFromUtf32(c) is var s && s.IsNormalized(NormalizationForm.FormD) is false).ToArray();
        Assert.True(known.Length > 12_000);
        foreach (var c in known.Select(char.ConvertFromUtf32)) Assert.Equal(c.Normalize(NormalizationForm.FormD), Folding.Decomposed(c));

        // Characters that take part in decompositions, in any order: composition, order of marks and what blocks them.
        var parts = known.SelectMany(c => char.ConvertFromUtf32(c).Normalize(NormalizationForm.FormD).EnumerateRunes()).Distinct().ToArray();
        var marks = parts.Where(r => Folding.IsMark(r.Value)).ToArray();
        Prop.ForAll(
            Gen.OneOf(Gen.Elements(marks), Gen.Elements(parts)).ArrayOf().Select(runes => string.Concat(runes)).ToArbitrary(),
            text => text.Normalize(NormalizationForm.FormC) == Folding.Composed(text) && text.Normalize(NormalizationForm.FormD) == Folding.Decomposed(text))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
    }

    [Fact]
    public void Folding_twice_is_folding_once_and_case_makes_no_difference() => Prop.ForAll(
        Gen.OneOf(Gen.Choose(1, 0x24FF), Gen.Choose(1, 0x10FFFF), Gen.Elements(0x49, 0x69, 0x130, 0x131, 0x307, 0x323, 0x301, 0x345, 0x3A3, 0xDF))
            .Where(Rune.IsValid).Select(char.ConvertFromUtf32).ArrayOf().Select(string.Concat).ToArbitrary(),
        text =>
        {
            // Case is mapped with marks in order: the capital of a subscript iota is a letter (Unicode §3.13).
            var (folded, apart) = (Folding.Fold(text), Folding.Decomposed(text));
            Assert.Equal(folded, Folding.Fold(folded));
            Assert.Equal(folded, Folding.Fold(apart.ToUpper(CultureInfo.InvariantCulture)));
            Assert.Equal(folded, Folding.Fold(apart.ToLower(CultureInfo.InvariantCulture)));
            Assert.Equal(Folding.WithoutMarks(folded), Folding.WithoutMarks(Folding.WithoutMarks(folded)));
        })
        .Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
}
