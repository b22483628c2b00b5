using System.Text.Json;
using SmartSectors.RealClients.Tests.Support;
using SmartSectors.Reporting.Tests.Sdmx;
using SmartSectors.Reporting.Tests.Support;
using SmartSectors.Telemetry.Queries;
using static SmartSectors.Reporting.Tests.Sdmx.SdmxQuestions;

namespace SmartSectors.RealClients.Tests.SdmxRest;

/// <summary>npm's sdmx-rest builds the addresses, asks, and checks status and media type of what comes as it does for statistical offices.</summary>
public sealed class SdmxRestTests(ReportingHost host) : IClassFixture<ReportingHost>
{
    [Fact]
    public async Task Queries_that_the_package_builds_are_answered_as_it_expects()
    {
        var first = host.Releases.Publish(
            (Block(Window.Day, "86", Local(2026, 10, 1)), [Observation("86", 0.42), Observation("86-unassigned", 0.5)]),
            (Block(Window.Day, "86", Local(2026, 10, 2)), [Observation("86", 0.57), Observation("86-unassigned", 0.6)]));
        host.Clock.Advance(TimeSpan.FromHours(1));
        host.Releases.Publish((Block(Window.Day, "86", Local(2026, 10, 2)), [Observation("86", 0.58), Observation("86-unassigned", 0.6)]));

        var answers = await NodeScript.RunAsync("sdmx-rest", new { url = new Uri(host.Client.BaseAddress!, "sdmx/v2").ToString(), updatedAfter = first.RecordedAt.ToString("O") });

        // Data by key, the whole flow by its defaults, filters, the last of each series, deltas.
        Assert.Equal(["2026-10-01 0.42", "2026-10-02 0.58"], Texts(answers, "key"));
        Assert.Equal(2 * 2 * 6, answers.GetProperty("everything").GetInt32());
        Assert.Equal(["2026-10-02 0.58"], Texts(answers, "filtered"));
        Assert.Equal(["2026-10-02 0.58"], Texts(answers, "last"));
        Assert.Equal(["2026-10-02 0.58"], Texts(answers, "delta"));
        Assert.Equal(["Replace", "Replace"], Texts(answers, "history"));
        Assert.Equal("application/vnd.sdmx.data+csv;version=2.0.0", answers.GetProperty("table").GetString());
        Assert.Equal(204, answers.GetProperty("nothing").GetInt32());
        Assert.Equal(406, answers.GetProperty("unspoken").GetInt32());

        // Structures and what is available.
        Assert.Equal("DSD_IOT", answers.GetProperty("structure").GetString());
        Assert.Equal(["D", "H", "M", "N15"], Texts(answers, "codes").Order());
        Assert.Equal(["VN_86", "VN_86_UNASSIGNED"], Texts(answers, "areas"));
    }

    private static IEnumerable<string?> Texts(JsonElement answers, string name) => answers.GetProperty(name).EnumerateArray().Select(text => text.GetString());
}
