using Marten.Exceptions;
using Microsoft.AspNetCore.Diagnostics;
using Npgsql;
using Timeline.Postgres.Events;

namespace Timeline.Server.Http;

/// <summary>The one place where what went wrong becomes a response.</summary>
internal static partial class ProblemMapping
{
    internal static void UseProblems(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = RespondAsync,
            // A client that is gone before it is told of a 404 is no fault of the handler.
            AllowStatusCode404Response = true,
            // What a client did wrong, or is told on purpose, is no event of the server's log. A wrong clock is logged once, and not by each
            // request.
            SuppressDiagnosticsCallback = c => c.Exception is ProblemException or ClockException || Map(c.Exception).Status < 500
                || c.HttpContext.RequestAborted.IsCancellationRequested,
        });
        app.UseStatusCodePages(context => WriteAsync(context.HttpContext, context.HttpContext.Response.StatusCode switch
        {
            405 => Cause.WrongMethod.Problem(),
            408 => Cause.TooSlow.Problem(),
            413 => Cause.TooLarge.Problem(),
            415 => Cause.WrongMediaType.Problem(),
            404 => Cause.UnknownAddress.Problem(),
            >= 500 => Cause.Failed.Problem(),
            var status => Cause.MalformedRequest.Problem() with { Status = status },
        }));
    }

    internal static Task WriteAsync(HttpContext context, Problem problem)
    {
        context.Features.Set(problem);
        context.Response.StatusCode = problem.Status;
        if (problem.Status is 429 or 503 && context.Response.Headers.RetryAfter.Count == 0) context.Response.Headers.RetryAfter = "1";
        return context.Response.WriteAsJsonAsync(problem, AnswerJson.Options, "application/problem+json", context.RequestAborted);
    }

    private static async Task RespondAsync(HttpContext context)
    {
        if (context.RequestAborted.IsCancellationRequested) return;
        try
        {
            await WriteAsync(context, Map(context.Features.Get<IExceptionHandlerFeature>()!.Error));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for an answer any more.
        }
    }

    /// <summary>What a client is told of what went wrong.</summary>
    internal static Problem Map(Exception error) => error switch
    {
        ProblemException problem => problem.Problem,
        BadHttpRequestException { StatusCode: 413 } => Cause.TooLarge.Problem("A request has at most 16 MiB; send a longer one as an import."),
        BadHttpRequestException { StatusCode: 408 } => Cause.TooSlow.Problem(),
        BadHttpRequestException bad => Cause.MalformedRequest.Problem(bad.Message) with { Status = bad.StatusCode },
        // So Kestrel tells of a chunk whose length is none.
        IOException { InnerException: OverflowException } => Cause.MalformedRequest.Problem("The body is not in chunks as it says."),
        LedgerBusyException => Cause.Busy.Problem(),
        ClockException clock => Cause.Clock.Problem(clock.Message),
        UnknownOutcomeException => Cause.OutcomeUnknown.Problem(),
        NpgsqlException { IsTransient: true } or NpgsqlException { InnerException: IOException or TimeoutException or System.Net.Sockets.SocketException } => Cause.Unavailable.Problem(),
        PostgresException { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow } => Cause.Unavailable.Problem(),
        PostgresException { SqlState: PostgresErrorCodes.QueryCanceled } => Cause.Overloaded.Problem("A part of it took the database too long."),
        // Marten tells in which statement it was.
        MartenException { InnerException: { } inner } => Map(inner),
        _ => Cause.Failed.Problem(),
    };
}
