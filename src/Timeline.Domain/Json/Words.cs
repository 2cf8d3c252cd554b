using System.Text.Json;

namespace Timeline.Domain.Json;

/// <summary>The stored names of an enumeration: camel case, but a single capital (the Admiralty letters) stays.</summary>
public static class Words
{
    /// <summary>All names, in the order of the enumeration.</summary>
    public static IReadOnlyList<string> Of<TEnum>() where TEnum : struct, Enum => Names<TEnum>.All;

    /// <summary>The name of one value.</summary>
    public static string Text<TEnum>(TEnum value) where TEnum : struct, Enum => Names<TEnum>.All[Array.IndexOf(Names<TEnum>.Values, value)];

    /// <summary>The value of one name, case-sensitive.</summary>
    public static bool TryParse<TEnum>(string text, out TEnum value) where TEnum : struct, Enum
    {
        var index = Array.IndexOf(Names<TEnum>.All, text);
        value = index < 0 ? default : Names<TEnum>.Values[index];
        return index >= 0;
    }

    private static class Names<TEnum> where TEnum : struct, Enum
    {
        internal static readonly TEnum[] Values = Enum.GetValues<TEnum>();

        internal static readonly string[] All =
            [.. Enum.GetNames<TEnum>().Select(name => name.Length == 1 ? name : JsonNamingPolicy.CamelCase.ConvertName(name))];
    }
}
