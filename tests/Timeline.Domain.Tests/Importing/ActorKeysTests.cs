using Timeline.Domain.Importing;
using Timeline.Domain.Record;

namespace Timeline.Domain.Tests.Importing;

public class ActorKeysTests
{
    [Theory]
    [InlineData("United States", "united-states")]
    [InlineData("Police (India)", "police-india")]
    [InlineData("Cabinet / Council of Ministers / Advisors (Fiji)", "cabinet-council-of-ministers-advisors-fiji")]
    [InlineData("  Kim Jong-Un ", "kim-jong-un")]
    [InlineData("Recep Tayyip Erdoğan", "recep-tayyip-erdogan")]
    [InlineData("Lars Løkke Straße Łódź Iğdır", "lars-lokke-strasse-lodz-igdir")]
    [InlineData("İzmir", "izmir")]
    [InlineData("ﬁve № 5", "five-no-5")]
    public void A_name_becomes_a_slug_without_marks(string name, string key) => Assert.Equal(key, ActorKeys.Of(name).Value);

    [Theory]
    [InlineData("김정은", "name.")]
    [InlineData("Владимир Путин", "name.")]
    [InlineData("KCNA 조선중앙통신", "kcna.")]
    [InlineData("???", "name.")]
    [InlineData("", "name.")]
    public void What_cannot_be_written_so_is_told_apart_by_its_hash(string name, string start)
    {
        var key = ActorKeys.Of(name);
        Assert.StartsWith(start, key.Value);
        Assert.Equal(start.Length + 16, key.Value.Length);
        Assert.Equal(key, ActorKeys.Of(name));
        Assert.NotEqual(key, ActorKeys.Of(name + "김"));
    }

    [Fact]
    public void A_name_that_is_too_long_keeps_its_beginning()
    {
        var (one, other) = (new string('a', 200), new string('a', 199) + "b");
        Assert.Equal(Key.MaxLength, ActorKeys.Of(one).Value.Length);
        Assert.StartsWith(new string('a', 100), ActorKeys.Of(one).Value);
        Assert.NotEqual(ActorKeys.Of(one), ActorKeys.Of(other));
    }

    [Fact]
    public void A_dyad_is_the_same_whoever_acts()
    {
        var (usa, prk) = (Key.Parse("usa"), Key.Parse("prk"));
        Assert.Equal("interaction/prk~usa", ActorKeys.Dyad(usa, prk).ToString());
        Assert.Equal(ActorKeys.Dyad(usa, prk), ActorKeys.Dyad(prk, usa));
        Assert.Equal("interaction/usa~usa", ActorKeys.Dyad(usa, usa).ToString());
    }

    [Fact]
    public void Long_keys_make_dyads_that_are_still_told_apart()
    {
        Key[] keys = [.. Enumerable.Range(0, 40).Select(n => Key.Parse(new string('x', 81 + n))), Key.Parse("usa"), Key.Parse(new string('y', 118))];
        var dyads = keys.SelectMany(a => keys.Where(b => a.CompareTo(b) <= 0).Select(b => ActorKeys.Dyad(a, b))).ToList();
        Assert.Equal(dyads.Count, dyads.Distinct().Count());
        Assert.All(dyads, d => Assert.True(SubjectId.TryParse(d.ToString(), out _)));
    }
}
