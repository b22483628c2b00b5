using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SmartSectors.Http;
using SmartSectors.Operations.Http;

namespace SmartSectors.Operations.Tests;

public sealed class LanguageTests : IAsyncLifetime
{
    private readonly OperationsHost host = new();

    public Task InitializeAsync() => host.InitializeAsync();

    public Task DisposeAsync() => host.DisposeAsync();

    [Theory]
    [InlineData("vi", "Không tìm thấy.", "Không có thiết bị 'probe-9'.")]
    [InlineData("vi-VN,vi;q=0.9,en;q=0.8", "Không tìm thấy.", "Không có thiết bị 'probe-9'.")]
    [InlineData("en-GB,vi;q=0.5", "Not found.", "There is no device 'probe-9'.")]
    [InlineData("fr, vi;q=0.4, en;q=0.2", "Không tìm thấy.", "Không có thiết bị 'probe-9'.")]
    [InlineData("vi;q=0", "Not found.", "There is no device 'probe-9'.")]
    [InlineData("vietnamese, ;;q=x", "Not found.", "There is no device 'probe-9'.")]
    [InlineData(null, "Not found.", "There is no device 'probe-9'.")]
    public async Task A_problem_is_told_in_the_language_that_is_liked_best(string? languages, string title, string detail)
    {
        var problem = await ProblemAsync("/api/v1/devices/probe-9", languages);
        Assert.Equal((title, detail), (problem.GetProperty("title").GetString(), problem.GetProperty("detail").GetString()));
    }

    [Fact]
    public async Task Wrong_parameters_and_questions_that_are_too_large_and_unknown_keys_are_told_in_vietnamese()
    {
        Assert.Equal("Yêu cầu có tham số không đúng.", (await ProblemAsync("/api/v1/latest?sector=mining", "vi")).GetProperty("title").GetString());
        var large = await ProblemAsync("/api/v1/aggregates?sector=agriculture&indicator=soil_moisture&level=commune&window=1m&format=csv&from=2026-01-01T00:00:00Z", "vi");
        Assert.StartsWith("Câu hỏi này phải đọc khoảng ", large.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal("cells", large.GetProperty("unit").GetString());
        Assert.Equal("Không nhận ra khóa trong X-Api-Key.", (await ProblemAsync("/api/v1/status", "vi", key: "nobody's")).GetProperty("detail").GetString());
    }

    [Fact]
    public async Task An_answer_without_words_does_not_vary_by_language()
    {
        using var answer = await host.Client.GetAsync(new Uri("/api/v1/status", UriKind.Relative));
        Assert.DoesNotContain("Accept-Language", answer.Headers.Vary);
    }

    [Fact]
    public async Task Every_text_is_there_in_both_languages()
    {
        var (english, vietnamese) = (await TextsAsync("en"), await TextsAsync("vi"));
        Assert.NotEmpty(english);
        Assert.All(english.Zip(vietnamese), pair => Assert.NotEqual(pair.First, pair.Second));
    }

    // Each with arguments of its own, as a request of that language gets them.
    private static async Task<List<string>> TextsAsync(string language)
    {
        var texts = new List<string>();
        var app = new ApplicationBuilder(new ServiceCollection().BuildServiceProvider());
        app.UseAnswerLanguage();
        app.Run(_ =>
        {
            Type[] all = [typeof(ProblemTexts), typeof(OperationsTexts)];
            foreach (var method in all.SelectMany(each => each.GetMethods(BindingFlags.Public | BindingFlags.Static)))
                texts.Add((string)method.Invoke(null, [.. method.GetParameters().Select(parameter => Sample(parameter.ParameterType))])!);
            return Task.CompletedTask;
        });
        var context = new DefaultHttpContext();
        context.Request.Headers.AcceptLanguage = language;
        await app.Build()(context);
        return texts;
    }

    private static object Sample(Type type) => type == typeof(CostEstimate) ? new CostEstimate(7, 5, "cells", "") : type == typeof(int) ? 7 : "x";

    private async Task<JsonElement> ProblemAsync(string path, string? languages, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (languages is not null) request.Headers.TryAddWithoutValidation("Accept-Language", languages);
        if (key is not null) request.Headers.Add("X-Api-Key", key);
        using var answer = await host.Client.SendAsync(request);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains("Accept-Language", answer.Headers.Vary);
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync());
    }
}
