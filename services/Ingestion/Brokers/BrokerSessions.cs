using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SmartSectors.Ingestion.Brokers;

/// <summary>
/// What must be the same after a restart, in one small file of the data directory: under which client identifier each
/// broker keeps our session, and what that is subscribed to. Without the second a changed setting would leave the old
/// subscription standing, and its messages would come beside the new one's.
/// </summary>
internal sealed class BrokerSessions
{
    /// <summary>MQTT 3.1.1 [MQTT-3.1.3-5]: every broker takes 23 letters and digits.</summary>
    private const string ClientIdPrefix = "smartsectors";
    private const int ClientIdLength = 23;

    private readonly string _path;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, BrokerSession> _sessions;

    private BrokerSessions(string path, IEnumerable<BrokerSession> sessions)
    {
        _path = path;
        _sessions = sessions.ToDictionary(session => session.Key);
    }

    /// <exception cref="IOException">The file cannot be read, or is damaged.</exception>
    public static BrokerSessions Load(string dataDirectory)
    {
        var path = Path.Combine(dataDirectory, "brokers.json");
        if (!File.Exists(path)) return new BrokerSessions(path, []);
        try
        {
            return new BrokerSessions(path, JsonSerializer.Deserialize(File.ReadAllBytes(path), BrokerSessionsJson.Default.BrokerSessionArray) ?? []);
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new IOException($"{path} is damaged: {e.Message} Without it the sessions on the brokers are not found again.", e);
        }
    }

    /// <summary>The session with a broker as it was left; a new one is remembered before it is used.</summary>
    public BrokerSession Find(BrokerOptions broker)
    {
        lock (_gate)
        {
            if (_sessions.TryGetValue(BrokerSession.KeyOf(broker), out var known)) return known;
            var session = new BrokerSession(broker.Name, broker.ClientId ?? NewClientId(), broker.ClientId is null, 0, []);
            Save(session);
            return session;
        }
    }

    public void Remember(BrokerSession session)
    {
        lock (_gate) Save(session);
    }

    private void Save(BrokerSession session)
    {
        _sessions[session.Key] = session;
        // Whole or not at all, whenever the power fails.
        var temporary = _path + ".new";
        using (var file = new FileStream(temporary, FileMode.Create))
        {
            JsonSerializer.Serialize(file, [.. _sessions.Values], BrokerSessionsJson.Default.BrokerSessionArray);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, _path, overwrite: true);
    }

    private static string NewClientId() =>
        ClientIdPrefix + RandomNumberGenerator.GetString("0123456789abcdefghijklmnopqrstuvwxyz", ClientIdLength - ClientIdPrefix.Length);
}

/// <summary>Our session on one broker.</summary>
/// <param name="Broker">Host and port.</param>
/// <param name="IsMade">The client identifier was made here, not given.</param>
/// <param name="Qos">Of all its subscriptions.</param>
/// <param name="Filters">What it may be subscribed to; of a shared subscription with its group.</param>
internal sealed record BrokerSession(string Broker, string ClientId, bool IsMade, int Qos, string[] Filters)
{
    [JsonIgnore]
    public string Key => IsMade ? Broker : $"{Broker} {ClientId}";

    public static string KeyOf(BrokerOptions broker) => broker.ClientId is { } given ? $"{broker.Name} {given}" : broker.Name;
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true)]
[JsonSerializable(typeof(BrokerSession[]))]
internal sealed partial class BrokerSessionsJson : JsonSerializerContext;
