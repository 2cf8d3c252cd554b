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
        app.Use(CutOffAsync);
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = RespondAsync,
            // A client that is gone before it is told of a 404 is no fault of the handler.
            AllowStatusCode404Response = true,
            // What a client did wrong is no event of the server's log, and of a lost database a line is enough. Only what nobody expected
            // is logged with where it happened.
            SuppressDiagnosticsCallback = c => Map(c.Exception).Status != 500 || c.HttpContext.RequestAborted.IsCancellationRequested,
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

    // An answer that has begun can say nothing more of a lost database than by not ending.
    private static async Task CutOffAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (Exception error) when (context.Response.HasStarted && Map(error) is { Status: 503 } problem)
        {
            LogUnavailable(context.RequestServices.GetRequiredService<ILogger<Problem>>(), problem, error);
            context.Abort();
        }
    }

    private static async Task RespondAsync(HttpContext context)
    {
        if (context.RequestAborted.IsCancellationRequested) return;
        var error = context.Features.Get<IExceptionHandlerFeature>()!.Error;
        var problem = Map(error);
        LogUnavailable(context.RequestServices.GetRequiredService<ILogger<Problem>>(), problem, error);
        try
        {
            await WriteAsync(context, problem);
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
        PostgresException { SqlState: PostgresErrorCodes.QueryCanceled } => Cause.Overloaded.Problem("A part of it took the database too long."),
        // What PostgreSQL answers is a PostgresException. Any other is Npgsql's own: there is no connection, or no host to connect to.
        NpgsqlException { IsTransient: true } or NpgsqlException and not PostgresException => Cause.Unavailable.Problem(),
        // The last is a standby's answer: the server that was written to is the primary no longer.
        PostgresException
        {
            SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow
                or PostgresErrorCodes.ReadOnlySqlTransaction
        } => Cause.Unavailable.Problem(),
        // Marten tells in which statement it was.
        MartenException { InnerException: { } inner } => Map(inner),
        _ => Cause.Failed.Problem(),
    };

    /// <summary>
    /// Logs in one line that the database or its time did not suffice, if that is it; the rest is logged elsewhere, or not at all. What a
    /// client is told on purpose is no event of the log, and a wrong clock is logged once and not by each request.
    /// </summary>
    internal static void LogUnavailable(ILogger logger, Problem problem, Exception error)
    {
        if (problem.Status == 503 && error is not (ProblemException or ClockException)) Unavailable(logger, problem.Type.Split('/')[^1], error.GetBaseException().Message.ReplaceLineEndings(" "));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Answered with 503 {Cause}: {Why}")]
    private static partial void Unavailable(ILogger logger, string cause, string why);
}
