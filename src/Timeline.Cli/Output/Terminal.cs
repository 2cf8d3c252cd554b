using System.Globalization;
using System.Text;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Timeline.Cli.Output;

/// <summary>
/// Where people read: as wide as the terminal, in colour only on one, and not where NO_COLOR (no-color.org) or a terminal that is
/// dumb says otherwise. Into a file or a pipe goes plain text, 80 columns wide or as COLUMNS has it.
/// </summary>
internal sealed class Terminal
{
    private const int DefaultWidth = 80;

    internal Terminal()
    {
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        RawOutput = Console.OpenStandardOutput();
        Writer = new StreamWriter(RawOutput, utf8) { AutoFlush = true };
        ErrorWriter = new StreamWriter(Console.OpenStandardError(), utf8) { AutoFlush = true };
        IsLive = !Console.IsOutputRedirected && IsAble;
        IsErrorLive = !Console.IsErrorRedirected && IsAble;
        Out = Make(Writer, !Console.IsOutputRedirected, IsLive);
        Error = Make(ErrorWriter, !Console.IsErrorRedirected, IsErrorLive);
    }

    /// <summary>The bytes of standard output, for what goes through as it is.</summary>
    internal Stream RawOutput { get; }

    internal TextWriter Writer { get; }

    internal TextWriter ErrorWriter { get; }

    /// <summary>Whether standard output is a terminal that can be drawn on.</summary>
    internal bool IsLive { get; }

    /// <summary>Whether standard error is a terminal that can be drawn on.</summary>
    internal bool IsErrorLive { get; }

    internal IAnsiConsole Out { get; }

    internal IAnsiConsole Error { get; }

    /// <summary>Writes one line as it is, however long.</summary>
    internal void Line(string text = "") => Writer.Write(text + "\n");

    /// <summary>Writes something laid out to the width.</summary>
    internal void Write(IRenderable what) => Out.Write(what);

    /// <summary>Says one line on standard error.</summary>
    internal void Say(string text) => ErrorWriter.Write($"timeline: {Texts.Plain(text)}\n");

    private static bool IsAble =>
        string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) && Environment.GetEnvironmentVariable("TERM") != "dumb";

    private static IAnsiConsole Make(TextWriter writer, bool isTerminal, bool isAnsi)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isAnsi ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = isAnsi ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = isAnsi ? InteractionSupport.Yes : InteractionSupport.No,
            Out = new AnsiConsoleOutput(isAnsi ? writer : new TrimmingWriter(writer)),
        });
        console.Profile.Width = Width(isTerminal);
        console.Profile.Capabilities.Unicode = true;
        return console;
    }

    private static int Width(bool isTerminal)
    {
        if (int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), NumberStyles.None, CultureInfo.InvariantCulture, out var columns) && columns is >= 20 and <= 1000)
            return columns;
        if (!isTerminal) return DefaultWidth;
        try
        {
            return Console.WindowWidth is var width and > 0 ? width : DefaultWidth;
        }
        catch (IOException)
        {
            return DefaultWidth;
        }
    }

    // Cells are filled up with spaces, which is nothing to find in a file.
    private sealed class TrimmingWriter(TextWriter inner) : TextWriter
    {
        private int _spaces;

        public override Encoding Encoding => inner.Encoding;

        public override void Write(char value)
        {
            if (value == ' ')
            {
                _spaces++;
                return;
            }

            if (value is not ('\n' or '\r')) for (; _spaces > 0; _spaces--) inner.Write(' ');
            _spaces = 0;
            if (value != '\r') inner.Write(value);
        }

        public override void Flush() => inner.Flush();
    }
}
