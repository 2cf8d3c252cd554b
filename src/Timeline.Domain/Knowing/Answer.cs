using Timeline.Domain.Json;

namespace Timeline.Domain.Knowing;

/// <summary>Where the answers to a question stand, as kinds declare it (SEMANTICS §7, hindsight).</summary>
internal static class Answer
{
    /// <summary>Whatever is said at a pointer.</summary>
    internal static Func<State, IEnumerable<string>> At(string pointer) => state => state.Values.ContainsKey(pointer) ? [pointer] : [];

    /// <summary>One of these words at a pointer.</summary>
    internal static Func<State, IEnumerable<string>> Is<TEnum>(string pointer, params TEnum[] words) where TEnum : struct, Enum =>
        state => state.Values.TryGetValue(pointer, out var value) && words.Select(Words.Text).Contains(value.Value.Text) ? [pointer] : [];

    /// <summary>Whatever is said of a member of each of several things.</summary>
    internal static Func<State, IEnumerable<string>> Each(string map, string member) =>
        state => state.Below(map).Select(v => v.Key).Where(p => JsonPointer.Steps(p[map.Length..]).Skip(1).SequenceEqual([member]));

    /// <summary>One of these words at a member of one of several things.</summary>
    internal static Func<State, IEnumerable<string>> Each<TEnum>(string map, string member, params TEnum[] words) where TEnum : struct, Enum =>
        state => Each(map, member)(state).Where(p => words.Select(Words.Text).Contains(state.Values[p].Value.Text));

    /// <summary>A reply to an act.</summary>
    internal static Func<State, IEnumerable<string>> Reply(Guid act) => At($"/replies/{act}/reply");
}
