using Timeline.Domain.Importing;

namespace Timeline.Domain.Tests.Importing;

public class NameUuidTests
{
    private static readonly Guid Dns = new("6ba7b810-9dad-11d1-80b4-00c04fd430c8");

    private static readonly Guid Url = new("6ba7b811-9dad-11d1-80b4-00c04fd430c8");

    [Fact]
    public void The_example_of_RFC_9562_comes_out() =>
        Assert.Equal(new Guid("2ed6657d-e927-568b-95e1-2665a8aea6a2"), NameUuid.Of(Dns, "www.example.com"));

    [Fact]
    public void What_other_implementations_give_comes_out()
    {
        Assert.Equal(new Guid("886313e1-3b8a-5372-9b90-0c9aee199e5d"), NameUuid.Of(Dns, "python.org"));
        Assert.Equal(new Guid("4db32f13-2b90-551e-bb13-4c966035961b"), NameUuid.Of(Url, "https://example.org/é"));
    }

    // Stored ids are a contract: a repeat must be recognised for ever.
    [Theory]
    [InlineData("icews/33888806", "a9cd2969-143d-5796-96a2-d0dc56a9abf4")]
    [InlineData("gdelt/881990832", "c74d3668-fd30-5321-8c0e-f9434845cb1a")]
    [InlineData("gdelt1/564111644", "030ba382-e686-5cd9-9bf4-0e4b40e64164")]
    public void The_ids_of_what_is_imported_stay_as_they_are(string name, string id) =>
        Assert.Equal(new Guid(id), NameUuid.Of(NameUuid.Imported, name));
}
