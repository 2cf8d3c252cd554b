namespace Timeline.Server.Limits;

/// <summary>
/// Shares a few workers among clients. Clients with somebody waiting take turns, however many each has waiting; those of one client are
/// served in the order in which they came.
/// </summary>
/// <param name="settings">How many workers, and how many may wait.</param>
/// <param name="clock">Tells how long one has waited.</param>
internal sealed class Turns(CostlySettings settings, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Party> _parties = new(StringComparer.Ordinal);

    // Those with somebody waiting, the next first.
    private readonly LinkedList<Party> _next = new();
    private int _free = settings.Workers;
    private int _all;

    /// <summary>How many have a worker.</summary>
    internal int Working
    {
        get
        {
            lock (_lock) return settings.Workers - _free;
        }
    }

    /// <summary>How many wait for one.</summary>
    internal int Waiting
    {
        get
        {
            lock (_lock) return _next.Sum(p => p.Waiting.Count);
        }
    }

    /// <summary>How many there are: with a worker, waiting for one, or doing without for the time being.</summary>
    internal int Count
    {
        get
        {
            lock (_lock) return _all;
        }
    }

    /// <summary>Waits for a worker.</summary>
    /// <exception cref="NoTurnException">Too many wait already, or it took too long.</exception>
    internal async Task<Turn> TakeAsync(string client, CancellationToken cancellation)
    {
        var turn = Join(client, isBounded: true);
        try
        {
            await turn.ResumeAsync(TimeSpan.FromSeconds(settings.WaitSeconds), cancellation);
            return turn;
        }
        catch (TimeoutException)
        {
            turn.Dispose();
            throw new NoTurnException(isOwnShare: false);
        }
        catch
        {
            turn.Dispose();
            throw;
        }
    }

    /// <summary>Waits for a worker for as long as it takes, for an answer that has begun already.</summary>
    internal async Task<Turn> TakePatientlyAsync(string client, CancellationToken cancellation)
    {
        var turn = Join(client, isBounded: false);
        try
        {
            await turn.ResumeAsync(cancellation);
            return turn;
        }
        catch
        {
            turn.Dispose();
            throw;
        }
    }

    private Turn Join(string client, bool isBounded)
    {
        lock (_lock)
        {
            if (!_parties.TryGetValue(client, out var party)) party = new Party(client);
            if (isBounded && party.Count >= settings.PerClient) throw new NoTurnException(isOwnShare: true);
            if (isBounded && _all >= settings.Max) throw new NoTurnException(isOwnShare: false);
            party.Count++;
            _all++;
            _parties[client] = party;
            return new Turn(this, party);
        }
    }

    private void Leave(Party party)
    {
        lock (_lock)
        {
            _all--;
            if (--party.Count == 0) _parties.Remove(party.Client);
        }
    }

    private async Task WorkerAsync(Party party, TimeSpan patience, CancellationToken cancellation)
    {
        LinkedListNode<TaskCompletionSource> waiter;
        lock (_lock)
        {
            if (_free > 0)
            {
                _free--;
                return;
            }

            waiter = party.Waiting.AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            if (party.Waiting.Count == 1) _next.AddLast(party);
        }

        try
        {
            await waiter.Value.Task.WaitAsync(patience, clock, cancellation);
        }
        catch
        {
            // It may have got a worker at this very moment.
            if (!Forget(party, waiter)) Release();
            throw;
        }
    }

    private bool Forget(Party party, LinkedListNode<TaskCompletionSource> waiter)
    {
        lock (_lock)
        {
            if (waiter.List is null) return false;
            party.Waiting.Remove(waiter);
            if (party.Waiting.Count == 0) _next.Remove(party);
            return true;
        }
    }

    private void Release()
    {
        lock (_lock)
        {
            if (_next.First is not { Value: var party })
            {
                _free++;
                return;
            }

            var waiter = party.Waiting.First!;
            party.Waiting.RemoveFirst();
            _next.RemoveFirst();
            if (party.Waiting.Count > 0) _next.AddLast(party);
            waiter.Value.SetResult();
        }
    }

    /// <summary>Those of one client.</summary>
    internal sealed class Party(string client)
    {
        internal string Client => client;

        internal LinkedList<TaskCompletionSource> Waiting { get; } = new();

        internal int Count { get; set; }
    }

    /// <summary>One answer's: it has a worker, or does without while it waits for somebody else.</summary>
    internal sealed class Turn(Turns turns, Party party) : IDisposable
    {
        private bool _isDone;

        /// <summary>Whether it has a worker.</summary>
        internal bool IsWorking { get; private set; }

        /// <summary>Gives the worker to others.</summary>
        internal void Pause()
        {
            if (!IsWorking) return;
            IsWorking = false;
            turns.Release();
        }

        /// <summary>Waits for a worker again.</summary>
        internal Task ResumeAsync(CancellationToken cancellation) => ResumeAsync(Timeout.InfiniteTimeSpan, cancellation);

        internal async Task ResumeAsync(TimeSpan patience, CancellationToken cancellation)
        {
            if (IsWorking) return;
            await turns.WorkerAsync(party, patience, cancellation);
            IsWorking = true;
        }

        public void Dispose()
        {
            Pause();
            if (_isDone) return;
            _isDone = true;
            turns.Leave(party);
        }
    }
}

/// <summary>There are too many for one more to wait.</summary>
/// <param name="isOwnShare">The client itself has as many as it may; else all together have.</param>
internal sealed class NoTurnException(bool isOwnShare) : Exception("There are too many costly answers.")
{
    internal bool IsOwnShare => isOwnShare;
}
