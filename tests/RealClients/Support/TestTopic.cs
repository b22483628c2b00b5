namespace SmartSectors.RealClients.Tests.Support;

/// <summary>Topics that no other test uses.</summary>
internal static class TestTopic
{
    /// <param name="kind"><c>commands</c> for topics that every listener passes on, for they go down to a device.</param>
    public static string New(string kind = "test")
    {
        var name = Guid.NewGuid().ToString("N")[..8];
        return kind == "commands" ? $"sectors/agriculture/farm/{name}/commands" : $"{kind}/{name}";
    }
}
