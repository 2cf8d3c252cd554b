using Spectre.Console;
using Spectre.Console.Rendering;

namespace Timeline.Cli.Output;

/// <summary>
/// A text with isolates in it (<see cref="Domain.Scripts.Bidi"/>). To a terminal each line is a paragraph of its own, so an isolate that
/// is folded ends with the line and begins again on the next: else it would hold what stands beside it in the table.
/// </summary>
internal sealed class IsolatedText(Text text) : IRenderable
{
    private const char First = '\u2066', Last = '\u2068', End = '\u2069';

    public Measurement Measure(RenderOptions options, int maxWidth) => ((IRenderable)text).Measure(options, maxWidth);

    public IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
    {
        var open = new Stack<char>();
        foreach (var segment in ((IRenderable)text).Render(options, maxWidth))
        {
            if (!segment.IsLineBreak)
            {
                foreach (var c in segment.Text)
                {
                    if (c is >= First and <= Last) open.Push(c);
                    else if (c == End) open.TryPop(out _);
                }

                yield return segment;
                continue;
            }

            if (open.Count > 0) yield return new Segment(new string(End, open.Count));
            yield return segment;
            if (open.Count > 0) yield return new Segment(string.Concat(open.Reverse()));
        }
    }
}
