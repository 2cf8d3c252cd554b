using System.Globalization;
using System.Text;

namespace Timeline.Service.Tests.Trust.Fuzz;

/// <summary>Values of every sort, sound and odd, from one source of chance.</summary>
internal sealed class FuzzValues(Random random)
{
    private static readonly string[] Zones = ["UTC", "Asia/Seoul", "America/New_York", "Europe/Berlin", "Asia/Kathmandu",
        "Pacific/Kiritimati"];

    private static readonly string[] BadZones = ["Mars/Olympus", "../../etc/passwd", "EST5EDT6", "asia/seoul", "+09:00",
        "W. Europe Standard Time"];

    private static readonly string[] Words = ["rice", "palace", "summit", "denuclear", "김정은", "Hà", "Straße", "to", "2019", "Ω", "a-b",
        "prk"];

    private static readonly string[] BadDates =
    [
        "2019-02-30", "2019-13", "yesterday", "2019-2-3", "[2019", "2019/2018", "2019-02-24T25:00:00Z", "2019-02-24 12:00", "{2019,2020}",
            "20190224",
        "1985-04-12T23:20:30Z/..", "9999-12-31T23:59:60Z", "Y999999999999999999999", "٢٠١٩", "2019-02-24T12:00:00", "..", "/", "../..",
            "X", "2019-X2", "-0000",
        "2019~~", "2019-24-01", "[2019,,2020]", "[]", "2019-02-24T12:00:00+25:00", "2019\u0000", "—2019", "\ud83d\ude00",
            "2019-02-24T12:00:00.1234567Z",
        "XXXX-02-30", "2019-4X", "Y1E99999999999", "1950S9", "2019-02-24T12:00:60Z", "{2020..2019}", "[2019}", "?2019-02-~30", "XXX1-02-29",
        "{2019-02-05,2019-02-09..2019-02-11}", "156X-12-25", "Y-17E7", "2019-41", "2004-06~-11", "2019-X2-30/..", "2011-12-30T12:00:00",
    ];

    private static readonly string[] OddTexts =
    [
        "", " ", "\t", "'", "\"", "';drop table timeline.mt_events;--", "%", "%%", "\\", "..", "../../etc/passwd", "null", "undefined",
            "true", "-1", "0", "1e400",
        "NaN", "Infinity", "9223372036854775807", "9223372036854775808", "-9223372036854775809", "0x10", "１２", "\u0000", "a\u0000b",
            "\u202Egnp.exe", "\uFEFF", "\uFFFD",
        "\uFFFE", "\uFDD0", "e\u0301", "\ud83d\udc69\u200d\ud83d\ude80", "ﷺ", "İ", "ß", "\u2028", "{{7*7}}", "${jndi:ldap://x}",
            "<script>alert(1)</script>", "\r\nSet-Cookie: a=b",
        "Public", "public,usa", "summit", "summit/", "/", "summit/a/b", "a--b", "-a", "a.", "a~b", "00000000-0000-0000-0000-000000000000",
            "{\"a\":1}", "[1]",
    ];

    private static readonly string[] OddHeaders =
    [
        "", "*", "\"\"", "\"1", "1", "W/\"1\"", "\"1\", \"2\"", "\"9223372036854775808\"", "\"-1\"", "\"ü\"", "a;b=c;q=2", ",", ";;;",
            "text/*;q=0", "*/*;q=0",
        "application/json;q=0.1, text/html;q=0.9", "text/markdown", "text/html", "application/xml", "Sun, 24 Feb 2019 12:00:00 GMT",
            "Sun, 24 Feb 2019 12:00:00 UTC",
        "Mon, 24 Feb 2019 12:00:00 GMT", "2019-02-24", "Fri, 31 Dec 9999 23:59:59 GMT", "Mon, 01 Jan 0001 00:00:00 GMT", "bytes=0-1",
            "gzip, br", "100", "{}", "日本",
    ];

    internal Random Random => random;

    internal bool Chance(double probability) => random.NextDouble() < probability;

    internal T Of<T>(IReadOnlyList<T> list) => list[random.Next(list.Count)];

    internal string OddText() => random.Next(12) switch
    {
        0 => new string((char)random.Next('a', 'z' + 1), random.Next(100, 3000)),
        1 => string.Concat(Enumerable.Range(0, random.Next(1, 40))
            .Select(_ => Rune.IsValid(random.Next(0x11_0000)) ? new Rune(Valid()).ToString() : "x")),
        _ => Of(OddTexts),
    };

    internal string OddHeader() => Of(OddHeaders);

    /// <summary>A name that is not the server's.</summary>
    internal string ForeignHost() => Of(["evil.example", "localhost.evil.example:80", "127.0.0.1.evil.example", "10.0.0.1:5080", "[2001:db8::1]", "localhost.", "xn--e1afmkfd.example"]);

    /// <summary>An origin that is not the server's.</summary>
    internal string ForeignOrigin() => Of(["https://evil.example", "null", "http://localhost:1", "https://127.0.0.1", "file://", "http://", "*", "a b", "http://127.0.0.1, https://evil.example"]);

    /// <summary>A media type that a page may send anywhere without a preflight.</summary>
    internal string SimpleType() => Of(["text/plain", "text/plain;charset=UTF-8", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "Text/Plain; a=application/json"]);

    internal string Zone() => Of(Zones);

    internal string BadZone() => Of(BadZones);

    internal string Word() => Of(Words);

    internal string Key() =>
        Of(["usa", "prk", "kor", "un", "chn", "cnn", "reuters", "kcna", "public", "kim-jong-un", "unnamed", "two-sources"]);

    internal string Uuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        (bytes[7], bytes[8]) = ((byte)((bytes[7] & 0x0F) | 0x40), (byte)((bytes[8] & 0x3F) | 0x80));
        return new Guid(bytes).ToString();
    }

    /// <summary>A day or an instant.</summary>
    internal string Day() => Chance(0.2)
        ? Moment().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)
        : Moment().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>A date with any feature of EDTF that is taken.</summary>
    internal string Edtf()
    {
        var (one, two) = (Moment(), Moment());
        if (two < one) (one, two) = (two, one);
        string D(DateTime day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        string T(DateTime at) => at.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        return random.Next(24) switch
        {
            0 => $"{one:yyyy}",
            1 => $"{one:yyyy-MM}",
            2 => T(one) + "Z",
            3 => T(one) + "+09:00",
            4 => $"{one:yyyy}~",
            5 => $"{one:yyyy-MM}?",
            6 => D(one) + "%",
            7 => "201X",
            8 => $"{one:yyyy}-XX",
            9 => $"{one:yyyy-MM}-XX",
            10 => $"{one:yyyy}-2{random.Next(1, 5)}",
            11 => $"../{D(one)}",
            12 => $"{D(one)}/..",
            13 => $"/{D(one)}",
            14 => $"{D(one)}/",
            15 => $"-0{random.Next(100, 999)}-03-15",
            16 => $"Y{(Chance(0.5) ? "-" : "")}{random.Next(10_000, 200_000)}",
            17 => $"[{D(one)},{D(two)}]",
            18 => $"[{D(one)}..{D(two)}]",
            19 => $"[..{D(one)}]",
            20 => $"{D(one)}/{D(two)}",
            21 => $"{T(one)}Z/{T(two)}Z",
            _ => D(one),
        };
    }

    internal string BadDate() => Chance(0.1) ? new string('2', random.Next(200, 400)) : Of(BadDates);

    /// <summary>An instant after all days above, before now.</summary>
    internal string Noted() => $"202{random.Next(1, 5)}-0{random.Next(1, 10)}-1{random.Next(10)}T10:00:00Z";

    private DateTime Moment() => new DateTime(2018, 1, 1).AddSeconds(random.Next(500 * 86_400));

    private int Valid()
    {
        var point = random.Next(0x11_0000);
        return Rune.IsValid(point) ? point : 'x';
    }
}
