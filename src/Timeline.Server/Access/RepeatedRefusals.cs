namespace Timeline.Server.Access;

/// <summary>
/// The refusals of this minute, so that nobody fills the log: the first of a kind is written at once, those like it are counted. Of a
/// stranger, one kind is an address and a cause; of somebody known, also an endpoint and a timeline.
/// </summary>
internal sealed class RepeatedRefusals
{
    /// <summary>How many kinds of strangers are told apart; further ones are counted together.</summary>
    internal const int MaxStrangers = 1000;

    private readonly Lock _lock = new();
    private Dictionary<AuditEntry, int> _more = [];
    private int _strangers;
    private AuditEntry? _further;
    private int _furtherTimes;

    /// <summary>Whether there was none like it in this minute.</summary>
    internal bool IsFirst(AuditEntry refusal)
    {
        var kind = new AuditEntry { At = "", Action = refusal.Action, Who = refusal.Who, Address = refusal.Address, Status = refusal.Status, Cause = refusal.Cause };
        if (refusal.Who is not null) kind = kind with { Method = refusal.Method, Route = refusal.Route, Timeline = refusal.Timeline };
        lock (_lock)
        {
            if (_more.TryGetValue(kind, out var times))
            {
                _more[kind] = times + 1;
                return false;
            }

            if (refusal.Who is null && ++_strangers > MaxStrangers)
            {
                _further ??= new AuditEntry { At = "", Action = refusal.Action };
                _furtherTimes++;
                return false;
            }

            _more.Add(kind, 0);
            return true;
        }
    }

    /// <summary>What was counted, and begins anew.</summary>
    internal IReadOnlyList<AuditEntry> Take()
    {
        lock (_lock)
        {
            List<AuditEntry> counted = [.. _more.Where(m => m.Value > 0).Select(m => m.Key with { Times = m.Value })];
            if (_further is not null) counted.Add(_further with { Times = _furtherTimes });
            (_more, _strangers, _further, _furtherTimes) = ([], 0, null, 0);
            return counted;
        }
    }
}
