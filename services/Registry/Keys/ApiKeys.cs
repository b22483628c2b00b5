using System.Buffers.Text;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Microsoft.Data.Sqlite;

namespace SmartSectors.Registry.Keys;

/// <summary>
/// The keys of the API. Only SHA-256 hashes are kept: a secret is 256 random bits, so that nothing slower is needed.
/// </summary>
public sealed class ApiKeys
{
    // More than any secret has; what is longer is not worth hashing.
    private const int MaxPresentedLength = 512;

    private readonly SqliteConnection _writer;
    private readonly SemaphoreSlim _oneWriter;
    private readonly TimeProvider _time;
    private ImmutableArray<Entry> _keys;

    internal ApiKeys(SqliteConnection writer, SemaphoreSlim oneWriter, TimeProvider time)
    {
        _writer = writer;
        _oneWriter = oneWriter;
        _time = time;
        _keys = [.. writer.Query<(string Name, byte[] Hash, long Roles)>("SELECT name, hash, roles FROM api_keys ORDER BY name")
            .Select(row => new Entry(new ApiKey(row.Name, (ApiRoles)row.Roles), row.Hash))];
    }

    private sealed record Entry(ApiKey Key, byte[] Hash)
    {
        /// <summary>Cancelled when the key is good no more.</summary>
        public CancellationTokenSource End { get; } = new();
    }

    /// <summary>The known keys, by name.</summary>
    public IEnumerable<ApiKey> All => _keys.Select(entry => entry.Key);

    /// <summary>A new secret: 256 random bits, as text for a header.</summary>
    public static string NewSecret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>
    /// The key that a secret belongs to, or null. The time it takes tells nothing of the known secrets: every hash is
    /// compared, each in constant time.
    /// </summary>
    public ApiKey? Verify(ReadOnlySpan<char> presented)
    {
        if (presented.IsEmpty || presented.Length > MaxPresentedLength) return null;

        Span<byte> utf8 = stackalloc byte[MaxPresentedLength * 3]; // a char takes three bytes at most
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(utf8[..Encoding.UTF8.GetBytes(presented, utf8)], hash);

        ApiKey? found = null;
        foreach (var entry in _keys)
            if (CryptographicOperations.FixedTimeEquals(hash, entry.Hash)) found = entry.Key;
        return found;
    }

    /// <summary>Cancelled when a key that <see cref="Verify"/> gave is good no more, or has other roles.</summary>
    public CancellationToken EndOf(ApiKey key)
    {
        foreach (var entry in _keys)
            if (ReferenceEquals(entry.Key, key)) return entry.End.Token;
        return new CancellationToken(canceled: true);
    }

    /// <summary>Takes a secret under a name; an older secret of that name is good no more.</summary>
    /// <param name="actor">Who does it, for the audit entry.</param>
    public async Task SetAsync(string name, string secret, ApiRoles roles, string actor, CancellationToken cancellationToken = default) =>
        await ChangeAsync(name, "keys.set", actor, _ => new Entry(new ApiKey(name, roles), HashOf(secret)), cancellationToken);

    /// <summary>The same for a new name only; false where there is a key of that name.</summary>
    public Task<bool> AddAsync(string name, string secret, ApiRoles roles, string actor, CancellationToken cancellationToken = default) =>
        ChangeAsync(name, "keys.add", actor, known => known is null ? new Entry(new ApiKey(name, roles), HashOf(secret)) : known, cancellationToken);

    /// <summary>Gives a key another secret, with the roles that it has; false where there is none of that name.</summary>
    public Task<bool> RenewAsync(string name, string secret, string actor, CancellationToken cancellationToken = default) =>
        ChangeAsync(name, "keys.renew", actor, known => known is null ? null : new Entry(new ApiKey(name, known.Key.Roles), HashOf(secret)), cancellationToken);

    /// <summary>A key is good no more; false where there is none of that name.</summary>
    public Task<bool> RemoveAsync(string name, string actor, CancellationToken cancellationToken = default) =>
        ChangeAsync(name, "keys.remove", actor, _ => null, cancellationToken);

    // False where the change leaves things as they are.
    private async Task<bool> ChangeAsync(string name, string action, string actor, Func<Entry?, Entry?> change, CancellationToken cancellationToken)
    {
        Entry? before;
        await _oneWriter.WaitAsync(cancellationToken);
        try
        {
            before = _keys.FirstOrDefault(entry => entry.Key.Name == name);
            var after = change(before);
            if (ReferenceEquals(before, after)) return false;

            await using var transaction = await _writer.BeginTransactionAsync(cancellationToken);
            await _writer.ExecuteAsync("DELETE FROM api_keys WHERE name = @name", new { name }, transaction);
            if (after is not null)
            {
                await _writer.ExecuteAsync(
                    "INSERT INTO api_keys (name, hash, roles) VALUES (@name, @hash, @roles)", new { name, hash = after.Hash, roles = (int)after.Key.Roles }, transaction);
            }

            await _writer.ExecuteAsync(
                "INSERT INTO audit (at_ms, actor, action, subject) VALUES (@atMs, @actor, @action, @name)",
                new { atMs = _time.GetUtcNow().ToUnixTimeMilliseconds(), actor, action, name }, transaction);
            await transaction.CommitAsync(cancellationToken);
            _keys = [.. _keys.Where(entry => entry.Key.Name != name), .. after is null ? [] : new[] { after }];
        }
        finally
        {
            _oneWriter.Release();
        }

        if (before is not null) await before.End.CancelAsync(); // what goes on with the old one ends
        return true;
    }

    private static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
