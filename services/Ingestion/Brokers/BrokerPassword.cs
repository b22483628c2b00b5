using System.Text;

namespace SmartSectors.Ingestion.Brokers;

/// <summary>A password that nobody sees by chance: it is read when it is sent, and tells nothing of itself.</summary>
public sealed class BrokerPassword
{
    private readonly Func<string> _read;

    private BrokerPassword(Func<string> read) => _read = read;

    public static BrokerPassword OfText(string text) => new(() => text);

    /// <summary>Read at each connect, so that a changed one needs no restart; a line end after it is not part of it.</summary>
    public static BrokerPassword OfFile(string path) => new(() => File.ReadAllText(path).TrimEnd('\r', '\n'));

    public static BrokerPassword OfVariable(string name) =>
        new(() => Environment.GetEnvironmentVariable(name) ?? throw new IOException($"the environment has no variable {name}"));

    /// <exception cref="IOException">It is not where it was.</exception>
    /// <exception cref="UnauthorizedAccessException">Its file may not be read.</exception>
    public byte[] Read() => Encoding.UTF8.GetBytes(_read());

    public override string ToString() => "***";
}
