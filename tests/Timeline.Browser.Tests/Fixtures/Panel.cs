using System.Text.Json;
using OpenQA.Selenium;

namespace Timeline.Browser.Tests.Fixtures;

/// <summary>What the panel of a subject says, as a reader goes through it.</summary>
/// <param name="Kind">What kind of subject it is.</param>
/// <param name="Title">Its name.</param>
/// <param name="Status">Its status.</param>
/// <param name="StatusSays">On whose word, since when.</param>
/// <param name="Notice">What it says instead, where nothing is known.</param>
/// <param name="Parts">Its parts.</param>
internal sealed record Panel(string Kind, string Title, string? Status, string? StatusSays, string? Notice, Part[] Parts)
{
    /// <summary>What every panel has in one reading, so that no two moments mix.</summary>
    private const string Read = """
        const panel = document.querySelector('aside');
        if (panel === null || panel.querySelector('h2') === null) return null;
        const text = element => element?.innerText.trim() ?? null;
        const rows = list => [...list.querySelectorAll(':scope > dt')].map(name => {
            const cell = name.nextElementSibling;
            return { name: text(name), value: text(cell.querySelector('button')), says: text(cell.querySelector('.says')), whole: text(cell) };
        });
        const entry = of => ({ name: text(of.querySelector('h4')), rows: rows(of.querySelector('dl')), says: text(of.querySelector(':scope > p .says')) });
        return JSON.stringify({
            kind: text(panel.querySelector('header p')),
            title: text(panel.querySelector('h2')),
            status: text(panel.querySelector('.badge')),
            statusSays: text(panel.querySelector('.badge + .says')),
            notice: text(panel.querySelector('.notice')),
            parts: [...panel.querySelectorAll('section')].map(part => ({
                title: text(part.querySelector('h3')),
                rows: [...part.querySelectorAll(':scope > dl')].flatMap(rows),
                entries: [...part.querySelectorAll(':scope > .entry')].map(entry),
                items: [...part.querySelectorAll(':scope > ul > li, :scope > ol > li')].map(text),
            })),
        });
        """;

    internal static Panel? Of(IJavaScriptExecutor browser) =>
        browser.ExecuteScript(Read) is string json ? JsonSerializer.Deserialize<Panel>(json, JsonSerializerOptions.Web) : null;

    /// <summary>The part with a title; empty, where there is none.</summary>
    internal Part this[string title] => Parts.FirstOrDefault(p => p.Title == title) ?? new Part(title, [], [], []);

    /// <summary>How many properties there are, in all parts.</summary>
    internal int Properties => Parts.Sum(p => p.Rows.Length + p.Entries.Sum(e => e.Rows.Length));
}

/// <summary>A part of the panel under its title: single properties, entries, or a list.</summary>
internal sealed record Part(string Title, Row[] Rows, Entry[] Entries, string[] Items)
{
    /// <summary>The value of a property.</summary>
    internal string? this[string name] => Rows.FirstOrDefault(r => r.Name == name)?.Value;

    internal Entry? Entry(string name) => Entries.FirstOrDefault(e => e.Name == name);
}

/// <summary>One of several of a kind, such as a venue, and on whose word it stands if all of it stands on one.</summary>
internal sealed record Entry(string? Name, Row[] Rows, string? Says)
{
    /// <summary>The value of a property.</summary>
    internal string? this[string name] => Rows.FirstOrDefault(r => r.Name == name)?.Value;
}

/// <summary>A property: its value, on whose word, and all that is said beside it.</summary>
internal sealed record Row(string Name, string? Value, string? Says, string Whole);
