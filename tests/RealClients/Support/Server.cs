using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using SmartSectors.Faults.Tests.Support;
using SmartSectors.Mqtt.Tests.Support;

namespace SmartSectors.RealClients.Tests.Support;

/// <summary>The platform as its users start it, with a listener for each way in; its ports and its data outlive a restart.</summary>
internal sealed class Server : IAsyncDisposable
{
    private static readonly string[] _listenerNames = ["mqtt", "mqtts", "mutual", "brief"];

    private readonly ScratchFolder _scratch = new();
    private readonly TestAuthority _authority = new();
    private readonly PlatformPorts _ports = PlatformPorts.Free();
    private readonly Dictionary<string, int> _listeners;
    private readonly string[] _flags;
    private Platform? _platform;

    private Server()
    {
        _listeners = _listenerNames.Zip(FreePorts(_listenerNames.Length)).ToDictionary();
        var (certificate, key) = _authority.Issue("server");
        var tls = $"certificate={Uri.EscapeDataString(certificate)}&certificate-key={Uri.EscapeDataString(key)}";
        var clients = $"client-certificates=required&client-ca={Uri.EscapeDataString(_authority.CertificateFile)}";
        _flags =
        [
            "--listener", $"mqtt://127.0.0.1:{_listeners["mqtt"]}?access=open&deny={DeniedFilter}",
            "--listener", $"mqtts://127.0.0.1:{_listeners["mqtts"]}?access=open&{tls}",
            "--listener", $"mqtts://127.0.0.1:{_listeners["mutual"]}?access=open&{tls}&{clients}",
            "--listener", $"mqtt://127.0.0.1:{_listeners["brief"]}?access=open&max-keep-alive=1s&max-packet-size-bytes=1000",
        ];
    }

    /// <summary>What nobody may publish or subscribe to on the open listener.</summary>
    public const string DeniedFilter = "denied/#";

    public string Authority => _authority.CertificateFile;

    public int OpenPort => _listeners["mqtt"];

    public int TlsPort => _listeners["mqtts"];

    /// <summary>TLS for those alone who bring a certificate.</summary>
    public int MutualTlsPort => _listeners["mutual"];

    /// <summary>The port of every user, with the platform's own rules for topics.</summary>
    public int StandardPort => _ports.Mqtt;

    public static async Task<Server> StartAsync()
    {
        var server = new Server();
        await server.StartPlatformAsync();
        return server;
    }

    /// <summary>The address of a listener.</summary>
    /// <param name="transport">
    /// Open to every topic: <c>mqtt</c>, <c>mqtts</c>, and <c>brief</c>, whose keep-alive is a second at most and whose
    /// packets are 1,000 bytes at most. With the platform's rules for topics: <c>standard</c> and <c>ws</c>.
    /// </param>
    public string Url(string transport) => transport switch
    {
        "mqtt" or "brief" => $"mqtt://127.0.0.1:{_listeners[transport]}",
        "mqtts" => $"mqtts://127.0.0.1:{TlsPort}",
        "standard" => $"mqtt://127.0.0.1:{StandardPort}",
        "ws" => $"ws://127.0.0.1:{_ports.Http}/mqtt",
        _ => throw new ArgumentException($"there is no way in by '{transport}'", nameof(transport)),
    };

    /// <summary>For a script with one way in; its topics are passed on by every listener.</summary>
    public ScenarioInput Input(string transport, int version) => new(Url(transport), version, Authority, TestTopic.New("commands"));

    /// <summary>For Mosquitto's clients on the open listener.</summary>
    public string[] MosquittoArguments(string version) => ["-h", "127.0.0.1", "-p", $"{OpenPort}", "-V", version];

    /// <summary>A certificate for a client, of the server's own authority.</summary>
    public (string CertificateFile, string KeyFile) IssueForClient(string name) => _authority.Issue(name);

    /// <summary>Makes the platform know a site of agriculture and a device of it.</summary>
    public async Task RegisterAsync(string site, string device)
    {
        await _platform!.PostAsync("api/v1/sites", new[] { new { id = site, name = site, sector = "agriculture" } });
        await _platform.PostAsync("api/v1/devices", new[] { new { id = device, site } });
    }

    /// <summary>Asks the API.</summary>
    public Task<JsonElement> GetAsync(string path) => _platform!.GetAsync(path);

    /// <summary>The books of one device.</summary>
    public Task<Books> LedgerAsync(string device) => _platform!.LedgerAsync($"?device={device}");

    /// <summary>Ends the platform and starts it again.</summary>
    public async Task RestartAsync(Ending ending)
    {
        if (ending is Ending.None) return;
        await EndAsync(ending);
        await StartPlatformAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_platform is not null) await _platform.DisposeAsync();
        _authority.Dispose();
        _scratch.Dispose();
    }

    private async Task EndAsync(Ending ending)
    {
        var platform = _platform!;
        _platform = null;
        if (ending is Ending.Kill) await platform.KillAsync();
        else Assert.Equal(0, await platform.TerminateAsync());
        await platform.DisposeAsync();
    }

    private async Task StartPlatformAsync() =>
        _platform = await Platform.StartReadyAsync(Path.Combine(_scratch.Path, "data"), _ports, "closed", _flags);

    /// <summary>Ports that were free a moment ago.</summary>
    private static List<int> FreePorts(int count)
    {
        var sockets = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        foreach (var socket in sockets) socket.Start();
        var ports = sockets.ConvertAll(socket => ((IPEndPoint)socket.LocalEndpoint).Port);
        foreach (var socket in sockets) socket.Dispose();
        return ports;
    }
}

/// <summary>How the platform ends.</summary>
public enum Ending
{
    /// <summary>It runs on.</summary>
    None,

    /// <summary>SIGTERM: as an operator stops it.</summary>
    Terminate,

    /// <summary>SIGKILL: as a power cut stops it.</summary>
    Kill,
}
