using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Registry;

/// <summary>
/// Changes that are committed together, each with its entry in the outbox. It sees its own changes; the index sees
/// them after the commit. Without a commit, nothing happened.
/// </summary>
/// <remarks>Its statements are prepared once and filled for every row, for a batch is thousands of them.</remarks>
internal sealed class RegistryTransaction : IDisposable
{
    private readonly RegistryIndex _index;
    private readonly SqliteTransaction _transaction;
    private readonly SqliteCommand _putSite;
    private readonly SqliteCommand _putDevice;
    private readonly SqliteCommand _putTerms;
    private readonly SqliteCommand _addChange;
    private readonly Dictionary<string, Site> _sites = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Device> _devices = new(StringComparer.Ordinal);
    private readonly List<(string Device, RegisteredTerms Terms)> _terms = [];
    private readonly long _nowMs;
    private long _sequence;

    public RegistryTransaction(SqliteConnection connection, RegistryIndex index, DateTimeOffset now)
    {
        _index = index;
        Now = now;
        _nowMs = now.ToUnixTimeMilliseconds();
        _sequence = index.Sequence;
        _transaction = connection.BeginTransaction();
        _putSite = Command(
            """
            INSERT INTO sites (id, name, sector, commune, owner, is_large, source, ownership) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (id) DO UPDATE SET name = $2, sector = $3, commune = $4, owner = $5, is_large = $6, source = $7, ownership = $8
            """, 8);
        _putDevice = Command(
            """
            INSERT INTO devices (id, site, profile, source) VALUES ($1, $2, $3, $4)
            ON CONFLICT (id) DO UPDATE SET site = $2, profile = $3, source = $4
            """, 4);
        _putTerms = Command(
            """
            INSERT INTO device_terms (device, from_ms, weight, parameters) VALUES ($1, $2, $3, $4)
            ON CONFLICT (device, from_ms) DO UPDATE SET weight = $3, parameters = $4
            """, 4);
        _addChange = Command("INSERT INTO changes (sequence, at_ms, kind, state) VALUES ($1, $2, $3, $4)", 4);
    }

    /// <summary>The moment of all its changes.</summary>
    public DateTimeOffset Now { get; }

    public int Changes => (int)(_sequence - _index.Sequence);

    public bool TryGetSite(string id, [MaybeNullWhen(false)] out Site site) =>
        _sites.TryGetValue(id, out site) || _index.TryGetSite(id, out site);

    public bool TryGetDevice(string id, [MaybeNullWhen(false)] out Device device) =>
        _devices.TryGetValue(id, out device) || _index.TryGetDevice(id, out device);

    public void Put(Site site)
    {
        var kind = TryGetSite(site.Id, out _) ? RegistryChangeKind.SiteChanged : RegistryChangeKind.SiteAdded;
        Execute(_putSite, site.Id, site.Name, (int)site.Sector, site.Commune, site.Owner, site.IsLarge, (int)site.Source, (int)site.Ownership);
        AddChange(kind, JsonSerializer.Serialize(site, ChangeJson.Default.Site));
        _sites[site.Id] = site;
    }

    public void Put(Device device)
    {
        var kind = TryGetDevice(device.Id, out _) ? RegistryChangeKind.DeviceChanged : RegistryChangeKind.DeviceAdded;
        Execute(_putDevice, device.Id, device.Site, device.Profile, (int)device.Source);
        if (device.Terms is { } terms)
        {
            Execute(_putTerms, TermsRow.Of(device.Id, terms));
            _terms.Add((device.Id, terms));
        }

        AddChange(kind, JsonSerializer.Serialize(device, ChangeJson.Default.Device));
        _devices[device.Id] = device;
    }

    /// <summary>Books who did it. One entry a transaction is enough: the outbox has the single changes.</summary>
    public void Audit(string actor, string action, string subject)
    {
        using var command = Command("INSERT INTO audit (at_ms, actor, action, subject) VALUES ($1, $2, $3, $4)", 4);
        Execute(command, _nowMs, actor, action, subject);
    }

    /// <summary>Makes it durable, then visible.</summary>
    public void Commit()
    {
        _transaction.Commit();
        foreach (var (device, terms) in _terms) _index.Add(device, terms);
        _index.Publish(_sites.Values, _devices.Values, _sequence);
    }

    public void Dispose()
    {
        _putSite.Dispose();
        _putDevice.Dispose();
        _putTerms.Dispose();
        _addChange.Dispose();
        _transaction.Dispose();
    }

    private void AddChange(RegistryChangeKind kind, string state) => Execute(_addChange, ++_sequence, _nowMs, (int)kind, state);

    [SuppressMessage("Security", "CA2100", Justification = "The texts are the constants above.")]
    private SqliteCommand Command(string sql, int parameters)
    {
        var command = _transaction.Connection!.CreateCommand();
        command.Transaction = _transaction;
        command.CommandText = sql;
        for (var i = 1; i <= parameters; i++) command.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" });
        return command;
    }

    private static void Execute(SqliteCommand command, params ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i] ?? DBNull.Value;
        command.ExecuteNonQuery();
    }
}
