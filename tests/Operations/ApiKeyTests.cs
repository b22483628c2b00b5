using SmartSectors.Registry.Keys;

namespace SmartSectors.Operations.Tests;

public sealed class ApiKeyTests : IAsyncLifetime
{
    private const string Site = """{"id":"farm-1","sector":"agriculture"}""";

    private readonly OperationsHost host = new();

    public Task InitializeAsync() => host.InitializeAsync();

    public Task DisposeAsync() => host.DisposeAsync();

    [Theory]
    [InlineData("/api/v1/sites")]
    [InlineData("/api/v1/devices")]
    public async Task Writing_needs_a_key_also_on_this_machine(string path)
    {
        Assert.Equal(401, (await host.PostAsync(path, Site, key: null)).Status);
        Assert.Equal(401, (await host.PostAsync(path, Site, key: "wrong")).Status);
        Assert.Equal(0, host.Registry.Current.SiteCount);
    }

    [Fact]
    public async Task A_key_without_the_role_may_not_write()
    {
        await host.Registry.Keys.SetAsync("reader", "the-secret-of-the-reader", ApiRoles.Read, "test");
        Assert.Equal(403, (await host.PostAsync("/api/v1/sites", Site, "the-secret-of-the-reader")).Status);

        await host.Registry.Keys.SetAsync("fleet", "the-secret-of-the-fleet", ApiRoles.Register, "test");
        Assert.Equal(201, (await host.PostAsync("/api/v1/sites", Site, "the-secret-of-the-fleet")).Status);
    }

    [Fact]
    public async Task Who_registered_is_in_the_audit()
    {
        await host.PostAsync("/api/v1/sites", Site);
        Assert.Contains(await host.Registry.ReadAuditAsync(0, 10), entry => entry is { Actor: "admin", Action: "sites.add", Subject: "farm-1" });
    }

    [Theory]
    [InlineData("127.0.0.1", null, 200)]
    [InlineData("::1", null, 200)]
    [InlineData("::ffff:127.0.0.1", null, 200)]
    [InlineData("10.1.2.3", null, 401)]
    [InlineData("10.1.2.3", "wrong", 401)]
    [InlineData("10.1.2.3", "admin", 200)]
    [InlineData("127.0.0.1", "wrong", 401)]
    public async Task Reading_is_open_on_this_machine_alone(string address, string? key, int status)
    {
        foreach (var path in new[] { "/api/v1/ledger", "/api/v1/sites", "/api/v1/schemes", "/api/v1/areas", "/api/v1/status" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Add(OperationsHost.RemoteAddressHeader, address);
            if (key is not null) request.Headers.Add("X-Api-Key", key == "admin" ? host.AdminKey : key);

            using var answer = await host.Client.SendAsync(request);

            Assert.Equal(status, (int)answer.StatusCode);
            if (status == 401) Assert.Equal("ApiKey", Assert.Single(answer.Headers.WwwAuthenticate).Scheme);
        }
    }
}
