using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Grains.Partitions;

/// <summary>The schemes that the log and the partitions' states name, by what they contain.</summary>
public interface ISchemeTexts
{
    /// <summary>A scheme that was put; the same instance each time. Throws <see cref="InvalidDataException"/> when its text is missing or damaged.</summary>
    Scheme Get(string sha256);

    /// <summary>Keeps a scheme; durable when it returns. Throws <see cref="IOException"/> when it cannot.</summary>
    void Put(Scheme scheme);
}
