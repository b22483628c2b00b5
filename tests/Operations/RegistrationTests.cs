using System.Text;
using System.Text.Json;

namespace SmartSectors.Operations.Tests;

public sealed class RegistrationTests : IAsyncLifetime
{
    private const string Farm = """{"id":"farm-1","name":"Trại Bình Minh","sector":"Agriculture","commune":"00004","owner":"Sở Nông nghiệp"}""";

    private readonly OperationsHost host = new();

    public Task InitializeAsync() => host.InitializeAsync();

    public Task DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task A_new_site_is_created_and_then_found()
    {
        Assert.Equal(201, (await host.PostAsync("/api/v1/sites", Farm)).Status);

        var site = await host.GetAsync("/api/v1/sites/farm-1");
        var expected = """
            {"id":"farm-1","name":"Trại Bình Minh","sector":"agriculture","commune":"00004","owner":"Sở Nông nghiệp","ownership":"private","large":false,"source":"registered"}
            """;
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(expected), site), site.GetRawText());
    }

    [Theory]
    [InlineData(Farm, 200)]
    [InlineData("""{"id":"farm-1","sector":"agriculture","commune":"00008"}""", 409)]
    [InlineData("""{"id":"farm-1","sector":"health"}""", 409)]
    [InlineData("""{"id":"farm-1","name":"Trại Bình Minh","sector":"agriculture","commune":"00004","owner":"Sở Nông nghiệp","ownership":"PUBLIC"}""", 200)]
    [InlineData("""{"id":"farm-2","sector":"health","ownership":"state"}""", 400)]
    [InlineData("""{"id":"farm-2","sector":"fishery"}""", 400)]
    [InlineData("""{"id":"farm-2","sector":"health","commune":"99999"}""", 400)]
    [InlineData("""{"id":"farm-2","sector":"health","comune":"00004"}""", 400)]
    [InlineData("""{"id":"a b","sector":"health"}""", 400)]
    [InlineData("""{"sector":"health"}""", 400)]
    [InlineData("""{"id":7,"sector":"health"}""", 400)]
    [InlineData("""{"id":"farm-2","sector":"health" """, 400)]
    [InlineData("""7""", 400)]
    [InlineData("", 400)]
    public async Task A_single_site_is_answered_by_its_status(string body, int status)
    {
        await host.PostAsync("/api/v1/sites", Farm);
        Assert.Equal(status, (await host.PostAsync("/api/v1/sites", body)).Status);
    }

    [Fact]
    public async Task An_array_has_a_result_for_each_and_none_hinders_another()
    {
        var (status, body) = await host.PostAsync("/api/v1/sites", $$"""
            [{{Farm}}, {"id":"farm-2","sector":"fishery"}, null, 7, {"id":"farm-3","sector":"health","commune":"x"}, {{Farm}}, {"id":"clinic-1","sector":"health"}]
            """);

        Assert.Equal(200, status);
        Assert.Equal(
            ["farm-1 added", "farm-2 invalid", " invalid", " invalid", "farm-3 unknown_commune", "farm-1 unchanged", "clinic-1 added"],
            body.GetProperty("results").EnumerateArray().Select(result => $"{result.GetProperty("id").GetString()} {result.GetProperty("result").GetString()}"));
        Assert.True(host.Registry.Current.TryGetSite("clinic-1", out _));
    }

    [Fact]
    public async Task Ten_thousand_are_taken_at_once_and_not_one_more()
    {
        static string Sites(int count) =>
            $"[{string.Join(',', Enumerable.Range(0, count).Select(number => $$"""{"id":"site-{{number}}","sector":"transport"}"""))}]";

        Assert.Equal(400, (await host.PostAsync("/api/v1/sites", Sites(10_001))).Status);
        Assert.Equal(0, host.Registry.Current.SiteCount);
        Assert.Equal(200, (await host.PostAsync("/api/v1/sites", Sites(10_000))).Status);
        Assert.Equal(10_000, host.Registry.Current.SiteCount);
    }

    [Fact]
    public async Task A_device_belongs_to_a_registered_site()
    {
        await host.PostAsync("/api/v1/sites", Farm);

        Assert.Equal(400, (await host.PostAsync("/api/v1/devices", """{"id":"probe-1","site":"nowhere"}""")).Status);
        Assert.Equal(400, (await host.PostAsync("/api/v1/devices", """{"id":"probe-1"}""")).Status);
        Assert.Equal(201, (await host.PostAsync("/api/v1/devices", """{"id":"probe-1","site":"farm-1","profile":"lorawan-soil-probe"}""")).Status);
        Assert.Equal("farm-1", (await host.GetAsync("/api/v1/devices/probe-1")).GetProperty("site").GetString());
    }

    [Fact]
    public async Task A_device_has_a_weight_and_limits_of_its_own_where_somebody_says_so()
    {
        await host.PostAsync("/api/v1/sites", """{"id":"depot","sector":"transport"}""");
        Assert.Equal(201, (await host.PostAsync("/api/v1/devices", """{"id":"bus-1","site":"depot","weight":40,"parameters":{"limit":50}}""")).Status);
        Assert.Equal(200, (await host.PostAsync("/api/v1/devices", """{"id":"bus-1","site":"depot"}""")).Status);
        Assert.Equal(200, (await host.PostAsync("/api/v1/devices", """{"id":"bus-1","site":"depot","weight":45}""")).Status);
        foreach (var wrong in (string[])[""" "weight":0 """, """ "weight":1.5 """, """ "parameters":{"limit":"50"} """, """ "parameters":[50] """, """ "profile":"hsl-buss" """])
            Assert.Equal((wrong, 400), (wrong, (await host.PostAsync("/api/v1/devices", $$"""{"id":"bus-2","site":"depot",{{wrong}}}""")).Status));

        var device = (await host.GetAsync("/api/v1/devices")).GetProperty("devices").EnumerateArray().Single(entry => entry.GetProperty("id").GetString() == "bus-1");
        Assert.Equal((45, 50), (device.GetProperty("weight").GetInt32(), device.GetProperty("parameters").GetProperty("limit").GetDouble()));
    }

    [Theory]
    [InlineData("/api/v1/sites", "sites")]
    [InlineData("/api/v1/devices", "devices")]
    public async Task Lists_are_paged_in_the_order_of_ids(string path, string name)
    {
        await host.PostAsync("/api/v1/sites", """[{"id":"b","sector":"health"},{"id":"a","sector":"health"},{"id":"c","sector":"health"}]""");
        await host.PostAsync("/api/v1/devices", """[{"id":"b","site":"a"},{"id":"a","site":"a"},{"id":"c","site":"b"}]""");

        var first = await host.GetAsync(path + "?limit=2");
        var second = await host.GetAsync($"{path}?limit=2&cursor={Uri.EscapeDataString(first.GetProperty("next").GetString()!)}");

        Assert.Equal(["a", "b"], first.GetProperty(name).EnumerateArray().Select(entry => entry.GetProperty("id").GetString()));
        Assert.Equal(["c"], second.GetProperty(name).EnumerateArray().Select(entry => entry.GetProperty("id").GetString()));
        Assert.Equal(JsonValueKind.Null, second.GetProperty("next").ValueKind);
        Assert.Equal(["cursor"], await host.WrongParametersAsync(path + "?cursor=%20forged"));
    }

    [Fact]
    public async Task A_body_that_is_not_JSON_by_its_type_is_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/sites") { Content = new StringContent(Farm, Encoding.UTF8, "text/plain") };
        request.Headers.Add("X-Api-Key", host.AdminKey);
        using var answer = await host.Client.SendAsync(request);
        Assert.Equal(415, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }
}
