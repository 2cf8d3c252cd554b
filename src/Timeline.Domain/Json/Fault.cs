namespace Timeline.Domain.Json;

/// <summary>One thing wrong with what was sent.</summary>
/// <param name="Pointer">Where: a JSON Pointer (RFC 6901) into the body; empty for the whole of it.</param>
/// <param name="Detail">What is wrong, and what would be right.</param>
public sealed record Fault(string Pointer, string Detail);

/// <summary>JSON Pointers (RFC 6901).</summary>
public static class JsonPointer
{
    /// <summary>The pointer to a member of what <paramref name="parent"/> points to.</summary>
    public static string To(string parent, string member) =>
        parent + "/" + member.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    /// <summary>The pointer to an element of what <paramref name="parent"/> points to.</summary>
    public static string To(string parent, int index) => $"{parent}/{index}";

    /// <summary>The unescaped steps of a pointer.</summary>
    public static IEnumerable<string> Steps(string pointer) =>
        pointer.Split('/').Skip(1).Select(s => s.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal));
}
