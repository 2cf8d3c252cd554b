namespace Timeline.Cli.Client;

/// <summary>The parameters of a query, in the order in which they were added.</summary>
internal sealed class Parameters
{
    private readonly List<(string Name, string Value)> _all = [];

    /// <summary>Adds one, if it is given.</summary>
    internal Parameters Add(string name, string? value)
    {
        if (value is not null) _all.Add((name, value));
        return this;
    }

    /// <summary>Adds each of several.</summary>
    internal Parameters Add(string name, IEnumerable<string>? values)
    {
        foreach (var value in values ?? []) _all.Add((name, value));
        return this;
    }

    internal Parameters Add(Parameters others)
    {
        _all.AddRange(others._all);
        return this;
    }

    /// <summary>The same with a prefix to every name; those that are given with it already are not taken from the common ones.</summary>
    internal Parameters AddPrefixed(string prefix, Parameters own, Parameters common)
    {
        foreach (var (name, value) in own._all.Concat(common._all.Where(c => own._all.TrueForAll(o => o.Name != c.Name))))
            _all.Add((prefix + name, value));
        return this;
    }

    /// <summary>As it stands in an address, its question mark included.</summary>
    public override string ToString() =>
        _all.Count == 0 ? "" : $"?{string.Join('&', _all.Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value)}"))}";
}
