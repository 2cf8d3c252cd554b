using Timeline.Domain.Record;

namespace Timeline.Postgres.Projections;

/// <summary>Who is told of an event as it is recorded.</summary>
/// <param name="Knower">Who.</param>
/// <param name="Event">Of which.</param>
/// <param name="IsSure">They learn of it by that; else it depends on what it acts on, and the domain decides.</param>
internal sealed record ToldAtOnce(string Knower, TimelineEvent Event, bool IsSure);

/// <summary>The rows beside the ledger that events give, and those of earlier events that they act on.</summary>
internal sealed class IndexedRows
{
    private readonly Dictionary<Guid, IndexedEvent> _rows;

    // Of an act the event that it is told with: its target, or what that is told with; itself, if it is disclosed by name.
    private readonly Dictionary<Guid, IndexedEvent> _toldWith = [];
    private readonly List<ToldAtOnce> _told = [];

    private IndexedRows(Dictionary<Guid, IndexedEvent> rows) => _rows = rows;

    /// <summary>The rows.</summary>
    internal IReadOnlyCollection<IndexedEvent> All => _rows.Values;

    /// <summary>Who is told of each of the events.</summary>
    internal IReadOnlyList<ToldAtOnce> Told => _told;

    /// <summary>Whether the earlier acts on the earlier events are needed, and are not here.</summary>
    internal bool NeedsActs { get; private set; }

    /// <summary>Of earlier events and events that are recorded after them, in order of position.</summary>
    internal static IndexedRows Of(IReadOnlyCollection<IndexedEvent> earlier, IReadOnlyCollection<TimelineEvent> recorded)
    {
        var rows = new IndexedRows(earlier.Concat(recorded.Select(IndexedEvent.Of)).ToDictionary(r => r.Event.Id));
        foreach (var row in earlier.OrderBy(r => r.Event.Seq)) rows.Add(row);
        foreach (var e in recorded) rows.Tell(rows._rows[e.Id]);
        foreach (var act in rows.All.Where(r => r.Event.Target is not null).OrderBy(r => r.Event.Seq).ToList())
        {
            if (rows._rows.TryGetValue(act.Event.Target!.Value, out var target)) act.ActOn(target);
        }

        // Whoever can learn of an earlier event from now on may learn of what acted on it before.
        rows.NeedsActs |= earlier.Any(r => r.IsWidened && !r.IsAnew);
        return rows;
    }

    // What an act has its target say, and with what it is told.
    private void Add(IndexedEvent row)
    {
        _toldWith[row.Event.Id] = row;
        if (row.Event.Target is not { } id || !_rows.TryGetValue(id, out var target)) return;
        if (row.FollowsTarget) _toldWith[row.Event.Id] = _toldWith.GetValueOrDefault(id, target);
        // What stands in the target's rows is there already.
        if ((row.KnowersBefore is null || target.IsAnew) && !target.TryAdd(row.Event)) NeedsActs = true;
    }

    // Who is told of an event when all before it is recorded, and nothing after it.
    private void Tell(IndexedEvent row)
    {
        Add(row);
        var e = row.Event;
        if (e.Target is not { } id || !_rows.TryGetValue(id, out var target))
        {
            _told.AddRange(row.Knowers.Select(w => new ToldAtOnce(w, e, IsSure: true)));
            return;
        }

        var with = _toldWith.GetValueOrDefault(id, target);
        var isOfTheWorld = target.Event.Target is null;
        foreach (var w in row.KnowersOn(with.Knowers))
        {
            var isSure = w == Key.Public.Value
                || (isOfTheWorld && (target.Knowers.Contains(w) || target.Knowers.Contains(Key.Public.Value)));
            _told.Add(new ToldAtOnce(w, e, isSure));
        }
    }
}
