using System.Text.Json;
using SmartSectors.Registry.Keys;

namespace SmartSectors.Operations.Tests;

public sealed class KeyApiTests : IAsyncLifetime
{
    private readonly OperationsHost host = new();

    public Task InitializeAsync() => host.InitializeAsync();

    public Task DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task A_key_is_made_used_renewed_and_ended()
    {
        var made = await host.PostAsync("/api/v1/keys", """{"name":"ministry","roles":["read"]}""");
        Assert.Equal(201, made.Status);
        var first = SecretOf(made.Body);
        Assert.Equal(("ministry", ApiRoles.Read), (host.Registry.Keys.Verify(first)!.Name, host.Registry.Keys.Verify(first)!.Roles));
        Assert.Equal(403, (await host.PostAsync("/api/v1/keys", """{"name":"other","roles":["admin"]}""", first)).Status);

        var renewed = await host.PostAsync("/api/v1/keys/ministry/renew", "");
        Assert.Equal(200, renewed.Status);
        Assert.Null(host.Registry.Keys.Verify(first));
        Assert.Equal(ApiRoles.Read, host.Registry.Keys.Verify(SecretOf(renewed.Body))!.Roles);

        Assert.Equal(204, await SendAsync(HttpMethod.Delete, "/api/v1/keys/ministry", host.AdminKey));
        Assert.Null(host.Registry.Keys.Verify(SecretOf(renewed.Body)));
        Assert.Equal(404, await SendAsync(HttpMethod.Delete, "/api/v1/keys/ministry", host.AdminKey));
        Assert.Equal(
            ["keys.add", "keys.renew", "keys.remove"],
            (await host.Registry.ReadAuditAsync(0, 100)).Where(entry => entry.Subject == "ministry").Select(entry => entry.Action));
    }

    [Fact]
    public async Task The_list_has_names_and_roles_and_no_secret()
    {
        var secret = SecretOf((await host.PostAsync("/api/v1/keys", """{"name":"fleet","roles":["Register","read"]}""")).Body);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/keys");
        request.Headers.Add("X-Api-Key", host.AdminKey);
        var text = await (await host.Client.SendAsync(request)).Content.ReadAsStringAsync();
        Assert.Contains("""{"name":"fleet","roles":["read","register"]}""", text, StringComparison.Ordinal);
        Assert.Contains("\"admin\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_needs_an_administrators_key_also_on_this_machine()
    {
        Assert.Equal(401, await SendAsync(HttpMethod.Get, "/api/v1/keys", key: null));
        await host.Registry.Keys.SetAsync("reader", "the-secret-of-the-reader", ApiRoles.Read, "test");
        Assert.Equal(403, await SendAsync(HttpMethod.Get, "/api/v1/keys", "the-secret-of-the-reader"));
        Assert.Equal(200, await SendAsync(HttpMethod.Get, "/api/v1/keys", host.AdminKey));
    }

    [Theory]
    [InlineData("""{"roles":["read"]}""", 400)]
    [InlineData("""{"name":"a b","roles":["read"]}""", 400)]
    [InlineData("""{"name":"a","roles":[]}""", 400)]
    [InlineData("""{"name":"a"}""", 400)]
    [InlineData("""{"name":"a","roles":["king"]}""", 400)]
    [InlineData("""{"name":"a","roles":["none"]}""", 400)]
    [InlineData("""{"name":"a","roles":["7"]}""", 400)]
    [InlineData("""{"name":"admin","roles":["read"]}""", 409)]
    public async Task An_order_that_cannot_be_is_refused(string order, int status)
    {
        Assert.Equal(status, (await host.PostAsync("/api/v1/keys", order)).Status);
        Assert.Equal("admin", Assert.Single(host.Registry.Keys.All).Name);
    }

    [Fact]
    public async Task A_name_is_given_once_and_the_files_key_is_changed_there_alone()
    {
        var first = SecretOf((await host.PostAsync("/api/v1/keys", """{"name":"a","roles":["read"]}""")).Body);
        Assert.Equal(409, (await host.PostAsync("/api/v1/keys", """{"name":"a","roles":["admin"]}""")).Status);
        Assert.Equal(ApiRoles.Read, host.Registry.Keys.Verify(first)!.Roles);
        Assert.Equal(409, (await host.PostAsync("/api/v1/keys/admin/renew", "")).Status);
        Assert.Equal(409, await SendAsync(HttpMethod.Delete, "/api/v1/keys/admin", host.AdminKey));
        Assert.Equal(404, (await host.PostAsync("/api/v1/keys/nobody/renew", "")).Status);
        Assert.NotNull(host.Registry.Keys.Verify(host.AdminKey));
    }

    private static string SecretOf(JsonElement body) => body.GetProperty("secret").GetString()!;

    private async Task<int> SendAsync(HttpMethod method, string path, string? key)
    {
        using var request = new HttpRequestMessage(method, path);
        if (key is not null) request.Headers.Add("X-Api-Key", key);
        using var answer = await host.Client.SendAsync(request);
        return (int)answer.StatusCode;
    }
}
