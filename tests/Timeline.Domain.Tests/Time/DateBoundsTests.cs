using Timeline.Domain.Time;

namespace Timeline.Domain.Tests.Time;

public class DateBoundsTests
{
    private static readonly DateBounds Year = Edtf.Parse("2011").Bounds;
    private static readonly DateBounds Before = Edtf.Parse("2011-12-30T09:59:59.999999Z").Bounds;
    private static readonly DateBounds After = Edtf.Parse("2011-12-30T10:00:00Z").Bounds;

    /// <summary>The day that Samoa skipped.</summary>
    private static readonly DateBounds Skipped = new(After.Earliest, Before.Latest);

    [Fact]
    public void Only_what_ends_before_it_begins_is_empty()
    {
        Assert.True(Skipped.IsEmpty);
        Assert.False(Year.IsEmpty || After.IsEmpty || DateBounds.Unbounded.IsEmpty);
    }

    [Fact]
    public void No_instant_lies_in_what_is_empty()
    {
        Assert.False(Skipped.Contains(Before.Latest) || Skipped.Contains(After.Earliest));
        Assert.False(Skipped.Overlaps(Year) || Year.Overlaps(Skipped) || Skipped.Overlaps(Skipped));
        Assert.False(Skipped.Overlaps(DateBounds.Unbounded));
        Assert.False(Skipped.Overlaps(Before) || Skipped.Overlaps(After));
    }

    [Fact]
    public void What_is_empty_lies_in_everything_and_holds_only_what_is_empty()
    {
        Assert.True(Year.Contains(Skipped) && Before.Contains(Skipped) && Skipped.Contains(Skipped));
        Assert.False(Skipped.Contains(Before) || Skipped.Contains(After) || Skipped.Contains(Year));
    }

    [Fact]
    public void What_is_empty_adds_nothing()
    {
        Assert.Equal(Before, Before.With(Skipped));
        Assert.Equal(After, Skipped.With(After));
        Assert.Equal(Skipped, Skipped.With(Skipped));
        Assert.Equal(new DateBounds(Before.Earliest, After.Latest), After.With(Before));
    }
}
