using System.Runtime.CompilerServices;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Telemetry.Quality;

/// <summary>
/// The results of all tests of one reading: two bits a test, its place being the test's number. The codes are
/// 0 not evaluated (2), 1 pass (1), 2 suspect (3), 3 fail (4): the order of QARTOD's aggregate flag
/// (9, 2, 1, 3, 4), so that the greatest code is the aggregate. A reading that is there is never missing (9).
/// </summary>
public readonly record struct QualityFlags(uint Bits)
{
    private const uint LowBits = 0x5555_5555;

    private static ReadOnlySpan<byte> FlagOfCode => [(byte)ReadingFlag.Unevaluated, (byte)ReadingFlag.Pass, (byte)ReadingFlag.Suspect, (byte)ReadingFlag.Fail];

    /// <summary>The result of one test.</summary>
    public ReadingFlag this[QualityTest test] => (ReadingFlag)FlagOfCode[(int)(Bits >> ((int)test * 2)) & 3];

    /// <summary>The aggregate flag: the highest of the tests' in the order 2, 1, 3, 4.</summary>
    public ReadingFlag Aggregate =>
        (Bits & (Bits >> 1) & LowBits) != 0 ? ReadingFlag.Fail
        : (Bits & ~LowBits) != 0 ? ReadingFlag.Suspect
        : Bits != 0 ? ReadingFlag.Pass
        : ReadingFlag.Unevaluated;

    /// <summary>
    /// Only what was found, suspect and fail; passed and unevaluated tests read as unevaluated. Nearly all readings have
    /// none, so this is what a store keeps beside the aggregate flag: it does not change when the successor lets a
    /// reading pass the spike test.
    /// </summary>
    public QualityFlags Findings
    {
        get
        {
            var found = Bits & ~LowBits;
            return new QualityFlags(Bits & (found | (found >> 1)));
        }
    }

    /// <summary>The same with another result of one test.</summary>
    public QualityFlags With(QualityTest test, ReadingFlag result) =>
        new((Bits & ~(3u << ((int)test * 2))) | Of(test, result).Bits);

    /// <summary>The result of one test alone.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static QualityFlags Of(QualityTest test, ReadingFlag result)
    {
        // 2 → 0, 1 → 1, 3 → 2, 4 → 3.
        var code = result is ReadingFlag.Unevaluated ? 0u : result is ReadingFlag.Pass ? 1u : (uint)result - 1;
        return new(code << ((int)test * 2));
    }

    public static QualityFlags operator |(QualityFlags left, QualityFlags right) => new(left.Bits | right.Bits);

    public static QualityFlags operator &(QualityFlags left, QualityFlags right) => new(left.Bits & right.Bits);

    public static QualityFlags BitwiseOr(QualityFlags left, QualityFlags right) => left | right;

    public static QualityFlags BitwiseAnd(QualityFlags left, QualityFlags right) => left & right;

    /// <summary>Such as <c>pass (spike suspect)</c>.</summary>
    public override string ToString()
    {
        var flags = Findings;
        var found = QualityTestNames.All.Where(test => flags[test] != ReadingFlag.Unevaluated).Select(test => $"{test.Name()} {flags[test]}").ToList();
        return found.Count == 0 ? $"{Aggregate}" : $"{Aggregate} ({string.Join(", ", found)})";
    }
}
