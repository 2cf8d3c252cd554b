using Npgsql;
using NpgsqlTypes;
using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
using Timeline.Domain.Time;

namespace Timeline.Postgres.Access;

/// <summary>A key by which somebody is known to the service, without its secret.</summary>
public sealed record AccessKey
{
    /// <summary>What it is found by; part of the key itself, and no secret.</summary>
    public required string Id { get; init; }

    /// <summary>Who holds it; never given to another key, for it stands in what was recorded with it.</summary>
    public required Key Name { get; init; }

    /// <summary>SHA-256 of the whole key, 32 bytes: its secret is random and long, so nothing slower is called for.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>Where it is good for something; <see langword="null"/>: in every timeline.</summary>
    public Key? Timeline { get; init; }

    /// <summary>What may be done with it, a word of the server's.</summary>
    public required string Role { get; init; }

    /// <summary>Whose knowledge may be asked for with it.</summary>
    public required Clearance Clearance { get; init; }

    /// <summary>When it was made.</summary>
    public required Instant Created { get; init; }

    /// <summary>From when on it is good for nothing; <see langword="null"/>: never.</summary>
    public Instant? Expires { get; init; }

    /// <summary>When it was revoked; <see langword="null"/>: it was not.</summary>
    public Instant? Revoked { get; init; }
}

/// <summary>The keys to the service. A change holds for every server from its commit on.</summary>
public sealed class AccessKeys(NpgsqlDataSource database, TimeProvider clock)
{
    private const string Columns = "id, name, hash, timeline, role, knowers, created, expires, revoked";

    /// <summary>Keeps a new key.</summary>
    /// <returns>Whether it is kept; its name may have been given before.</returns>
    public async Task<bool> AddAsync(AccessKey key, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand($"""
            insert into timeline.access_keys ({Columns}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (name) do nothing
            """);
        command.Parameters.Add(new() { Value = key.Id });
        command.Parameters.Add(new() { Value = key.Name.Value });
        command.Parameters.Add(new() { Value = key.Hash });
        command.Parameters.Add(new() { Value = (object?)key.Timeline?.Value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Varchar });
        command.Parameters.Add(new() { Value = key.Role });
        command.Parameters.Add(new()
        {
            Value = key.Clearance.IsForAll ? DBNull.Value : key.Clearance.Knowers.Select(k => k.Value).ToArray(),
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Varchar,
        });
        command.Parameters.Add(At(key.Created));
        command.Parameters.Add(At(key.Expires));
        command.Parameters.Add(At(key.Revoked));
        return await command.ExecuteNonQueryAsync(cancellation) == 1;
    }

    /// <summary>All keys ever made, by name.</summary>
    public async Task<IReadOnlyList<AccessKey>> AllAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand($"select {Columns} from timeline.access_keys order by name collate \"C\"");
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var keys = new List<AccessKey>();
        while (await reader.ReadAsync(cancellation)) keys.Add(Read(reader));
        return keys;
    }

    /// <summary>A key by its id; <see langword="null"/>: there is none.</summary>
    public async Task<AccessKey?> FindAsync(string id, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand($"select {Columns} from timeline.access_keys where id = $1");
        command.Parameters.Add(new() { Value = id });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation) ? Read(reader) : null;
    }

    /// <summary>Whether there ever was a key. It stays so: a revoked one counts.</summary>
    public async Task<bool> AnyAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("select exists (select from timeline.access_keys)");
        return (bool)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>Revokes the key of that name; one revoked already keeps its date.</summary>
    /// <returns>The key as it is now; <see langword="null"/>: there is none.</returns>
    public async Task<AccessKey?> RevokeAsync(Key name, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand($"""
            update timeline.access_keys set revoked = coalesce(revoked, $2) where name = $1 returning {Columns}
            """);
        command.Parameters.Add(new() { Value = name.Value });
        command.Parameters.Add(At(Instant.FromDateTimeOffset(clock.GetUtcNow())));
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation) ? Read(reader) : null;
    }

    private static NpgsqlParameter At(Instant? instant) => new()
    {
        Value = instant is { } at ? at.ToDateTimeOffset().UtcDateTime : DBNull.Value,
        NpgsqlDbType = NpgsqlDbType.TimestampTz,
    };

    private static AccessKey Read(NpgsqlDataReader row) => new()
    {
        Id = row.GetString(0),
        Name = Key.Parse(row.GetString(1)),
        Hash = row.GetFieldValue<byte[]>(2),
        Timeline = row.IsDBNull(3) ? null : Key.Parse(row.GetString(3)),
        Role = row.GetString(4),
        Clearance = row.IsDBNull(5) ? Clearance.All : Clearance.For(row.GetFieldValue<string[]>(5).Select(Key.Parse)),
        Created = Instant.FromDateTimeOffset(row.GetFieldValue<DateTimeOffset>(6)),
        Expires = row.IsDBNull(7) ? null : Instant.FromDateTimeOffset(row.GetFieldValue<DateTimeOffset>(7)),
        Revoked = row.IsDBNull(8) ? null : Instant.FromDateTimeOffset(row.GetFieldValue<DateTimeOffset>(8)),
    };
}
