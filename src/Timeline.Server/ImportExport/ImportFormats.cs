using Timeline.Domain.Importing;
using Timeline.Domain.Time;
using Timeline.Server.Http;

namespace Timeline.Server.ImportExport;

/// <summary>The formats that an import may be in, by their names in the query; FORMATS.md says what becomes of their columns.</summary>
internal static class ImportFormats
{
    /// <summary>The one whose rows do not say when they became known.</summary>
    internal const string Undated = "icews";

    /// <summary>Their names, the default first.</summary>
    internal static readonly IReadOnlyList<string> Names = ["timeline", Undated, "gdelt", "gdelt1", "gdelt-mentions"];

    /// <summary>A reader of lines of one of them.</summary>
    internal static LineFormat Of(string name, Edtf? known) => name switch
    {
        Undated => new Icews(known!),
        "gdelt" => new Gdelt(),
        "gdelt1" => new Gdelt1(),
        "gdelt-mentions" => new GdeltMentions(),
        _ => new OwnLines(Body.MaxEventLength),
    };

    /// <summary>The media types it is sent in.</summary>
    internal static IReadOnlyList<string> MediaTypes(string name) => name == Names[0] ? Body.Lines : Body.Tables;
}
