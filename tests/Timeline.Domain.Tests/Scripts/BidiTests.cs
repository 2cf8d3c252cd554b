using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Timeline.Domain.Knowing;
using Timeline.Domain.Scripts;
using Timeline.Domain.Telling;

namespace Timeline.Domain.Tests.Scripts;

/// <summary>Values beside others: none turns the direction of what it stands beside (UAX #9).</summary>
public class BidiTests
{
    [Theory]
    [InlineData("")]
    [InlineData("Friendship Cultural Palace")]
    [InlineData("Điện Biên Phủ – 河内, Αθήνα; हनोई 🏛️ 1–2 (F6)\n")]
    [InlineData("nu\u00ADclear \u200B\uFEFF")]
    public void What_needs_no_isolation_stays_as_it_is(string text) => Assert.Same(text, Bidi.Isolate(text));

    [Theory]
    [InlineData("الرياض", "\u2068الرياض\u2069")]
    [InlineData("ירושלים 1", "\u2068ירושלים 1\u2069")]
    [InlineData("٣", "\u2068٣\u2069")]
    [InlineData("𐤀", "\u2068𐤀\u2069")]
    [InlineData("𞤀", "\u2068𞤀\u2069")]
    [InlineData("He said \u202Eno", "\u2068He said \u202Eno\u2069")]
    [InlineData("a\u200Fb", "\u2068a\u200Fb\u2069")]
    [InlineData("a\u2069b", "\u2068ab\u2069")]
    [InlineData("a\u2067b", "\u2068a\u2067b\u2069\u2069")]
    [InlineData("\u2066\u2068ا", "\u2068\u2066\u2068ا\u2069\u2069\u2069")]
    [InlineData("ا\r\n\u2029ب", "\u2068ا   ب\u2069")]
    public void What_would_turn_others_is_isolated_and_leaves_nothing_open(string text, string isolated) => Assert.Equal(isolated, Bidi.Isolate(text));

    [Fact]
    public void Whatever_the_text_its_isolates_are_closed_within_it() => Prop.ForAll(
        Gen.OneOf(Gen.Elements(0x2066, 0x2067, 0x2068, 0x2069, 0x202E, 0x202C, 0x5D0, 0x61, 0x2029), Gen.Choose(1, 0x10FFFF)).Where(Rune.IsValid)
            .Select(char.ConvertFromUtf32).ArrayOf().Select(string.Concat).ToArbitrary(),
        text =>
        {
            var isolated = Bidi.Isolate(text);
            var depth = 0;
            foreach (var part in Bidi.Parts(isolated))
            {
                depth += part.At is null ? 0 : part.At is Isolate.End ? -1 : 1;
                Assert.True(depth >= 0);
            }

            Assert.Equal(0, depth);
            if (isolated != text) Assert.Equal(isolated, Bidi.Closed(isolated));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Theory]
    [InlineData("الرئيس يزور الرياض")]
    [InlineData("He said \u202Eno")]
    [InlineData("\u2069\u202Eno\u2067")]
    public void A_sentence_ends_in_its_source_whatever_its_value_turns(string statement)
    {
        var ledger = new Ledger("talks/a");
        ledger.Say("a", "StatementMade", $$"""{"by":"tur","statement":"{{statement}}"}""", "2019-02-24", more: "\"source\":{\"publisher\":\"38north\"}");
        var told = Assert.Single(Briefing.Of(ledger.State(Ledger.From("2019-03-01")), Language.Default).Situation.Sentences).Text;
        Assert.Contains($": {Bidi.Isolate(statement)} — 38north", told, StringComparison.Ordinal);
        Assert.Equal(told, Bidi.Closed(told));
    }

    [Fact]
    public void A_value_that_was_cut_is_closed_after_the_cut()
    {
        var ledger = new Ledger("talks/a");
        ledger.Say("a", "StatementMade", $$"""{"by":"tur","statement":"\u2067{{new string('a', Text.MaxLength)}} b\u2069"}""", "2019-02-24");
        var told = Assert.Single(Briefing.Of(ledger.State(Ledger.From("2019-03-01")), Language.Default).Situation.Sentences).Text;
        Assert.Equal(told, Bidi.Closed(told));
        Assert.Contains(" …\u2069\u2069 — ", told, StringComparison.Ordinal);
    }
}
