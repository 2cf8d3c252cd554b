using Timeline.Domain.Importing;
using Timeline.Domain.Time;
using Timeline.Server.Http;

namespace Timeline.Server.ImportExport;

/// <summary>The formats that an import may be in, by their names in the query; FORMATS.md says what becomes of their columns.</summary>
internal static class ImportFormats
{
    /// <summary>The one whose rows do not say when they became known.</summary>
    internal const string Undated = FormatNames.Icews;

    /// <summary>Their names, the default first.</summary>
    internal static IReadOnlyList<string> Names => FormatNames.All;

    /// <summary>A reader of lines of one of them.</summary>
    internal static LineFormat Of(string name, Edtf? known) => name switch
    {
        FormatNames.Icews => new Icews(known!),
        FormatNames.Gdelt => new Gdelt(),
        FormatNames.Gdelt1 => new Gdelt1(),
        FormatNames.GdeltMentions => new GdeltMentions(),
        _ => new OwnLines(Body.MaxEventLength),
    };

    /// <summary>The media types it is sent in.</summary>
    internal static IReadOnlyList<string> MediaTypes(string name) => name == FormatNames.Timeline ? Body.Lines : Body.Tables;
}
