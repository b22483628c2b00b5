namespace SmartSectors.Registry.Keys;

/// <summary>
/// The first secret: <c>{data}/admin.key</c>, readable by its owner only. The file is the authority: it is made when it
/// is missing, and a changed one replaces the key that was known before.
/// </summary>
public static class AdminKey
{
    /// <summary>What the key is called; the file alone changes it.</summary>
    public const string KeyName = "admin";

    private const string FileName = "admin.key";
    private const int MinLength = 32;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite; // 0600

    /// <summary>Makes the file at the first start and lets the registry know its key.</summary>
    /// <returns>The file's path.</returns>
    /// <exception cref="InvalidDataException">The file holds no key.</exception>
    public static async Task<string> EnsureAsync(string dataDirectory, DeviceRegistry registry, CancellationToken cancellationToken = default)
    {
        var path = Path.Combine(dataDirectory, FileName);
        if (!File.Exists(path)) await WriteAsync(path, ApiKeys.NewSecret(), cancellationToken);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, OwnerOnly);

        var secret = (await File.ReadAllTextAsync(path, cancellationToken)).Trim();
        if (secret.Length < MinLength)
            throw new InvalidDataException($"{path} holds no key of at least {MinLength} characters; remove it to have one made");

        // Also when this version has roles that the one before had not.
        if (registry.Keys.Verify(secret) is not { Name: KeyName, Roles: ApiRoles.All })
            await registry.Keys.SetAsync(KeyName, secret, ApiRoles.All, actor: FileName, cancellationToken);
        return path;
    }

    // Under another name first, so that a crash leaves no half of a key.
    private static async Task WriteAsync(string path, string secret, CancellationToken cancellationToken)
    {
        var draft = path + ".new";
        File.Delete(draft);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;

        await using (var file = new FileStream(draft, options))
        {
            await file.WriteAsync(System.Text.Encoding.ASCII.GetBytes(secret + "\n"), cancellationToken);
            file.Flush(flushToDisk: true);
        }
        File.Move(draft, path);
    }
}
