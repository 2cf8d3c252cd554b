using Microsoft.AspNetCore.Http.Features;
using Timeline.Postgres.Events;
using Timeline.Server.Http;

namespace Timeline.Server.Limits;

/// <summary>How much an endpoint reads: every read has one.</summary>
/// <param name="AtMost">
/// How many events it may read without taking turns; 0: it takes turns from the start; <see langword="null"/>: it sees to that itself.
/// </param>
internal sealed record ReadCost(int? AtMost);

/// <summary>The costs of endpoints, beside their addresses.</summary>
internal static class ReadCosts
{
    /// <summary>It reads much of a timeline, so it waits for one of a few workers.</summary>
    internal static TBuilder Costly<TBuilder>(this TBuilder route) where TBuilder : IEndpointConventionBuilder =>
        route.WithMetadata(new ReadCost(0));

    /// <summary>It reads few events as a rule. Where it comes to more, it is asked again as one that is costly.</summary>
    internal static TBuilder Small<TBuilder>(this TBuilder route, int atMost = 2000) where TBuilder : IEndpointConventionBuilder =>
        route.WithMetadata(new ReadCost(atMost));

    /// <summary>It goes on for long, and takes turns where it reads much.</summary>
    internal static TBuilder TakesTurnsItself<TBuilder>(this TBuilder route) where TBuilder : IEndpointConventionBuilder =>
        route.WithMetadata(new ReadCost(null));
}

/// <summary>
/// Keeps costly answers from slowing down all others. They share a few workers and a bound on the events that they hold. An answer that is
/// small goes past them; one that turns out not to be is begun again in its turn.
/// </summary>
internal sealed class ReadLanes(LimitSettings settings, TimeProvider clock)
{
    private readonly Budget _small = new(settings.Costly.Events);
    private readonly Budget _costly = new(settings.Costly.Events);

    /// <summary>Who works, and who waits.</summary>
    internal Turns Turns { get; } = new(settings.Costly, clock);

    /// <summary>How many events costly answers have held at most, and small ones.</summary>
    internal (int Costly, int Small) Most => (_costly.Most, _small.Most);

    /// <summary>Gives an answer in its lane.</summary>
    internal async Task AnswerAsync(HttpContext http, RequestDelegate next, ReadCost cost)
    {
        if (cost.AtMost is not { } atMost)
        {
            await next(http);
            return;
        }

        if (atMost > 0)
        {
            using var few = new Few(_small, atMost);
            try
            {
                EventMeter.Current = few;
                await next(http);
                return;
            }
            catch (NotFewException) when (!http.Response.HasStarted)
            {
                http.Response.Clear();
            }
            finally
            {
                EventMeter.Current = null;
            }
        }

        Turns.Turn turn;
        try
        {
            turn = await Turns.TakeAsync(Client.Of(http), http.RequestAborted);
        }
        catch (NoTurnException e)
        {
            await ProblemMapping.WriteAsync(http, e.IsOwnShare
                ? Cause.TooManyRequests.Problem("Too many of your costly requests wait already. Send the next when one is answered.")
                : Cause.Overloaded.Problem("Too many costly requests wait already."));
            return;
        }

        using (turn)
        using (var many = new Many(_costly))
        {
            var body = http.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
            try
            {
                EventMeter.Current = many;
                http.Features.Set(turn);
                http.Features.Set<IHttpResponseBodyFeature>(new YieldingBody(body, turn, http.RequestAborted));
                await next(http);
            }
            finally
            {
                EventMeter.Current = null;
                http.Features.Set(body);
            }
        }
    }

    /// <summary>
    /// Reads for an answer that has begun already and goes on: past the turns if it is little, else in its turn, whenever that comes.
    /// </summary>
    /// <param name="client">Whose turn.</param>
    /// <param name="atMost">How many events it may read without a turn.</param>
    /// <param name="read">Reads; perhaps twice.</param>
    /// <param name="cancellation">Ends it.</param>
    internal async Task<T> ReadAsync<T>(string client, int atMost, Func<Task<T>> read, CancellationToken cancellation)
    {
        if (atMost > 0)
        {
            using var few = new Few(_small, atMost);
            try
            {
                EventMeter.Current = few;
                return await read();
            }
            catch (NotFewException)
            {
                // It is read again below.
            }
            finally
            {
                EventMeter.Current = null;
            }
        }

        using var turn = await Turns.TakePatientlyAsync(client, cancellation);
        using var many = new Many(_costly);
        try
        {
            EventMeter.Current = many;
            return await read();
        }
        finally
        {
            EventMeter.Current = null;
        }
    }

    /// <summary>How many events may be held together.</summary>
    private sealed class Budget(int max)
    {
        private int _held;
        private int _most;

        internal int Most => Volatile.Read(ref _most);

        /// <returns>Whether so many may be held; one alone may hold any number.</returns>
        internal bool Change(int by, int own)
        {
            var held = Interlocked.Add(ref _held, by);
            for (var most = Most; held > most && Interlocked.CompareExchange(ref _most, held, most) != most; most = Most) continue;
            return by < 0 || held <= max || held == own;
        }
    }

    private sealed class Few(Budget budget, int atMost) : EventMeter, IDisposable
    {
        protected override void Changed(int by)
        {
            if (!budget.Change(by, own: -1) || (by > 0 && Read > atMost)) throw new NotFewException();
        }

        public void Dispose() => ReleaseAll();
    }

    private sealed class Many(Budget budget) : EventMeter, IDisposable
    {
        protected override void Changed(int by)
        {
            if (!budget.Change(by, Held))
                throw Cause.Overloaded.Because("Other costly requests hold as many events as the server has room for.");
        }

        public void Dispose() => ReleaseAll();
    }

    /// <summary>It was to be a small answer, and is none.</summary>
    private sealed class NotFewException() : Exception("More is read than a small answer reads.");
}
