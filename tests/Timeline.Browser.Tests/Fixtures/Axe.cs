using Timeline.Service.Tests.Fixtures;

namespace Timeline.Browser.Tests.Fixtures;

/// <summary>Looks at the page for what keeps people from using it (axe-core).</summary>
internal static class Axe
{
    private static readonly NpmTool Tool = new("axe");
    private static readonly Lazy<Task<string>> Source = new(() => Tool.RunAsync("source.cjs", ""));

    /// <summary>What is serious or worse: the rule, where, and why.</summary>
    internal static async Task<IReadOnlyList<string>> LookAsync(ThePage page)
    {
        var source = await Source.Value;
        page.Settle();
        if (!page.Ask<bool>("return 'axe' in window")) page.Driver.ExecuteScript(source);
        var found = (IEnumerable<object>)page.Driver.ExecuteAsyncScript("""
            const done = arguments[0];
            axe.run(document, { resultTypes: ['violations'] }).then(
                found => done(found.violations.filter(v => v.impact === 'serious' || v.impact === 'critical')
                    .flatMap(v => v.nodes.map(n => `${v.id} (${v.impact}): ${n.target.join(' ')} – ${n.any.concat(n.all, n.none).map(c => c.message).join('; ')}`))),
                error => done([`axe: ${error}`]));
            """)!;
        return [.. found.Cast<string>()];
    }
}
