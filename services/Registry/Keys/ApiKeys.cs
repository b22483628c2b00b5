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
    public async Task SetAsync(string name, string secret, ApiRoles roles, string actor, CancellationToken cancellationToken = default)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(secret));
        Entry? ended;
        await _oneWriter.WaitAsync(cancellationToken);
        try
        {
            await using var transaction = await _writer.BeginTransactionAsync(cancellationToken);
            await _writer.ExecuteAsync(
                """
                INSERT INTO api_keys (name, hash, roles) VALUES (@name, @hash, @roles)
                ON CONFLICT (name) DO UPDATE SET hash = @hash, roles = @roles;
                INSERT INTO audit (at_ms, actor, action, subject) VALUES (@atMs, @actor, 'keys.set', @name);
                """,
                new { name, hash, roles = (int)roles, atMs = _time.GetUtcNow().ToUnixTimeMilliseconds(), actor }, transaction);
            await transaction.CommitAsync(cancellationToken);
            ended = _keys.FirstOrDefault(entry => entry.Key.Name == name);
            _keys = [.. _keys.Where(entry => entry.Key.Name != name), new Entry(new ApiKey(name, roles), hash)];
        }
        finally
        {
            _oneWriter.Release();
        }

        if (ended is not null) await ended.End.CancelAsync(); // what goes on with the old one ends
    }
}
