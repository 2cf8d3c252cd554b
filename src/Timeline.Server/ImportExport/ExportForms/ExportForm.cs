using Timeline.Server.Http;

namespace Timeline.Server.ImportExport.ExportForms;

/// <summary>A form in which an export is written; FORMATS.md says what stands in each.</summary>
/// <param name="name">Its name in the query.</param>
/// <param name="contentType">Its media type, with parameters.</param>
internal abstract class ExportForm(string name, string contentType)
{
    /// <summary>All of them, the default first.</summary>
    internal static readonly IReadOnlyList<ExportForm> All = [LinesExport.Own, new CsvExport(), new ParquetExport(), LinesExport.CloudEvents];

    /// <summary>Their names.</summary>
    internal static readonly IReadOnlyList<string> Names = [.. All.Select(f => f.Name)];

    /// <summary>The cells of a table for spreadsheets, as recorded.</summary>
    internal const string RawCells = "raw";

    /// <summary>How the cells of such a table may be; the default first.</summary>
    internal static readonly IReadOnlyList<string> Cells = ["safe", RawCells];

    // By its media type a form is the first that has it.
    private static readonly IReadOnlyList<string> MediaTypes = [.. All.Select(f => f.MediaType).Distinct()];

    internal string Name => name;

    internal string ContentType => contentType;

    internal string MediaType => contentType.Split(';')[0];

    /// <summary>As the name of a file ends, where it is saved as one; <see langword="null"/>: it is read line by line.</summary>
    internal virtual string? Extension => null;

    /// <summary>Writes the events as they are read, and never holds them all.</summary>
    internal abstract Task WriteAsync(HttpResponse response, ExportedEvents export, CancellationToken cancellation);

    /// <summary>The form of a name; without one, as the header Accept has it.</summary>
    /// <exception cref="ProblemException">A client takes none of them.</exception>
    internal static ExportForm Of(string? name, HttpContext http)
    {
        if (name is not null) return All.First(f => f.Name == name);
        var accepted = Accepted.Of(http, MediaTypes);
        return All.First(f => f.MediaType == accepted);
    }
}
