using System.Globalization;
using System.Text.Json;
using CsvHelper;
using DuckDB.NET.Data;
using Timeline.Domain.Time;

namespace Timeline.Service.Tests.ImportExport;

/// <summary>Reads exports that are tables: rows of texts, instants in microseconds since 1970, <see langword="null"/> where there is nothing.</summary>
internal static class Tables
{
    internal static readonly string[] Columns =
    [
        "id", "subject", "kind", "type", "data", "mode", "absent", "accountOf", "zone", "zoneName", "happened", "happenedFrom", "happenedTo", "known", "disclosures", "publisher", "title",
        "url", "published", "language", "author", "quote", "locator", "archived", "attribution", "reliability", "credibility", "related", "notedAt", "version", "seq",
        "recordedAt", "recordedBy", "erased",
    ];

    internal static readonly string[] Moments = ["happenedFrom", "happenedTo", "known", "notedAt", "recordedAt"];

    private static readonly string[] Numbers = ["credibility", "version", "seq"];

    /// <summary>The row that a line of an export says.</summary>
    internal static string?[] OfLine(string line)
    {
        using var document = JsonDocument.Parse(line);
        var e = document.RootElement;
        var zone = LocalZone.Of(Text(e, "zone"), null);
        var happened = Edtf.Parse(Text(e, "happened")!).In(zone);
        var noted = Edtf.Parse(Text(e, "notedAt")!).Earliest;
        var known = e.GetProperty("disclosures").EnumerateArray().Select(d => Instant.Min(Edtf.Parse(Text(d, "at")!).In(Text(d, "zone") is { } own ? LocalZone.Of(own, null) : zone).Latest, noted)).Min();
        return
        [
            .. Columns.Select(column => column switch
            {
                "kind" => Text(e, "subject")!.Split('/')[0],
                "happenedFrom" => Moment(happened.Earliest),
                "happenedTo" => Moment(happened.Latest),
                "known" => Moment(known),
                "notedAt" or "recordedAt" => Instant.TryParse(Text(e, column), out var instant) ? Moment(instant) : null,
                "publisher" or "title" or "url" or "published" or "language" or "author" or "quote" or "locator" or "archived" =>
                    e.TryGetProperty("source", out var source) ? Text(source, column) : null,
                "reliability" or "credibility" => e.TryGetProperty("assessment", out var assessment) ? Text(assessment, column) : null,
                _ => Text(e, column),
            }),
        ];
    }

    internal static List<string?[]> OfCsv(string csv)
    {
        using var reader = new CsvReader(new StringReader(csv), CultureInfo.InvariantCulture);
        Assert.True(reader.Read() && reader.ReadHeader());
        Assert.Equal(Columns, reader.HeaderRecord);
        var rows = new List<string?[]>();
        while (reader.Read())
        {
            Assert.Equal(Columns.Length, reader.Parser.Count);
            rows.Add([.. Columns.Select((column, i) => reader[i] is not { Length: > 0 } cell ? null
                : Moments.Contains(column) && Instant.TryParse(cell, out var instant) ? Moment(instant) : cell)]);
        }

        return rows;
    }

    internal static List<string?[]> OfParquet(byte[] parquet)
    {
        var rows = new List<string?[]>();
        Read(parquet, $"SELECT * REPLACE ({string.Join(", ", Moments.Select(m => $"epoch_us({m}) AS {m}"))}) FROM read_parquet($file)", row =>
            rows.Add([.. Enumerable.Range(0, row.FieldCount).Select(i => row.IsDBNull(i) ? null : Convert.ToString(row.GetValue(i), CultureInfo.InvariantCulture))]));
        return rows;
    }

    /// <summary>The names of the columns of a file, with their types.</summary>
    internal static List<string> TypesOfParquet(byte[] parquet)
    {
        var types = new List<string>();
        Read(parquet, "DESCRIBE SELECT * FROM read_parquet($file)", row => types.Add($"{row.GetString(0)} {row.GetString(1)}"));
        return types;
    }

    /// <summary>What a file says of itself.</summary>
    internal static Dictionary<string, string> MetadataOfParquet(byte[] parquet)
    {
        var metadata = new Dictionary<string, string>();
        Read(parquet, "SELECT decode(key), decode(value) FROM parquet_kv_metadata($file)", row => metadata.Add(row.GetString(0), row.GetString(1)));
        return metadata;
    }

    /// <summary>The names and types that the columns should have.</summary>
    internal static IEnumerable<string> Types() =>
        Columns.Select(c => $"{c} {(Moments.Contains(c) ? "TIMESTAMP WITH TIME ZONE" : Numbers.Contains(c) ? "BIGINT" : "VARCHAR")}");

    private static void Read(byte[] parquet, string sql, Action<DuckDBDataReader> row)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(file, parquet);
            using var duckDb = new DuckDBConnection("DataSource=:memory:");
            duckDb.Open();
            using var command = duckDb.CreateCommand();
            command.CommandText = sql;
            command.Parameters.Add(new DuckDBParameter("file", file));
            using var reader = command.ExecuteReader();
            while (reader.Read()) row(reader);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static string? Moment(Instant instant) => instant.IsFinite ? instant.Microseconds.ToString(CultureInfo.InvariantCulture) : null;

    private static string? Text(JsonElement of, string member) =>
        of.TryGetProperty(member, out var value) ? value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText() : null;
}
