namespace SmartSectors.Operations.Tests;

/// <summary>Questions that would read too much, and such as only look as if they would.</summary>
public sealed class CostTests : IAsyncLifetime
{
    private const string Question = "/api/v1/aggregates?sector=agriculture&indicator=soil_moisture";

    private readonly OperationsHost host = new();

    public Task InitializeAsync() => host.InitializeAsync();

    public Task DisposeAsync() => host.DisposeAsync();

    [Theory]
    [InlineData("level=commune&window=1m&format=csv", 3_355 * 1_441)] // a day of minutes of all communes
    [InlineData("level=province&window=1m&from=2026-01-01T00:00:00Z&format=ndjson", 35 * ((181 * 1_440) + 511))]
    [InlineData("level=commune&window=15m&from=2026-06-24T08:30:00Z&compare=day,week&format=csv", 3_355 * 3 * ((7 * 96) + 1))]
    [InlineData("window=1m&from=1970-01-01T00:00:00Z&to=2126-07-01T00:00:00Z&format=csv", ((26 * 365) + 7 + 181) * 1_440L + 516)] // a century and a half, of which 26 years can have anything
    public async Task A_question_is_refused_before_anything_is_read_with_what_it_would_read(string query, long estimate)
    {
        var problem = await host.GetAsync($"{Question}&{query}", 413);

        Assert.Equal(estimate, problem.GetProperty("estimate").GetInt64());
        Assert.Equal((2_000_000, "cells"), (problem.GetProperty("limit").GetInt64(), problem.GetProperty("unit").GetString()));
        Assert.Contains("longer window", problem.GetProperty("hint").GetString(), StringComparison.Ordinal);
        Assert.Empty(host.Aggregates.Asked);
    }

    [Theory]
    [InlineData("level=province&window=1m&format=csv")]
    [InlineData("level=commune&window=1m")] // a page
    [InlineData("level=commune&window=1m&format=csv&limit=10000")]
    [InlineData("window=1h&from=1970-01-01T00:00:00Z&to=2070-01-01T00:00:00Z&format=csv")]
    [InlineData("level=commune&window=1mo&from=1970-01-01T00:00:00Z&to=2070-01-01T00:00:00Z&format=csv")]
    [InlineData("level=commune&window=1m&from=2030-01-01T00:00:00Z&to=2040-01-01T00:00:00Z&format=csv")] // nothing is there yet
    public async Task A_question_that_reads_little_is_answered_however_long_its_range(string query)
    {
        using var answer = await host.Client.GetAsync($"{Question}&{query}");
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("from=2026-07-01T08:00:00%2B07:00&to=2026-07-01T01:00:00Z")] // the same moment
    [InlineData("from=2026-07-01T09:00:00Z&to=2026-07-01T08:00:00Z")]
    [InlineData("from=2026-07-01T08:00:00")] // no offset: another moment on every machine
    [InlineData("from=2026-07-01")]
    [InlineData("from=1969-12-31T23:59:59Z")]
    [InlineData("from=2026-07-01T08:00:00Z'; DROP TABLE cells; --")]
    public async Task A_range_that_is_none_is_told(string query) => Assert.Equal(["from"], await host.WrongParametersAsync($"{Question}&{query}"));

    [Theory]
    [InlineData("2026-07-01T08:00:00%2B07:00", "2026-07-01T01:00:00Z")]
    [InlineData("2026-07-01T08:00:00+07:00", "2026-07-01T01:00:00Z")] // pasted: the plus arrives as a space
    [InlineData("2026-06-30T20:30:00-04:30", "2026-07-01T01:00:00Z")]
    public async Task Any_zone_names_a_moment(string from, string moment)
    {
        await host.GetAsync($"{Question}&from={from}");
        Assert.Equal(DateTimeOffset.Parse(moment, System.Globalization.CultureInfo.InvariantCulture), host.Aggregates.Asked[^1].From);
    }

    [Theory]
    [InlineData("area=1' OR '1'='1", "area")]
    [InlineData("level=site&area=farm-1%00", "area")]
    [InlineData("level=site&area=../../etc/passwd", "area")]
    [InlineData("level=province&area=9", "area")]
    [InlineData("level=province;DELETE", "level")]
    [InlineData("cursor=%27%3B--", "cursor")]
    public async Task What_only_looks_like_a_name_is_told(string query, string parameter) =>
        Assert.Equal([parameter], await host.WrongParametersAsync($"{Question}&{query}"));
}
