namespace SmartSectors.RealClients.Tests.Support;

internal static class Patience
{
    /// <summary>Turns a hang into a failure; nothing that these tests wait for takes so long.</summary>
    public static readonly TimeSpan Hang = TimeSpan.FromSeconds(60);
}
