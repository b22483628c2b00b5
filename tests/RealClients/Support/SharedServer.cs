namespace SmartSectors.RealClients.Tests.Support;

/// <summary>One platform for all tests that do not end it; their topics and client identifiers are their own.</summary>
public sealed class SharedServer : IAsyncLifetime
{
    /// <summary>A registered device, of the site <c>farm</c>.</summary>
    public const string Device = "probe";

    private Server? _server;

    internal Server Server => _server ?? throw new InvalidOperationException("BUG: asked before it was started");

    public async Task InitializeAsync()
    {
        _server = await Server.StartAsync();
        await _server.RegisterAsync("farm", Device);
    }

    public async Task DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
    }
}
