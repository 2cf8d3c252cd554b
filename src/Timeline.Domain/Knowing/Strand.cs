using System.Runtime.InteropServices;
using Timeline.Domain.Record;

namespace Timeline.Domain.Knowing;

/// <summary>
/// Events of a subject that hang together: an act with its accounts, whatever acts on them, and what they answer. What a vantage makes of an
/// event depends on its strand alone, however long the subject is; so whoever asks about an event need read no more.
/// </summary>
public static class Strand
{
    /// <summary>The strands of some events, each in order of position. What is named and not among them holds together those that name it.</summary>
    /// <param name="events">Events of one subject in order of position.</param>
    public static IReadOnlyList<IReadOnlyList<TimelineEvent>> Of(IEnumerable<TimelineEvent> events)
    {
        // Each event points at one it hangs together with, and in the end all of a strand at the same.
        var parents = new Dictionary<Guid, Guid>();
        var read = events as IReadOnlyCollection<TimelineEvent> ?? [.. events];
        foreach (var e in read)
        {
            foreach (var named in e.Named) parents[Root(named)] = Root(e.Id);
        }

        var strands = new Dictionary<Guid, List<TimelineEvent>>();
        foreach (var e in read)
        {
            ref var strand = ref CollectionsMarshal.GetValueRefOrAddDefault(strands, Root(e.Id), out _);
            (strand ??= []).Add(e);
        }

        return [.. strands.Values];

        Guid Root(Guid id)
        {
            var root = id;
            while (parents.TryGetValue(root, out var parent) && parent != root) root = parent;
            // The way is the shorter the next time.
            while (id != root && parents.TryGetValue(id, out var next) && next != root) (parents[id], id) = (root, next);
            return root;
        }
    }
}
