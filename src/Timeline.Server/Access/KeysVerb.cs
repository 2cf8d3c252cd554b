using Timeline.Domain.Json;
using Timeline.Domain.Record;
using Timeline.Domain.Time;
using Timeline.Postgres.Access;
using Timeline.Server.Settings;

namespace Timeline.Server.Access;

/// <summary>Makes, lists and revokes keys. A running server goes by it at once.</summary>
internal abstract record KeysVerb
{
    /// <exception cref="UsageException">That cannot be done with keys.</exception>
    internal static KeysVerb Parse(string[] words)
    {
        try
        {
            return words switch
            {
                ["list"] => new ListKeys(),
                ["revoke", var name] => new RevokeKey(Key.Parse(name)),
                ["create", var name, .. var rights] => CreateKey.Parse(Key.Parse(name), rights),
                _ => throw new UsageException("keys takes: create NAME [right=…], list, or revoke NAME."),
            };
        }
        catch (FormatException e)
        {
            throw new UsageException(e.Message);
        }
    }

    /// <summary>Does it.</summary>
    /// <returns>The exit code: 0 if it is done.</returns>
    internal abstract Task<int> RunAsync(
        AccessKeys keys, AuditLog audit, TimeProvider clock, TextWriter output, TextWriter notes, CancellationToken cancellation);
}

internal sealed record CreateKey(Key Name, Grant Grant, Edtf? Expires) : KeysVerb
{
    internal static CreateKey Parse(Key name, IReadOnlyList<string> rights)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var right in rights)
        {
            if (right.Split('=', 2) is not [("timeline" or "role" or "knowers" or "expires") and var word, { Length: > 0 } value] || !given.TryAdd(word, value))
                throw new UsageException($"'{right}' is no right of a key: timeline=, role=, knowers= and expires=, each once.");
        }

        var grant = Grant.Parse(given.GetValueOrDefault("timeline"), given.GetValueOrDefault("role"), given.GetValueOrDefault("knowers"));
        if (!given.TryGetValue("expires", out var text)) return new CreateKey(name, grant, null);
        if (!Edtf.TryParse(text, out var expires, out var error) || !expires.Latest.IsFinite)
            throw new UsageException($"expires={text} is no date or instant{(error is null ? "" : $": {error.Reason}")}.");
        return new CreateKey(name, grant, expires);
    }

    internal override async Task<int> RunAsync(
        AccessKeys keys, AuditLog audit, TimeProvider clock, TextWriter output, TextWriter notes, CancellationToken cancellation)
    {
        var key = ApiKey.New();
        var kept = new AccessKey
        {
            Id = key.Id,
            Name = Name,
            Hash = key.Hash,
            Timeline = Grant.Timeline,
            Role = Words.Text(Grant.Role),
            Clearance = Grant.Clearance,
            Created = Instant.FromDateTimeOffset(clock.GetUtcNow()),
            Expires = Expires?.Latest,
        };
        if (!await keys.AddAsync(kept, cancellation))
        {
            await notes.WriteLineAsync($"There is, or was, a key '{Name}', and its name stands in what was recorded with it. Choose another.");
            return 1;
        }

        try
        {
            audit.Require(audit.Entry(AuditAction.CreateKey, kept));
        }
        catch (IOException e)
        {
            // Nobody has seen it, so it is good for nothing; this says so.
            await keys.RevokeAsync(Name, CancellationToken.None);
            await notes.WriteLineAsync($"{e.Message} No key is given out; the name '{Name}' is used up.");
            return 1;
        }

        await notes.WriteLineAsync("This is the key. It is shown once and kept nowhere; send it as Authorization: Bearer …");
        await output.WriteLineAsync(key.Text);
        return 0;
    }
}

internal sealed record ListKeys : KeysVerb
{
    internal override async Task<int> RunAsync(
        AccessKeys keys, AuditLog audit, TimeProvider clock, TextWriter output, TextWriter notes, CancellationToken cancellation)
    {
        var all = await keys.AllAsync(cancellation);
        if (all.Count == 0) await notes.WriteLineAsync("There is no key yet: keys create NAME makes one.");
        var now = Instant.FromDateTimeOffset(clock.GetUtcNow());
        string[][] table =
        [
            ["name", "timeline", "role", "knowers", "created", "good"],
            .. all.Select(k => (string[])
            [
                k.Name.Value, k.Timeline?.Value ?? Grant.All, k.Role,
                k.Clearance.IsForAll ? Grant.All : string.Join(',', [Key.Public, .. k.Clearance.Knowers]),
                k.Created.ToString(), Good(k, now),
            ]),
        ];
        var widths = Enumerable.Range(0, table[0].Length).Select(column => table.Max(row => row[column].Length)).ToList();
        foreach (var row in all.Count == 0 ? [] : table)
            await output.WriteLineAsync(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        return 0;
    }

    private static string Good(AccessKey key, Instant now) =>
        key.Revoked is { } revoked ? $"revoked {revoked}"
        : key.Expires is { } expires ? $"{(expires <= now ? "expired" : "until")} {expires}"
        : "yes";
}

internal sealed record RevokeKey(Key Name) : KeysVerb
{
    internal override async Task<int> RunAsync(
        AccessKeys keys, AuditLog audit, TimeProvider clock, TextWriter output, TextWriter notes, CancellationToken cancellation)
    {
        if (await keys.RevokeAsync(Name, cancellation) is not { } revoked)
        {
            await notes.WriteLineAsync($"There is no key '{Name}'. keys list tells which there are.");
            return 1;
        }

        await output.WriteLineAsync($"{revoked.Name}: revoked {revoked.Revoked}.");
        try
        {
            audit.Require(audit.Entry(AuditAction.RevokeKey, revoked));
            return 0;
        }
        catch (IOException e)
        {
            await notes.WriteLineAsync(e.Message);
            return 1;
        }
    }
}
