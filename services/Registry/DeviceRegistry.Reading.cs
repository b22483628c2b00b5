using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Dapper;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Registry;

/// <summary>A page of a list in the order of ids, and the cursor of the next, null at the end.</summary>
public sealed record RegistryPage<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>Who did what.</summary>
public sealed record AuditEntry(long Sequence, DateTimeOffset At, string Actor, string Action, string Subject);

// Reading committed rows, each query on a connection of its own, beside the writer.
public sealed partial class DeviceRegistry
{
    /// <summary>Sites in the order of their ids. Throws <see cref="InvalidCursorException"/>.</summary>
    public Task<RegistryPage<Site>> ListSitesAsync(string? cursor, int limit, CancellationToken cancellationToken = default) =>
        ListAsync<SiteRow, Site>(SiteRow.Select, row => row.ToSite(), site => site.Id, cursor, limit, cancellationToken);

    /// <summary>Devices in the order of their ids. Throws <see cref="InvalidCursorException"/>.</summary>
    public Task<RegistryPage<Device>> ListDevicesAsync(string? cursor, int limit, CancellationToken cancellationToken = default)
    {
        var shared = new Dictionary<string, string>(StringComparer.Ordinal);
        return ListAsync<DeviceRow, Device>(DeviceRow.Select, row => row.ToDevice(shared, Current.FindTerms(row.Id)), device => device.Id, cursor, limit, cancellationToken);
    }

    /// <summary>The changes after a sequence, in order; empty when there is none yet.</summary>
    public async Task<IReadOnlyList<RegistryChange>> ReadChangesAsync(
        long afterSequence, int limit, CancellationToken cancellationToken = default)
    {
        await using var connection = _database.OpenReader();
        var rows = await connection.QueryAsync<(long Sequence, long AtMs, long Kind, string State)>(new CommandDefinition(
            "SELECT sequence, at_ms, kind, state FROM changes WHERE sequence > @afterSequence ORDER BY sequence LIMIT @limit",
            new { afterSequence, limit = PageSize(limit) }, cancellationToken: cancellationToken));
        return [.. rows.Select(row => ChangeJson.Read(row.Sequence, row.AtMs, (RegistryChangeKind)row.Kind, row.State))];
    }

    /// <summary>The audit entries after a sequence, in order.</summary>
    public async Task<IReadOnlyList<AuditEntry>> ReadAuditAsync(
        long afterSequence, int limit, CancellationToken cancellationToken = default)
    {
        await using var connection = _database.OpenReader();
        var rows = await connection.QueryAsync<(long Sequence, long AtMs, string Actor, string Action, string Subject)>(new CommandDefinition(
            "SELECT sequence, at_ms, actor, action, subject FROM audit WHERE sequence > @afterSequence ORDER BY sequence LIMIT @limit",
            new { afterSequence, limit = PageSize(limit) }, cancellationToken: cancellationToken));
        return [.. rows.Select(row => new AuditEntry(
            row.Sequence, DateTimeOffset.FromUnixTimeMilliseconds(row.AtMs), row.Actor, row.Action, row.Subject))];
    }

    private async Task<RegistryPage<T>> ListAsync<TRow, T>(
        string select, Func<TRow, T> convert, Func<T, string> idOf, string? cursor, int limit, CancellationToken cancellationToken)
    {
        var size = PageSize(limit);
        await using var connection = _database.OpenReader();
        var rows = await connection.QueryAsync<TRow>(new CommandDefinition(
            select + " WHERE id > @after ORDER BY id LIMIT @fetch",
            new { after = cursor is null ? "" : ReadCursor(cursor), fetch = size + 1 }, cancellationToken: cancellationToken));

        var items = rows.Select(convert).ToList();
        if (items.Count <= size) return new(items, null);
        items.RemoveAt(size); // it only told that there is more
        return new(items, WriteCursor(idOf(items[^1])));
    }

    private int PageSize(int limit) => Math.Clamp(limit, 1, _options.MaxPageSize);

    // A cursor is the last id of its page, in a form that invites nobody to make one up.
    private static string WriteCursor(string id) => Base64Url.EncodeToString(Encoding.ASCII.GetBytes(id));

    private static string ReadCursor(string cursor)
    {
        Span<byte> id = stackalloc byte[IdentifierRule.MaxLength];
        return Base64Url.DecodeFromChars(cursor, id, out _, out var length) is OperationStatus.Done && IdentifierRule.Check(id[..length]) is IdentifierError.None
            ? Encoding.ASCII.GetString(id[..length])
            : throw new InvalidCursorException(cursor);
    }
}
