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
        if (string.CompareOrdinal(text, Position, expected, 0, expected.Length) != 0)
            return false;
        Position += expected.Length;
        return true;
    }

    /// <summary>Reads a digit 0 to 9, if one comes next.</summary>
    internal bool TakeDigit(out int digit)
    {
        digit = Current - '0';
        if (!char.IsAsciiDigit(Current))
            return false;
        Position++;
        return true;
    }

    /// <summary>Reads so many digits, of which the last ones may be X; what is expected is for the error message.</summary>
    internal bool Digits(int count, string expected, out EdtfDigits digits)
    {
        digits = default;
        var anyUnspecified = false;
        for (var i = 0; i < count; i++)
        {
            if (Take("X"))
            {
                digits = digits.AppendUnspecified();
                anyUnspecified = true;
            }
            else if (anyUnspecified && char.IsAsciiDigit(Current))
                return Fail(Position, "after an unspecified digit X no digit can be given; that is level 2, which is not read");
            else if (TakeDigit(out var digit))
                digits = digits.Append(digit);
            else
                return Unexpected(expected);
        }
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
        'T' => "; only a whole date, year, month and day, has a time",
        '?' or '~' or '%' => "; a date has one qualifier, at its end (% for both ? and ~), and an instant none",
        '.' => "; a range A..B stands in brackets: [A..B]",
        '{' or '}' => "; lists {} of which all are meant are not read, only sets [] of which one is",
        'E' or 'S' => "; exponents and significant digits are level 2, which is not read",
        > '\x7f' => "; only ASCII characters are read",
        var c when char.IsWhiteSpace(c) => "; there may be no space",
        _ => "",
    };
}

/// <summary>The numbers that digits stand for, of which the last ones may be unspecified: <c>201X</c> is 2010 to 2019.</summary>
/// <param name="Low">The least of them: every X a 0.</param>
/// <param name="High">The greatest of them: every X a 9.</param>
internal readonly record struct EdtfDigits(int Low, int High)
{
    /// <summary>Whether no digit is unspecified.</summary>
    internal bool AreGiven => Low == High;

    /// <summary>This with one more digit.</summary>
    internal EdtfDigits Append(int digit) => new(Low * 10 + digit, High * 10 + digit);

    /// <summary>This with one more digit, an X.</summary>
    internal EdtfDigits AppendUnspecified() => new(Low * 10, High * 10 + 9);
}
