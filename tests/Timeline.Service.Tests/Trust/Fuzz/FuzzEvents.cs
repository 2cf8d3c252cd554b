using System.Text;
using System.Text.Json.Nodes;

namespace Timeline.Service.Tests.Trust.Fuzz;

/// <summary>
/// Makes events of every catalogued type from its schema and example, and breaks them in every way that JSON can be broken.
/// </summary>
internal sealed class FuzzEvents(FuzzApi api, FuzzKnowledge known, FuzzValues values)
{
    /// <summary>An event that should be taken.</summary>
    internal JsonObject Sound(string timeline)
    {
        var targets = known.Events.Where(e => e.Timeline == timeline).ToList();
        var type = values.Of(api.Types);
        while (type.NeedsTarget && targets.Count == 0) type = values.Of(api.Types);
        var data = type.Example.DeepClone().AsObject();
        var subject = $"{(type.Kinds.Count > 0 ? values.Of(type.Kinds) : values.Of(api.Kinds))}/s{values.Random.Next(1, 6)}";
        if (type.NeedsTarget)
        {
            var target = values.Of(targets);
            (subject, data["event"]) = (target.Subject, target.Id);
            if (data["data"] is not null) data["data"] = api.Types.First(t => t.Name == target.Type).Example.DeepClone();
        }
        else if (values.Chance(0.5))
        {
            Fill(data, type.Data);
        }

        var made = new JsonObject { ["id"] = values.Uuid(), ["subject"] = subject, ["type"] = type.Name, ["data"] = data };
        if (values.Chance(0.1)) made.Remove("id");
        Surround(made, type.Name.StartsWith("Event", StringComparison.Ordinal));
        return made;
    }

    /// <summary>The bytes of an event that is wrong in one way or several.</summary>
    internal byte[] Broken(string timeline)
    {
        var broken = Sound(timeline);
        if (values.Chance(0.35)) return Spoil(broken.ToJsonString());
        for (var i = values.Of([1, 1, 1, 2, 4]); i > 0; i--) Spoil(broken);
        return Encoding.UTF8.GetBytes(broken.ToJsonString());
    }

    /// <summary>Breaks a text as such.</summary>
    internal byte[] Spoil(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var at = values.Random.Next(bytes.Length + 1);
        byte[] Insert(params byte[] what) => [.. bytes[..at], .. what, .. bytes[at..]];
        byte[] Replace(string old, string by) => Encoding.UTF8.GetBytes(text.Replace(old, by, StringComparison.Ordinal));
        return values.Random.Next(22) switch
        {
            0 => bytes[..at],
            1 => Insert(0),
            2 => Insert(0xFF),
            3 => Insert(0xC0, 0x80),
            4 => Insert(0xED, 0xA0, 0x80),
            5 => Replace("\"data\"", "\"data\":{},\"data\""),
            6 => Replace("\"subject\"", "\"subj\\u0065ct\""),
            7 => Replace("\"type\":\"", "\"type\":\"\\ud800"),
            8 => Replace("}", ",}"),
            9 => [0xEF, 0xBB, 0xBF, .. bytes],
            10 => [.. bytes, .. bytes],
            11 => Encoding.Unicode.GetBytes(text),
            12 => [],
            13 => "   "u8.ToArray(),
            14 => Encoding.UTF8.GetBytes(Deep(values.Random.Next(28, 80))),
            15 => Replace("\"data\":{", $"\"data\":{{\"n\":{Deep(values.Random.Next(20, 60))},"),
            16 => Replace("\"", "'"),
            17 => Replace("\"type\":", "/* type */\"type\":"),
            18 => Replace("\"data\":{", $"\"data\":{{\"n\":{(values.Chance(0.5) ? "1e999999" : new string('9', 400))},"),
            19 => Replace("\"data\":{", "\"data\":{\"n\":NaN,"),
            20 => Encoding.UTF8.GetBytes($"[{text},{text}]"),
            _ => values.Chance(0.1) ? Replace("\"data\":{", $"\"data\":{{\"n\":\"{new string('n', 300_000)}\",") : "[]"u8.ToArray(),
        };

        static string Deep(int depth) => string.Concat(new string('[', depth), new string(']', depth));
    }

    /// <summary>A value that a schema of the catalogue describes.</summary>
    internal JsonNode? FromSchema(JsonNode schema, int depth = 0)
    {
        if (schema["const"] is { } only) return only.DeepClone();
        if (schema["enum"] is JsonArray words) return words[values.Random.Next(words.Count)]?.DeepClone();
        if (schema["anyOf"] is JsonArray choices) return FromSchema(choices[values.Random.Next(choices.Count)]!, depth);
        switch ((string?)schema["type"])
        {
            case "boolean": return values.Chance(0.5);
            case "integer" or "number":
                var (least, most) = ((int?)schema["minimum"] ?? 0, (int?)schema["maximum"] ?? 50_000);
                return values.Random.Next(least, most + 1);
            case "array":
                return new JsonArray([.. Enumerable.Range(0, values.Random.Next(1, 3))
                    .Select(_ => FromSchema(schema["items"] ?? new JsonObject(), depth + 1))
                    .DistinctBy(n => n?.ToJsonString())]);
            case "object":
                var made = new JsonObject();
                if (depth < 4) Fill(made, schema, depth);
                return made;
            case "string" when (string?)schema["format"] == "uuid": return values.Uuid();
            case "string": return Text((string?)schema["description"] ?? "", (string?)schema["pattern"] ?? "");
            default: return values.Word();
        }
    }

    private string Text(string description, string pattern) => (description, pattern) switch
    {
        ({ } d, _) when d.StartsWith("A date (EDTF)", StringComparison.Ordinal) => values.Edtf(),
        ({ } d, _) when d.StartsWith("An instant", StringComparison.Ordinal) => values.Noted(),
        ({ } d, _) when d.StartsWith("An absolute http", StringComparison.Ordinal) => "https://example.org/a?b=%20",
        ({ } d, _) when d.StartsWith("A CAMEO", StringComparison.Ordinal) => "036",
        ({ } d, _) when d.StartsWith("A BCP 47", StringComparison.Ordinal) => values.Of(["en", "ko", "de-CH", "zh-Hans"]),
        (_, { } p) when p.StartsWith("^[a-z0-9]+", StringComparison.Ordinal) =>
            p.Contains('/') ? $"{values.Of(api.Kinds)}/s{values.Random.Next(1, 6)}" : values.Key(),
        _ => $"{values.Word()} {values.Word()}",
    };

    // What an object must have, and of what it may have some.
    private void Fill(JsonObject made, JsonNode schema, int depth = 0)
    {
        var required = (schema["required"] as JsonArray ?? []).Select(r => (string)r!).ToHashSet();
        foreach (var (name, member) in schema["properties"] as JsonObject ?? [])
        {
            if (made.ContainsKey(name) || !(required.Contains(name) || values.Chance(0.3))) continue;
            made[name] = FromSchema(member!, depth + 1);
        }

        foreach (var (name, others) in schema["dependentRequired"] as JsonObject ?? [])
        {
            if (!made.ContainsKey(name)) continue;
            foreach (var other in others!.AsArray().Select(o => (string)o!)
                .Where(o => !made.ContainsKey(o))) made[other] = FromSchema(schema["properties"]![other]!, depth + 1);
        }
    }

    private void Surround(JsonObject made, bool isAct)
    {
        if (values.Chance(0.5)) made["happened"] = values.Edtf();
        if (values.Chance(0.4) && (string)made["type"]! != "EventDisclosed") made["known"] = values.Day();
        else if (values.Chance(0.4) && (string)made["type"]! != "EventDisclosed")
            made["disclosures"] = new JsonArray(Disclosure("usa"), Disclosure(values.Of(["public", "kor", "prk"])));
        if (!isAct && values.Chance(0.1)) made["mode"] = values.Of(["possible", "intended", "not"]);
        if (values.Chance(0.5))
        {
            made["source"] = new JsonObject { ["publisher"] = values.Key() };
            if (values.Chance(0.4)) made["source"]!["published"] = values.Day();
            if (values.Chance(0.4)) made["source"]!["title"] = values.Chance(0.3) ? Printable() : $"{values.Word()} {values.Word()}";
            if (values.Chance(0.2)) made["source"]!["url"] = "https://example.org/a?b=%20#c";
            if (values.Chance(0.2)) made["source"]!["language"] = "ko";
        }

        if (values.Chance(0.2)) made["attribution"] = new JsonArray(values.Key(), "two diplomatic sources");
        if (values.Chance(0.3)) made["assessment"] = new JsonObject
        {
            ["reliability"] = values.Of(["A", "B", "C", "F"]),
            ["credibility"] = values.Random.Next(1, 7)
        };
        if (values.Chance(0.2)) made["related"] = new JsonArray($"{values.Of(api.Kinds)}/s{values.Random.Next(1, 6)}");
        if (values.Chance(0.1)) made["notedAt"] = values.Noted();

        JsonObject Disclosure(string to) => new() { ["to"] = to, ["at"] = values.Day() };
        string Printable() => "x " + values.OddText().Replace("\0", "", StringComparison.Ordinal);
    }

    private void Spoil(JsonObject broken)
    {
        var (parent, name) = Somewhere(broken);
        switch (values.Random.Next(11))
        {
            case 0: parent.Remove(name); break;
            case 1: parent[name] = null; break;
            case 2:
                parent[name] = values.Of<Func<JsonNode>>(
                [() => 7, () => -1.5, () => true, () => "", () => new JsonArray(), () => new JsonObject()])(); break;
            case 3: parent[name] = values.OddText(); break;
            case 4: parent[values.OddText()] = values.OddText(); break;
            case 5: parent[name] = values.BadDate(); break;
            case 6: parent[name] = new JsonObject { [values.Word()] = new JsonArray(1, "a", new JsonObject()) }; break;
            case 7: broken["type"] = values.Chance(0.7) ? values.Of(api.Types).Name : "EventDreamt"; break;
            case 8: broken["subject"] = $"{(values.Chance(0.7) ? values.Of(api.Kinds) : "dream")}/s1"; break;
            case 9: broken["accountOf"] = known.Events.Count > 0 && values.Chance(0.5) ? values.Of(known.Events).Id : values.Uuid(); break;
            default:
                broken[values.Of(
                ["seq", "version", "recordedAt", "recordedBy", "timeline", "wrong", "known", "happened", "accountOf",
                    "absent"])] = values.OddText(); break;
        }
    }

    // A member at any depth.
    private (JsonObject Parent, string Name) Somewhere(JsonObject from)
    {
        while (true)
        {
            if (from.Count == 0) return (from, values.Word());
            var (name, value) = from.ElementAt(values.Random.Next(from.Count));
            if (value is not JsonObject below || values.Chance(0.4)) return (from, name);
            from = below;
        }
    }
}
