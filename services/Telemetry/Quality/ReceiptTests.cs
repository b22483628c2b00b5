using SmartSectors.Telemetry.Devices;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Telemetry.Quality;

/// <summary>
/// The tests that need nothing but the reading and its receipt. Their results are stored with the reading, while those of
/// <see cref="QualityControl"/> follow its neighbours. They are never judged again, but for the condition of its device,
/// which may be told afterwards.
/// </summary>
public static class ReceiptTests
{
    /// <summary>The tests whose results are the reading's own.</summary>
    public static readonly QualityFlags Mask = new(
        (3u << ((int)QualityTest.Syntax * 2)) | (3u << ((int)QualityTest.ImpossibleDate * 2))
        | (3u << ((int)QualityTest.DataReception * 2)) | (3u << ((int)QualityTest.Location * 2))
        | (3u << ((int)QualityTest.DeviceCondition * 2)));

    // What was let in has its syntax right and a possible date (Acceptance).
    private static readonly QualityFlags s_letIn =
        QualityFlags.Of(QualityTest.Syntax, ReadingFlag.Pass) | QualityFlags.Of(QualityTest.ImpossibleDate, ReadingFlag.Pass);

    /// <summary>One of them found something.</summary>
    public static bool HaveFound(QualityFlags flags) => (flags.Findings & Mask).Bits != 0;

    /// <summary>Judges a reading that was let in.</summary>
    /// <param name="delayMs">
    /// From measurement to receipt; below zero for a clock ahead, which is not lateness. Null where the device's profile
    /// delivers late by design (satellite, store and forward): then its age says nothing of its quality.
    /// </param>
    /// <param name="location">What <see cref="LocationTest"/> said of the position that came with it; unevaluated without one.</param>
    public static QualityFlags Judge(QualityRules rules, long? delayMs, ReadingFlag location, DeviceCondition condition) =>
        s_letIn
        | QualityFlags.Of(QualityTest.DataReception, Reception(rules.DataReception, delayMs))
        | QualityFlags.Of(QualityTest.Location, location)
        | QualityFlags.Of(QualityTest.DeviceCondition, condition.Excludes() ? ReadingFlag.Fail : ReadingFlag.Pass);

    private static ReadingFlag Reception(AgeRule? rule, long? delayMs) =>
        rule is null || delayMs is not { } delay ? ReadingFlag.Unevaluated
        : delay > rule.FailMs ? ReadingFlag.Fail
        : delay > rule.SuspectMs ? ReadingFlag.Suspect
        : ReadingFlag.Pass;
}
