using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Npgsql;
using Timeline.Postgres.Embedded;
using Timeline.Postgres.Events;
using Timeline.Server.Http;
using Weasel.Core.Migrations;

namespace Timeline.Server.Hosting;

/// <summary>What the server says to whoever starts it.</summary>
internal static class Welcome
{
    internal static void Print(IEnumerable<string> urls, bool areKeysAsked, TextWriter output)
    {
        // Where it listens on every address, it is reached on this one from here.
        var url = urls.First().TrimEnd('/').Replace("//0.0.0.0:", "//127.0.0.1:", StringComparison.Ordinal).Replace("//[::]:", "//[::1]:", StringComparison.Ordinal);
        output.WriteLine();
        output.WriteLine($"Timeline answers at {url} (Ctrl+C ends it). Try:");
        output.WriteLine($"  {url}/");
        if (areKeysAsked) output.WriteLine("  (with a key or a token: Authorization: Bearer …)");
        foreach (var address in LandingPage.Addresses) output.WriteLine($"  {url}{address}");
        output.WriteLine();
    }

    /// <summary>Why the server could not start, in a sentence that says what to do; <see langword="null"/>: it is not one of the usual reasons.</summary>
    internal static string? Explain(Exception error) => error switch
    {
        EmbeddedPostgresException or ClockException => error.Message,
        FormatException => $"A setting cannot be read: {error.Message}",
        IOException { InnerException: AddressInUseException } => $"{error.Message} Choose another with --urls http://127.0.0.1:PORT, or end the server that has it.",
        DatabaseValidationException =>
            $"The tables in the database are not as this build needs them, and adding to them does not mend it. {error.Message}",
        NpgsqlException { InnerException: SocketException } => $"The database of ConnectionStrings:Timeline cannot be reached: {error.Message}",
        InvalidOperationException { TargetSite.DeclaringType.Namespace: { } space } when space.StartsWith(nameof(Timeline), StringComparison.Ordinal) => error.Message,
        _ => null,
    };
}
