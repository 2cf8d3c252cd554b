namespace Timeline.Domain.Time;

/// <summary>
/// A text, how far it has been read, and the first thing found wrong with it. Whatever reads from it stops and returns false or null
/// once something is wrong, so that nothing need be thrown.
/// </summary>
internal sealed class EdtfScanner(string text)
{
    internal string Text => text;

    /// <summary>The index of the next character to be read.</summary>
    internal int Position { get; private set; }

    /// <summary>What is wrong with the text; null as long as nothing is.</summary>
    internal EdtfException? Error { get; private set; }

    internal bool AtEnd => Position == text.Length;

    /// <summary>The next character; NUL at the end.</summary>
    internal char Current => AtEnd ? '\0' : text[Position];

    /// <summary>Reads the character or characters, if they come next.</summary>
    internal bool Take(string expected)
    {
        if (!IsNext(expected))
            return false;
        Position += expected.Length;
        return true;
    }

    /// <summary>Whether the character or characters come next.</summary>
    internal bool IsNext(string expected) => string.CompareOrdinal(text, Position, expected, 0, expected.Length) == 0;

    /// <summary>What has been read from the index on.</summary>
    internal string From(int start) => text[start..Position];

    /// <summary>Reads a digit 0 to 9, if one comes next.</summary>
    internal bool TakeDigit(out int digit)
    {
        digit = Current - '0';
        if (!char.IsAsciiDigit(Current))
            return false;
        Position++;
        return true;
    }

    /// <summary>Reads so many digits, each of which may be X; what is expected is for the error message.</summary>
    internal bool Digits(int count, string expected, out EdtfDigits digits)
    {
        digits = default;
        for (var i = 0; i < count; i++)
        {
            if (Take("X"))
                digits = digits.Append(null);
            else if (TakeDigit(out var digit))
                digits = digits.Append(digit);
            else
                return Unexpected(expected);
        }
        return true;
    }

    /// <summary>
    /// Reads a whole number from 1 on, without zeros before it; what is expected is for the error message. Numbers of ten digits or more
    /// are read as 999,999,999.
    /// </summary>
    internal bool Positive(string expected, out int number)
    {
        const int Most = 999_999_999;
        number = 0;
        if (Current is < '1' or > '9')
            return Unexpected(expected);
        while (TakeDigit(out var digit))
            number = number > Most / 10 ? Most : number * 10 + digit;
        return true;
    }

    /// <summary>Reads a number of two digits from 00 to the given one; what is expected is for the error message.</summary>
    internal bool Number(int last, string expected, out int number)
    {
        var start = Position;
        var isRead = Digits(2, expected, out var digits);
        number = digits.Low;
        return isRead && ((digits.AreGiven && number <= last) || Fail(start, $"expected {expected}"));
    }

    /// <summary>Refuses what comes next, or that nothing does, saying what was expected; always false.</summary>
    internal bool Unexpected(string expected) => Fail(Position, $"expected {expected}{Advice}");

    /// <summary>Refuses what comes next, or that nothing does, saying what was expected; always null.</summary>
    internal T? Unexpected<T>(string expected) where T : class => Refuse<T>(Position, $"expected {expected}{Advice}");

    /// <summary>Refuses the text for a reason that lies at the position; always false.</summary>
    internal bool Fail(int position, string reason)
    {
        Error ??= new(text, position, reason);
        return false;
    }

    /// <summary>Refuses the text for a reason that lies at the position; always null.</summary>
    internal T? Refuse<T>(int position, string reason) where T : class
    {
        Fail(position, reason);
        return null;
    }

    /// <summary>What people often mean by the next character, where it is not allowed.</summary>
    private string Advice => Current switch
    {
        _ when AtEnd => "",
        't' or 'x' or 'y' or 'z' => "; the letters are capitals: T, X, Y and Z",
        'T' => "; only a whole date, year, month and day without a qualifier, has a time",
        '?' or '~' or '%' => "; a year, month or day has one qualifier on either side of it (% for both ? and ~), a time none",
        '.' => "; a range A..B stands in brackets: [A..B] is some time within, {A..B} all of it",
        ',' => "; several dates stand in brackets: [A,B] is one of them, {A,B} all",
        '[' or ']' or '{' or '}' => "; brackets stand around the whole text",
        'E' => "; only a year with Y has an exponent: Y17E7",
        'S' => "; significant digits are told of a year alone, without X: 1950S2",
        > '\x7f' => "; only ASCII characters are read",
        var c when char.IsWhiteSpace(c) => "; there may be no space",
        _ => "",
    };
}
