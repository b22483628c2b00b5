using System.Runtime.Versioning;
using System.Text;
using Dapper;
using SmartSectors.Registry.Keys;

namespace SmartSectors.Registry.Tests.Keys;

[UnsupportedOSPlatform("windows")] // file modes
public class KeyTests
{
    [Fact]
    public async Task The_admin_key_is_made_once_and_is_its_owners_alone()
    {
        await using var fixture = await RegistryFixture.StartAsync();
        var path = await AdminKey.EnsureAsync(fixture.Directory, fixture.Registry);
        var secret = (await File.ReadAllTextAsync(path)).Trim();

        Assert.Equal(Path.Combine(fixture.Directory, "admin.key"), path);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Equal(new ApiKey("admin", ApiRoles.All), fixture.Registry.Keys.Verify(secret));

        await fixture.RestartAsync();
        await AdminKey.EnsureAsync(fixture.Directory, fixture.Registry);
        Assert.Equal(secret, (await File.ReadAllTextAsync(path)).Trim());
        Assert.NotNull(fixture.Registry.Keys.Verify(secret));
        Assert.Single(await fixture.Registry.ReadAuditAsync(0, 10));
    }

    [Fact]
    public async Task The_secret_is_nowhere_in_the_database()
    {
        await using var fixture = await RegistryFixture.StartAsync();
        var secret = (await File.ReadAllTextAsync(await AdminKey.EnsureAsync(fixture.Directory, fixture.Registry))).Trim();
        using (var other = fixture.OpenDatabase()) other.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        foreach (var file in Directory.GetFiles(fixture.Directory, "registry.db*"))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var content = new MemoryStream();
            await stream.CopyToAsync(content);
            Assert.True(content.ToArray().AsSpan().IndexOf(Encoding.ASCII.GetBytes(secret)) < 0, file);
        }
    }

    [Fact]
    public async Task A_removed_or_replaced_file_replaces_the_key()
    {
        await using var fixture = await RegistryFixture.StartAsync();
        var path = await AdminKey.EnsureAsync(fixture.Directory, fixture.Registry);
        var first = (await File.ReadAllTextAsync(path)).Trim();

        File.Delete(path);
        await AdminKey.EnsureAsync(fixture.Directory, fixture.Registry);
        var second = (await File.ReadAllTextAsync(path)).Trim();
        Assert.NotEqual(first, second);
        Assert.Null(fixture.Registry.Keys.Verify(first));
        Assert.NotNull(fixture.Registry.Keys.Verify(second));

        var own = new string('k', 40);
        await File.WriteAllTextAsync(path, own);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        await AdminKey.EnsureAsync(fixture.Directory, fixture.Registry);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Null(fixture.Registry.Keys.Verify(second));
        Assert.NotNull(fixture.Registry.Keys.Verify(own));
    }

    [Fact]
    public async Task A_file_without_a_key_is_refused()
    {
        await using var fixture = await RegistryFixture.StartAsync();
        await File.WriteAllTextAsync(Path.Combine(fixture.Directory, "admin.key"), "short\n");
        await Assert.ThrowsAsync<InvalidDataException>(() => AdminKey.EnsureAsync(fixture.Directory, fixture.Registry));
        Assert.Null(fixture.Registry.Keys.Verify("short"));
    }

    [Fact]
    public async Task A_draft_that_a_crash_left_does_not_hinder()
    {
        await using var fixture = await RegistryFixture.StartAsync();
        await File.WriteAllTextAsync(Path.Combine(fixture.Directory, "admin.key.new"), "half");
        var path = await AdminKey.EnsureAsync(fixture.Directory, fixture.Registry);
        Assert.Equal([path], Directory.GetFiles(fixture.Directory, "admin.key*"));
    }

    [Fact]
    public async Task Only_a_known_secret_is_verified_and_with_its_roles()
    {
        await using var fixture = await RegistryFixture.StartAsync();
        var (reader, registrar) = (ApiKeys.NewSecret(), ApiKeys.NewSecret());
        await fixture.Registry.Keys.SetAsync("dashboard", reader, ApiRoles.Read, "tester");
        await fixture.Registry.Keys.SetAsync("fleet", registrar, ApiRoles.Read | ApiRoles.Register, "tester");

        await fixture.RestartAsync();
        var keys = fixture.Registry.Keys;
        Assert.Equal(new ApiKey("dashboard", ApiRoles.Read), keys.Verify(reader));
        Assert.Equal(new ApiKey("fleet", ApiRoles.Read | ApiRoles.Register), keys.Verify(registrar));
        Assert.Equal(["dashboard", "fleet"], keys.All.Select(key => key.Name));
        foreach (var wrong in new[] { "", " ", reader[..^1], reader + "a", reader.ToUpperInvariant(), "độ", new string('a', 10_000) })
            Assert.Null(keys.Verify(wrong));
    }
}
