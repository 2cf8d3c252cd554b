namespace Timeline.Postgres.Events;

/// <summary>
/// Counts the events that are read for an answer, and those of them that it holds at a time, so that whoever answers can bound both. One is
/// for one answer, which reads one thing after the other.
/// </summary>
public abstract class EventMeter
{
    private static readonly AsyncLocal<EventMeter?> Ambient = new();

    /// <summary>That of the answer that is being given; <see langword="null"/>: nobody counts.</summary>
    public static EventMeter? Current
    {
        get => Ambient.Value;
        set => Ambient.Value = value;
    }

    /// <summary>How many were read so far.</summary>
    public int Read { get; private set; }

    /// <summary>How many of them are held.</summary>
    public int Held { get; private set; }

    /// <summary>What is read from now on is held until this is disposed.</summary>
    public static IDisposable? Hold() => Current is { } meter ? new Holding(meter, meter.Held) : null;

    /// <summary>One more was read.</summary>
    internal static void Count()
    {
        if (Current is not { } meter) return;
        meter.Read++;
        meter.Held++;
        meter.Changed(1);
    }

    /// <summary>So many are held no longer.</summary>
    internal static void Release(int count) => Current?.Drop(count);

    /// <summary>Nothing is held any longer.</summary>
    protected void ReleaseAll() => Drop(Held);

    /// <summary>Is told by how many more, or fewer, are held. What it throws ends the answer.</summary>
    protected abstract void Changed(int by);

    private void Drop(int count)
    {
        if (count <= 0) return;
        Held -= count;
        Changed(-count);
    }

    private sealed class Holding(EventMeter meter, int before) : IDisposable
    {
        public void Dispose() => meter.Drop(meter.Held - before);
    }
}
