namespace Timeline.Server.Knowing;

/// <summary>
/// How many candidates to read at once until a page is full. What is not visible or does not match is passed over, so one look may not do;
/// each is greater than the last, so that a page takes few however little of the ledger is in it.
/// </summary>
internal static class Looks
{
    private const int Most = 2000;

    internal static IEnumerable<int> For(int limit)
    {
        // One more than the page tells whether there is another.
        for (var look = limit + 1; ; look = Math.Min(2 * look, Most)) yield return look;
    }
}
