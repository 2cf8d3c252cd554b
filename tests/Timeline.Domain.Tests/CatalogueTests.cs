using System.Text.Json;
using System.Text.RegularExpressions;
using Timeline.Domain.Json;
using Timeline.Domain.Knowing;
using Timeline.Domain.Record;

namespace Timeline.Domain.Tests;

public partial class CatalogueTests
{
    public static TheoryData<string> Names => [.. Catalogue.Types.Select(t => t.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void An_example_is_a_payload_of_its_type(string name)
    {
        var type = TypeOf(name);
        using var example = JsonDocument.Parse(type.Example);
        var faults = new List<Fault>();

        type.Check(example.RootElement, "", absent: null, "", isAccount: false, faults);

        Assert.Empty(faults);
        Assert.Equal(type.ClrType, type.ReadData(example.RootElement).GetType());
        Assert.Equal(type.ReadData(type.Example), type.ReadData(example.RootElement));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_a_type_requires_is_a_member_of_it_and_in_its_example(string name)
    {
        var type = TypeOf(name);

        Assert.Subset(type.Members.ToHashSet(), type.Required.ToHashSet());
        Assert.All(type.Required, member => Assert.Contains($"\"{member}\":", type.Example, StringComparison.Ordinal));
        Assert.Equal(type.Required.Distinct(), type.Required);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_event_of_the_world_has_a_CAMEO_code_and_an_act_on_the_record_none(string name)
    {
        var type = TypeOf(name);

        // Who an actor is, is no event of the standard; an interaction brings its own code.
        var isCoded = !type.IsActOnTheRecord && !type.Kinds.Contains("actor") && !type.Kinds.Contains("interaction");
        Assert.Equal(isCoded, type.Cameo.Count > 0);
        Assert.All(type.Cameo, code => Assert.Matches("^(0[1-9]|1[0-9]|20)[0-9]{1,2}$", code));
        Assert.All(type.Plover, code => Assert.Matches("^[A-Z]+(-[a-z-]+)?$", code));
        Assert.Contains(type.Plover.Count, new[] { 0, type.Cameo.Count });
    }

    [Fact]
    public void Names_are_unique_and_stored_in_snake_case()
    {
        Assert.Equal(Catalogue.Types.Count, Catalogue.Types.Select(t => t.Name).Distinct().Count());
        Assert.Equal(Catalogue.Types.Count, Catalogue.Types.Select(t => t.StoredName).Distinct().Count());
        Assert.All(Catalogue.Types, t => Assert.Matches(SnakeCase(), t.StoredName));
        Assert.All(Catalogue.Types, t => Assert.Same(t, Catalogue.StoredType(t.StoredName)));
        Assert.Equal("venue_rejected", TypeOf("VenueRejected").StoredName);
    }

    [Fact]
    public void Types_are_in_the_order_in_which_they_stand() => Assert.Equal(Enumerable.Range(0, Catalogue.Types.Count), Catalogue.Types.Select(t => t.Order));

    [Fact]
    public void Every_payload_of_the_domain_is_in_the_catalogue_and_sealed()
    {
        var payloads = typeof(EventData).Assembly.GetTypes().Where(t => t.IsAssignableTo(typeof(EventData)) && !t.IsAbstract && t != typeof(ErasedData)).ToHashSet();

        Assert.True(payloads.SetEquals(Catalogue.Types.Select(t => t.ClrType)));
        Assert.All(payloads, t => Assert.True(t.IsSealed));
    }

    [Fact]
    public void Types_belong_to_kinds_that_there_are() =>
        Assert.All(Catalogue.Types.SelectMany(t => t.Kinds), kind => Assert.True(Catalogue.TryFindKind(kind, out _)));

    [Fact]
    public void No_pointer_has_a_value_and_members_below_it()
    {
        foreach (var kind in Catalogue.Kinds)
        {
            var pointers = Asserting(kind.Name).SelectMany(t => t.Pointers).Distinct().ToList();
            Assert.Empty(from leaf in pointers from other in pointers where other.StartsWith(leaf + "/", StringComparison.Ordinal) select $"{leaf} and {other}");
        }
    }

    [Fact]
    public void A_pointer_is_a_tally_always_or_never()
    {
        foreach (var kind in Catalogue.Kinds)
        {
            var all = Asserting(kind.Name).SelectMany(t => t.Assertions).ToList();
            Assert.Empty(all.Where(a => a.IsTally).Select(a => a.Pointer).Intersect(all.Where(a => !a.IsTally).Select(a => a.Pointer)));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_event_of_the_world_asserts_something_and_acts_on_the_record_nothing(string name)
    {
        var type = TypeOf(name);
        var (assertions, gaps) = Claims.Of(type.ReadData(type.Example), absent: null, Ledger.Id("act"), id => id);

        Assert.Equal(type.IsActOnTheRecord, assertions.Count == 0);
        Assert.Empty(gaps);
        Assert.Equal(assertions.Count, assertions.Select(a => a.Pointer).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_required_member_leaves_a_gap_where_it_is_withheld(string name)
    {
        var type = TypeOf(name);
        if (type.IsActOnTheRecord || name == "ReplyGiven") return;
        foreach (var member in type.Required)
        {
            using var example = JsonDocument.Parse(type.Example);
            var members = example.RootElement.EnumerateObject().Where(m => m.Name != member).ToDictionary(m => m.Name, m => m.Value);
            var data = type.ReadData(JsonSerializer.Serialize(members));
            var absent = new Absences(new Dictionary<string, Absence> { [member] = Absence.Withheld });

            Assert.NotEmpty(Claims.Of(data, absent, Ledger.Id("act"), id => id).Gaps);
        }
    }

    [Fact]
    public void Every_member_of_a_state_that_a_kind_names_is_asserted_by_some_type()
    {
        foreach (var kind in Catalogue.Kinds)
        {
            var roots = Asserting(kind.Name).SelectMany(t => t.Pointers).Select(p => p.Split('/')[1]).ToHashSet();
            if (kind.Name == "interaction") roots.UnionWith(["first", "last"]); // these follow from the counts
            Assert.Subset(roots, kind.StateMembers.ToHashSet());
        }
    }

    private static EventType TypeOf(string name) => Catalogue.TryFindType(name, out var type) ? type : throw new KeyNotFoundException(name);

    private static IEnumerable<(IReadOnlyList<Assertion> Assertions, IEnumerable<string> Pointers)> Asserting(string kind)
    {
        foreach (var type in Catalogue.Types.Where(t => t.Fits(kind)))
        {
            var data = type.ReadData(type.Example);
            // Members that an example leaves out are claimed as existing by saying that they do not.
            var absent = new Absences(type.Members.ToDictionary(m => m, _ => Absence.None));
            var assertions = Claims.Of(data, absent, Ledger.Id("act"), id => id).Assertions;
            yield return (assertions, assertions.Select(a => a.Pointer));
        }
    }

    [GeneratedRegex("^[a-z]+(_[a-z]+)*$")]
    private static partial Regex SnakeCase();
}
