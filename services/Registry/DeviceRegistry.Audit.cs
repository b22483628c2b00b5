using Dapper;

namespace SmartSectors.Registry;

// The audit of what is no registration.
public sealed partial class DeviceRegistry
{
    /// <summary>Books who did what; durable when it returns.</summary>
    public async Task AuditAsync(string actor, string action, string subject, CancellationToken cancellationToken = default)
    {
        await _oneWriter.WaitAsync(cancellationToken);
        try
        {
            await _writer.ExecuteAsync(
                "INSERT INTO audit (at_ms, actor, action, subject) VALUES (@atMs, @actor, @action, @subject)",
                new { atMs = _time.GetUtcNow().ToUnixTimeMilliseconds(), actor, action, subject });
        }
        finally
        {
            _oneWriter.Release();
        }
    }

    /// <summary>The last entry of an action; null where it was never done.</summary>
    public async Task<AuditEntry?> FindLastAuditAsync(string action, CancellationToken cancellationToken = default)
    {
        await using var connection = _database.OpenReader();
        var rows = await connection.QueryAsync<(long Sequence, long AtMs, string Actor, string Action, string Subject)>(new CommandDefinition(
            "SELECT sequence, at_ms, actor, action, subject FROM audit WHERE action = @action ORDER BY sequence DESC LIMIT 1",
            new { action }, cancellationToken: cancellationToken));
        return rows.Select(row => new AuditEntry(
            row.Sequence, DateTimeOffset.FromUnixTimeMilliseconds(row.AtMs), row.Actor, row.Action, row.Subject)).FirstOrDefault();
    }
}
