using System.Globalization;

namespace SmartSectors.Telemetry.Profiles;

/// <summary>Reads a formula by recursive descent; an error says where in the text it is.</summary>
internal ref struct FormulaParser
{
    private const int MaxLength = 500;
    private const int MaxDepth = 32; // of brackets, so that no text exhausts the stack

    private static readonly Dictionary<string, Func<double, double>> s_ofOne = new(StringComparer.Ordinal)
    {
        ["abs"] = Math.Abs,
        ["sqrt"] = Math.Sqrt,
        ["exp"] = Math.Exp,
        ["ln"] = Math.Log,
    };

    private static readonly Dictionary<string, Func<double, double, double>> s_ofTwo = new(StringComparer.Ordinal)
    {
        ["min"] = Math.Min,
        ["max"] = Math.Max,
    };

    private readonly string _text;
    private readonly Func<string, int> _inputOf;
    private int _at;
    private int _depth;

    private FormulaParser(string text, Func<string, int> inputOf) => (_text, _inputOf) = (text, inputOf);

    /// <summary>Throws <see cref="FormatException"/> with what is wrong and where.</summary>
    /// <param name="inputOf">The place of a name among the inputs.</param>
    public static Formula Parse(string text, Func<string, int> inputOf)
    {
        if (text.Length > MaxLength) throw new FormatException($"must be of at most {MaxLength} characters");
        var parser = new FormulaParser(text, inputOf);
        var formula = parser.Sum();
        return parser.Next() == '\0' ? formula : throw parser.Wrong("an operator");
    }

    private Formula Sum()
    {
        if (++_depth > MaxDepth) throw new FormatException($"must not have more than {MaxDepth} brackets within each other");
        var left = Product();
        while (Next() is '+' or '-')
        {
            var isSum = _text[_at++] == '+';
            left = new Formula.Binary(isSum ? static (a, b) => a + b : static (a, b) => a - b, left, Product());
        }

        _depth--;
        return left;
    }

    private Formula Product()
    {
        var left = Signed();
        while (Next() is '*' or '/')
        {
            var isProduct = _text[_at++] == '*';
            left = new Formula.Binary(isProduct ? static (a, b) => a * b : static (a, b) => a / b, left, Signed());
        }

        return left;
    }

    // As everywhere, -2^2 is -4.
    private Formula Signed()
    {
        var isNegative = false;
        while (TryTake('-')) isNegative = !isNegative;
        var power = Power();
        return isNegative ? new Formula.Unary(static value => -value, power) : power;
    }

    // One exponent, without a sign or with: towers of powers are no one's formula, and their order is a matter of taste.
    private Formula Power()
    {
        var left = Primary();
        if (!TryTake('^')) return left;
        var isNegative = TryTake('-');
        var exponent = Primary();
        if (Next() == '^') throw Wrong("brackets around one of two powers");
        return new Formula.Binary(isNegative ? static (a, b) => Math.Pow(a, -b) : Math.Pow, left, exponent);
    }

    private Formula Primary()
    {
        var next = Next();
        if (TryTake('(')) return Closed(Sum());
        if (TryTake('[')) return new Formula.Input(_inputOf(Bracketed()));
        if (char.IsAsciiDigit(next)) return Number();
        if (!char.IsLetter(next) && next != '_') throw Wrong("a number, a name or a bracket");

        var start = _at;
        while (_at < _text.Length && (char.IsLetterOrDigit(_text[_at]) || _text[_at] is '_' or '.')) _at++;
        var name = _text[start.._at];
        return TryTake('(') ? Call(name, start) : new Formula.Input(_inputOf(name));
    }

    private Formula Call(string name, int start)
    {
        if (s_ofOne.TryGetValue(name, out var ofOne)) return new Formula.Unary(ofOne, Closed(Sum()));
        if (!s_ofTwo.TryGetValue(name, out var ofTwo))
        {
            _at = start;
            throw Wrong($"one of the functions {string.Join(", ", s_ofOne.Keys.Concat(s_ofTwo.Keys))}");
        }

        var value = Sum();
        do
        {
            if (!TryTake(',')) throw Wrong("a comma");
            value = new Formula.Binary(ofTwo, value, Sum());
        }
        while (Next() == ',');
        return Closed(value);
    }

    private Formula Closed(Formula formula) => TryTake(')') ? formula : throw Wrong("a closing bracket");

    private string Bracketed()
    {
        var end = _text.IndexOf(']', _at);
        if (end <= _at) throw Wrong("a name and ]");
        var name = _text[_at..end];
        _at = end + 1;
        return name;
    }

    private Formula.Number Number()
    {
        var start = _at;
        while (_at < _text.Length && (char.IsAsciiDigit(_text[_at]) || _text[_at] == '.' || IsExponentAt(_at))) _at++;
        if (double.TryParse(_text.AsSpan(start, _at - start), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number))
            return new Formula.Number(number);
        _at = start;
        throw Wrong("a number");
    }

    // 1e3, 1e-3: the letter, and the sign right after it.
    private readonly bool IsExponentAt(int at) =>
        _text[at] is 'e' or 'E' ? at + 1 < _text.Length && (char.IsAsciiDigit(_text[at + 1]) || _text[at + 1] is '-' or '+')
        : _text[at] is '-' or '+' && _text[at - 1] is 'e' or 'E';

    private bool TryTake(char sign)
    {
        if (Next() != sign) return false;
        _at++;
        return true;
    }

    // After blanks; 0 at the end.
    private char Next()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at])) _at++;
        return _at < _text.Length ? _text[_at] : '\0';
    }

    private readonly FormatException Wrong(string expected) => new(
        _at < _text.Length ? $"has '{_text[_at]}' at character {_at + 1} where {expected} is expected" : $"ends where {expected} is expected");
}
