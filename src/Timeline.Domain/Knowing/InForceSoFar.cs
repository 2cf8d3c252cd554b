using System.Collections.Immutable;
using Timeline.Domain.Subjects;

namespace Timeline.Domain.Knowing;

/// <summary>What is in force of one event while acts on it come into effect and go out of it.</summary>
internal sealed class InForceSoFar(SeenEvent seen)
{
    private static readonly ImmutableSortedSet<SeenEvent> None = ImmutableSortedSet.Create<SeenEvent>(comparer: Comparer<SeenEvent>.Create(
        (a, b) => TurnPlace.AsKnown(a).CompareTo(TurnPlace.AsKnown(b))));

    private readonly SortedSet<SeenEvent> _payloads = new(None.KeyComparer), _dates = new(None.KeyComparer);
    private ImmutableSortedSet<SeenEvent> _corrections = None, _denials = None, _retractions = None;

    /// <summary>As it stands.</summary>
    internal StoryEntry Now(Names names) => StoryEntry.Of(seen, _payloads.Max, _dates.Max, names) with
    {
        Corrections = _corrections,
        Denials = _denials,
        Retractions = _retractions,
    };

    /// <summary>An act comes into effect or goes out of it.</summary>
    internal void Set(SeenEvent act, bool isIn)
    {
        switch (act.Event.Data)
        {
            case EventDenied:
                _denials = isIn ? _denials.Add(act) : _denials.Remove(act);
                break;
            case EventRetracted:
                _retractions = isIn ? _retractions.Add(act) : _retractions.Remove(act);
                break;
            case EventCorrected:
                _corrections = isIn ? _corrections.Add(act) : _corrections.Remove(act);
                if (Course.GivesPayload(act)) Set(_payloads);
                if (Course.GivesDate(act)) Set(_dates);
                break;
        }

        void Set(SortedSet<SeenEvent> giving)
        {
            if (isIn) giving.Add(act);
            else giving.Remove(act);
        }
    }
}
