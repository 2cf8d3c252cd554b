using System.Collections.Concurrent;
using System.Data.Common;
using System.Globalization;
using System.Text.RegularExpressions;
using JasperFx.Events;
using Npgsql;
using Weasel.Core;
using Weasel.Storage;
using IStorageOperation = Marten.Internal.Operations.IStorageOperation;

namespace Timeline.Postgres.Events;

/// <summary>One statement of ours as an operation of a Marten session: it is sent in one batch with Marten's own, after them.</summary>
/// <param name="sql">With <c>$1</c>, <c>$2</c> … for the values.</param>
/// <param name="values">A value each, or a parameter where its type has to be said.</param>
internal sealed partial class Statement(string sql, params object[] values) : IStorageOperation, NoDataReturnedCall
{
    private static readonly ConcurrentDictionary<string, string[]> Pieces = new();

    /// <summary>The same, to be sent by itself.</summary>
    internal NpgsqlBatchCommand ToCommand()
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values) command.Parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value });
        return command;
    }

    /// <inheritdoc/>
    public Type DocumentType => typeof(IEvent);

    /// <inheritdoc/>
    public OperationRole Role() => OperationRole.Events;

    /// <inheritdoc/>
    public Task PostprocessAsync(DbDataReader reader, IList<Exception> exceptions, CancellationToken token) => Task.CompletedTask;

    /// <inheritdoc/>
    public void ConfigureCommand(Weasel.Postgresql.ICommandBuilder builder, IStorageSession session)
    {
        // Marten numbers the parameters of a batch itself.
        foreach (var piece in Pieces.GetOrAdd(sql, text => Parameters().Split(text)))
        {
            if (piece is not ['$', .. var number])
            {
                builder.Append(piece);
                continue;
            }

            var value = values[int.Parse(number, CultureInfo.InvariantCulture) - 1];
            if (value is NpgsqlParameter typed) builder.AppendParameter(typed.Value, typed.NpgsqlDbType);
            else builder.AppendParameter(value);
        }
    }

    [GeneratedRegex(@"(\$\d+)")]
    private static partial Regex Parameters();
}
