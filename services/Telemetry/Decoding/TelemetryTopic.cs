using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Telemetry.Decoding;

/// <summary>
/// The parts of <c>sectors/{sector}/{site}/{device}/telemetry</c>, over the topic's own bytes. The ids follow
/// <see cref="IdentifierRule"/>; the sector is any level that is not empty, for the scheme catalogue to know or not.
/// </summary>
public readonly ref struct TelemetryTopic
{
    private TelemetryTopic(ReadOnlySpan<byte> sector, ReadOnlySpan<byte> site, ReadOnlySpan<byte> device)
    {
        Sector = sector;
        Site = site;
        Device = device;
    }

    public ReadOnlySpan<byte> Sector { get; }

    public ReadOnlySpan<byte> Site { get; }

    public ReadOnlySpan<byte> Device { get; }

    /// <summary>False for a topic of any other form: <see cref="RejectReason.BadTopic"/>.</summary>
    public static bool TryParse(ReadOnlySpan<byte> topic, out TelemetryTopic parts)
    {
        parts = default;
        if (!topic.StartsWith("sectors/"u8) || !topic.EndsWith("/telemetry"u8)) return false;

        var levels = topic["sectors/"u8.Length..];
        if (!TryTakeLevel(ref levels, out var sector) || sector.IsEmpty) return false;
        if (!TryTakeLevel(ref levels, out var site) || IdentifierRule.Check(site) is not IdentifierError.None) return false;
        if (!TryTakeLevel(ref levels, out var device) || IdentifierRule.Check(device) is not IdentifierError.None) return false;
        if (!levels.SequenceEqual("telemetry"u8)) return false;

        parts = new TelemetryTopic(sector, site, device);
        return true;
    }

    private static bool TryTakeLevel(scoped ref ReadOnlySpan<byte> levels, out ReadOnlySpan<byte> level)
    {
        var slash = levels.IndexOf((byte)'/');
        level = slash < 0 ? default : levels[..slash];
        levels = slash < 0 ? levels : levels[(slash + 1)..];
        return slash >= 0;
    }
}
