using Timeline.Domain.Json;
using Timeline.Domain.Record;
using Timeline.Domain.Subjects;
using Timeline.Domain.Subjects.Any;

namespace Timeline.Domain.Knowing;

/// <summary>What a kind asks of a state, and the answers it finds there; the questions that stay open (SEMANTICS §6).</summary>
public sealed class Questions
{
    private readonly List<OpenQuestion> _open = [];
    private readonly State _state;

    internal Questions(State state, Kind kind, IEnumerable<(ReportedGap Gap, StoryEntry By)> gaps)
    {
        _state = state;
        kind.Ask(this);
        AnyQuestions.Ask(this);
        var asked = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < _open.Count; i++) asked.TryAdd(_open[i].Pointer, i);
        foreach (var (gap, by) in gaps)
        {
            // A report that it is unknown or kept back says more than the mere lack of a value.
            var reason = gap.Absence is Absence.Withheld ? OpenReason.Withheld : OpenReason.Unknown;
            if (!asked.TryAdd(gap.Pointer, _open.Count)) _open[asked[gap.Pointer]] = _open[asked[gap.Pointer]] with { Reason = reason, By = by };
            else
            {
                var text = $"What is reported {Words.Text(reason)}.";
                _open.Add(new OpenQuestion(LastName(gap.Pointer), gap.Pointer, reason, text, by, IsAsked: false) { AnsweredAt = Filling(gap, by) });
            }
        }
    }

    internal IReadOnlyList<OpenQuestion> All => _open;

    /// <summary>Of what it is asked.</summary>
    internal State State => _state;

    /// <summary>Whether the subject's status is one of these.</summary>
    public bool StatusIs<TEnum>(params TEnum[] status) where TEnum : struct, Enum => IsOneOf("/status", status);

    /// <summary>Whether anything is said at a pointer; that something does not exist is an answer too.</summary>
    public bool Has(string pointer) => _state.Values.ContainsKey(pointer);

    /// <summary>Whether a reply answers the act that gave the value at a pointer.</summary>
    public bool IsAnswered(string pointer) =>
        _state.Values.TryGetValue(pointer, out var value) && AnyQuestions.IsAnswered(_state, value.By.Act.ToString());

    /// <summary>Whether a reply answers an act.</summary>
    public bool IsActAnswered(string act) => AnyQuestions.IsAnswered(_state, act);

    /// <summary>Whether a pledge was taken back.</summary>
    public bool IsWithdrawn(string pointer) => AnyQuestions.IsWithdrawn(_state, pointer);

    /// <summary>The entries of a map, in ordinal order of their keys.</summary>
    public IReadOnlyList<Entry> Entries(string map) =>
    [
        .. _state.Below(map).Select(v => v.Key[(map.Length + 1)..].Split('/')[0]).Distinct().Select(key => new Entry(this, key, $"{map}/{key}")),
    ];

    /// <summary>Asks for a value.</summary>
    public void Missing(string question, string pointer, string text)
    {
        if (!Has(pointer)) Add(question, pointer, OpenReason.Missing, text, by: null, Answer.At(pointer));
    }

    /// <summary>Asks for dates precise to the day.</summary>
    public void Day(string question, string pointer, string text)
    {
        if (!_state.Values.TryGetValue(pointer, out var value)) Add(question, pointer, OpenReason.Missing, text, by: null, Answer.At(pointer));
        else if (value.Value.Date is { IsToTheDay: false }) Add(question, pointer, OpenReason.Imprecise, text, value.By, Answer.At(pointer));
    }

    /// <summary>Leaves a question open that no single value would answer.</summary>
    public void Open(string question, string pointer, string text, params Func<State, IEnumerable<string>>[] answers) =>
        Add(question, pointer, OpenReason.Missing, text, by: null, answers);

    /// <summary>Leaves open how something that stands at or below a pointer is answered.</summary>
    public void Unanswered(string question, string pointer, string text, params Func<State, IEnumerable<string>>[] answers)
    {
        var asked = _state.Values.GetValueOrDefault(pointer) ?? _state.Below(pointer).First().Value;
        Add(question, pointer, OpenReason.Unanswered, text, asked.By, [Answer.Reply(asked.By.Act), .. answers]);
    }

    private void Add(
        string question, string pointer, OpenReason reason, string text, StoryEntry? by, params Func<State, IEnumerable<string>>[] answers) =>
        _open.Add(new OpenQuestion(question, pointer, reason, text, by) { AnsweredAt = state => answers.SelectMany(answer => answer(state)) });

    // As a gap is filled: by a value, or where it is open which of several things is meant, by one of an event of the same type.
    private static Func<State, IEnumerable<string>> Filling(ReportedGap gap, StoryEntry by) => gap.IsWhich
        ? state => state.Below(gap.Pointer).Where(v => v.Value.By.Event.Type == by.Event.Type).GroupBy(v => v.Key[(gap.Pointer.Length + 1)..].Split('/')[0])
            .Select(thing => thing.First().Key)
        : Answer.At(gap.Pointer);

    private bool IsOneOf<TEnum>(string pointer, TEnum[] words) where TEnum : struct, Enum =>
        _state.Values.TryGetValue(pointer, out var value) && words.Select(Words.Text).Contains(value.Value.Text);

    private static string LastName(string pointer) => pointer[(pointer.LastIndexOf('/') + 1)..];

    /// <summary>One of several things in a state.</summary>
    /// <param name="Of">Where it is asked.</param>
    /// <param name="Key">What tells it from its like, escaped as in a pointer.</param>
    /// <param name="Pointer">Where it stands.</param>
    public sealed record Entry(Questions Of, string Key, string Pointer)
    {
        /// <summary>Whether a member is one of these words.</summary>
        public bool Is<TEnum>(string member, params TEnum[] words) where TEnum : struct, Enum => Of.IsOneOf($"{Pointer}/{member}", words);

        /// <summary>Whether a member is said.</summary>
        public bool Has(string member) => Of.Has($"{Pointer}/{member}");
    }
}
