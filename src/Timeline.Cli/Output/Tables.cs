using Spectre.Console;
using Spectre.Console.Rendering;
using Timeline.Cli.Client;

namespace Timeline.Cli.Output;

/// <summary>Tables and headings; nothing that comes from a server is taken for markup.</summary>
internal static class Tables
{
    private static readonly Style Strong = new(decoration: Decoration.Bold);
    private static readonly Style Faint = new(decoration: Decoration.Dim);

    /// <summary>A table with these headings.</summary>
    internal static Table Make(params IEnumerable<string> headings)
    {
        var table = new Table { Border = TableBorder.None };
        foreach (var heading in headings)
        {
            // A date that is broken is not read as one.
            var column = new TableColumn(new Text(heading.ToUpperInvariant(), Faint)).PadLeft(0).PadRight(2);
            table.AddColumn(heading is "Since" or "Known" or "Last known" or "Position" or "Events" ? column.NoWrap() : column);
        }

        return table;
    }

    internal static IRenderable Cell(string text, Color? colour = null) =>
        Laid(Texts.Value(text), colour is { } c ? new Style(c) : Style.Plain);

    internal static IRenderable StrongCell(string text) => Laid(Texts.Value(text), Strong);

    private static IRenderable Laid(string text, Style style) =>
        text.Contains('\u2069', StringComparison.Ordinal) ? new IsolatedText(new Text(text, style)) : new Text(text, style);

    /// <summary>Adds a row of plain texts.</summary>
    internal static void Add(this Table table, params IEnumerable<string> cells) => table.AddRow(cells.Select(c => Cell(c)));

    /// <summary>What an answer is about, and from where it is seen.</summary>
    internal static void Head(this Terminal terminal, string title, string? under = null)
    {
        terminal.Write(Laid(Texts.Plain(title) + "\n", Strong));
        if (under is not null) terminal.Write(Laid(Texts.Plain(under) + "\n", Faint));
    }

    internal static void Heading(this Terminal terminal, string text) => terminal.Write(Laid($"\n{Texts.Plain(text)}\n", Strong));

    /// <summary>A line of its own, folded at the width.</summary>
    internal static void Paragraph(this Terminal terminal, string text, Color? colour = null) =>
        terminal.Write(Laid(Texts.Plain(text) + "\n", colour is { } c ? new Style(c) : Style.Plain));

    /// <summary>A point of a list.</summary>
    internal static void Point(this Terminal terminal, string text, Color? colour = null) =>
        terminal.Write(new Padder(Cell($"• {text}", colour), new Padding(2, 0, 0, 0)));

    /// <summary>Where the same answer is to be had for ever: one line, to be copied.</summary>
    internal static void Foot(this Terminal terminal, Uri server, string permalink) =>
        terminal.Line($"\n{Texts.Plain(new Uri(server, permalink.TrimStart('/')).AbsoluteUri)}");

    /// <summary>The pointers at which two sides differ.</summary>
    internal static void Changes(this Terminal terminal, IReadOnlyList<PointerItem> pointers, string old, string now)
    {
        if (pointers.Count == 0) return;
        var table = Make("What", old, now, "Why");
        foreach (var p in pointers) table.Add(Texts.OfPointer(p.Pointer), Texts.ValueOf(p.Old), Texts.ValueOf(p.New), p.Cause);
        terminal.Write(table);
    }

    /// <summary>How a subject differs between two sides: its state, then its events.</summary>
    internal static void Write(this Terminal terminal, Differences differences, string old, string now)
    {
        terminal.Changes(differences.Pointers, old, now);
        if (differences.Gained.Count + differences.Lost.Count + differences.Changed.Count == 0) return;
        foreach (var (sign, cause, e) in differences.Lost.Select(l => ('-', l.Cause, l.Event))
            .Concat(differences.Changed.Select(c => ('~', c.Cause, c.To))).Concat(differences.Gained.Select(g => ('+', g.Cause, g.Event))))
            terminal.Write(
                new Padder(
                    Cell($"{sign} {Texts.HappenedOf(e)}  {Texts.Of(e)}  [{cause}]"), new Padding(2, 0, 0, 0)));
    }
}
