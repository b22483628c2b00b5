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
    private ImmutableArray<(ApiKey Key, byte[] Hash)> _keys;

    internal ApiKeys(SqliteConnection writer, SemaphoreSlim oneWriter, TimeProvider time)
    {
        _writer = writer;
        _oneWriter = oneWriter;
        _time = time;
        _keys = [.. writer.Query<(string Name, byte[] Hash, long Roles)>("SELECT name, hash, roles FROM api_keys ORDER BY name")
            .Select(row => (new ApiKey(row.Name, (ApiRoles)row.Roles), row.Hash))];
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
        foreach (var (key, known) in _keys)
            if (CryptographicOperations.FixedTimeEquals(hash, known)) found = key;
        return found;
    }

    /// <summary>Takes a secret under a name; an older secret of that name is good no more.</summary>
    /// <param name="actor">Who does it, for the audit entry.</param>
    public async Task SetAsync(string name, string secret, ApiRoles roles, string actor, CancellationToken cancellationToken = default)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(secret));
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
            _keys = [.. _keys.Where(entry => entry.Key.Name != name), (new ApiKey(name, roles), hash)];
        }
        finally
        {
            _oneWriter.Release();
        }
    }
}
