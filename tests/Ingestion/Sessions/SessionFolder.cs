using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SmartSectors.Ingestion.Sessions;
using SmartSectors.Mqtt;
using SmartSectors.Storage.Sqlite;

namespace SmartSectors.Ingestion.Tests.Sessions;

/// <summary>A data directory with sessions.db, gone at the end.</summary>
internal sealed class SessionFolder : IDisposable
{
    private readonly DirectoryInfo _folder = System.IO.Directory.CreateTempSubdirectory("sessions-");

    public string Path => _folder.FullName;

    public string File => System.IO.Path.Combine(Path, "sessions.db");

    public static SqliteSessionStore Open(string folder, out StoredSessions stored, ILogger<SqliteSessionStore>? logger = null)
    {
        var options = new SessionStoreOptions { DataDirectory = folder, RetryDelay = TimeSpan.FromMilliseconds(10) };
        var store = new SqliteSessionStore(options, TimeProvider.System, logger ?? NullLogger<SqliteSessionStore>.Instance);
        try
        {
            stored = store.Load();
            return store;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    public SqliteSessionStore Open(out StoredSessions stored) => Open(Path, out stored);

    /// <summary>Asks the file of a store that is closed for a number.</summary>
    public long? Ask(string sql)
    {
        using var database = Database.Open(File);
        return database.Prepare(sql).FirstLong();
    }

    public void Execute(string sql)
    {
        using var database = Database.Open(File);
        database.Execute(sql);
    }

    /// <summary>Everything that was stored as text, to be compared.</summary>
    public static string Describe(StoredSessions stored)
    {
        var text = new StringBuilder();
        foreach (var state in stored.Sessions.OrderBy(state => state.Session.Number))
        {
            var session = state.Session;
            Line($"session {session.Number} {session.ClientId} {session.ExpirySeconds} {session.DisconnectedAtMs}");
            if (session.Will is { } will) Line($"  will {Describe(will.Message)} {will.Retain} {will.DelaySeconds}");
            foreach (var subscription in state.Subscriptions.OrderBy(subscription => subscription.Filter, StringComparer.Ordinal))
                Line($"  {subscription}");
            foreach (var delivery in state.Deliveries)
            {
                var identifiers = string.Join(',', delivery.Identifiers ?? []);
                Line($"  delivery {delivery.Sequence} {Describe(delivery.Message)} {delivery.Qos} {delivery.Retain} [{identifiers}] {delivery.PacketId} {delivery.Group}");
            }

            foreach (var packetId in state.Received.Order()) Line($"  received {packetId}");
        }

        foreach (var line in stored.Retained.Select(Describe).Order(StringComparer.Ordinal)) Line($"retained {line}");
        return text.ToString();

        void Line(FormattableString line) => text.AppendLine(line.ToString(CultureInfo.InvariantCulture));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static string Describe(MqttMessage? message) => message is null
        ? "-"
        : string.Create(
            CultureInfo.InvariantCulture,
            $"({Encoding.UTF8.GetString(message.Topic)} {Convert.ToHexString(message.Payload)} {Convert.ToHexString(message.Properties)} {message.Qos} {message.ExpiresAtMs})");
}
