using System.Text;
using SmartSectors.Reporting.Disclosure;
using SmartSectors.Reporting.Releases;
using SmartSectors.Reporting.Tests.Support;
using SmartSectors.Telemetry.Queries;
using static SmartSectors.Reporting.Tests.Sdmx.SdmxQuestions;

namespace SmartSectors.Reporting.Tests.Sdmx;

public sealed class SdmxCsvTests(ReportingHost host) : IClassFixture<ReportingHost>
{
    private const string Key = "D.VN_86+VN_96.*.*.MEAN";

    private async Task<SdmxAnswer> AskAsync(string more, string accept = Csv, string? language = null)
    {
        host.Releases.Publish(
            (Block(Window.Day, "86", Local(2026, 10, 1)), [Observation("86", 0.42), Observation("86001", 0.5)]),
            (Block(Window.Day, "86", Local(2026, 10, 2)), [Observation("86", null, status: ObservationStatus.Missing), Observation("86001", 1e-7)]),
            (Block(Window.Day, "96", Local(2026, 10, 1)), [Observation("96", 7, confidentiality: Confidentiality.Secondary)]));
        var answer = await host.AskAsync($"{Flow}/{more}", accept, language: language);
        Assert.True(answer.Status == 200, answer.Text);
        return answer;
    }

    [Fact]
    public async Task A_row_is_an_observation_with_its_whole_key()
    {
        var answer = await AskAsync($"*/{Key}");
        Assert.Equal(Csv, answer.ContentType);
        Assert.Equal(
            """
            STRUCTURE,STRUCTURE_ID,ACTION,FREQ,REF_AREA,SECTOR,INDICATOR,STAT,TIME_PERIOD,OBS_VALUE,UNIT_MEASURE,UNIT_MULT,OBS_STATUS,CONF_STATUS,DEVICES,COMPLETENESS,CORRECTNESS,CLEANNESS,LIVENESS
            dataflow,VN_SMARTSECTORS:DF_IOT(1.0.0),R,D,VN_86,AGRICULTURE,WATER_SALINITY,MEAN,2026-10-01,0.42,G_L,0,A,F,118,99.1,98.75,100,98
            dataflow,VN_SMARTSECTORS:DF_IOT(1.0.0),R,D,VN_86,AGRICULTURE,WATER_SALINITY,MEAN,2026-10-02,NaN,G_L,0,O,F,118,99.1,98.75,100,98
            dataflow,VN_SMARTSECTORS:DF_IOT(1.0.0),R,D,VN_96,AGRICULTURE,WATER_SALINITY,MEAN,2026-10-01,NaN,G_L,0,Q,D,,,,,

            """.ReplaceLineEndings("\r\n"),
            answer.Text);
    }

    [Fact]
    public async Task Names_stand_with_the_codes_or_beside_them()
    {
        var both = await AskAsync("*/D.VN_86.*.*.MEAN?limit=1&attributes=OBS_STATUS", Csv + ";labels=both", "vi");
        Assert.Equal(
            "STRUCTURE,STRUCTURE_ID,ACTION,FREQ: Tần suất,REF_AREA: Địa bàn,SECTOR: Ngành,INDICATOR: Chỉ tiêu,STAT: Đại lượng,TIME_PERIOD: Kỳ,OBS_VALUE: Giá trị,OBS_STATUS: Trạng thái\r\n"
            + "dataflow,VN_SMARTSECTORS:DF_IOT(1.0.0): Chỉ tiêu IoT theo địa bàn,M,D: Ngày,VN_86: Vĩnh Long,AGRICULTURE: Nông nghiệp,WATER_SALINITY: Độ mặn nước,MEAN: Trung bình,2026-10-01,0.42,A: Giá trị bình thường\r\n",
            both.Text);
        var beside = await AskAsync("*/D.VN_86.*.*.MEAN?limit=1&attributes=OBS_STATUS", Csv + ";labels=name");
        Assert.Equal(
            "dataflow,VN_SMARTSECTORS:DF_IOT(1.0.0),IoT indicators by area,M,D,Daily,VN_86,Vinh Long,AGRICULTURE,Agriculture,WATER_SALINITY,Water salinity,MEAN,Mean,2026-10-01,2026-10-01,0.42,,A,Normal value",
            beside.Text.Split("\r\n")[1]);
        Assert.Equal(beside.Header.Length, beside.Rows[0].Length);
    }

    [Fact]
    public async Task Keys_stand_in_columns_of_their_own()
    {
        var answer = await AskAsync("*/D.VN_86.*.*.MEAN?limit=1&attributes=none", Csv + ";keys=both");
        Assert.Equal(["ACTION", "SERIES_KEY", "OBS_KEY", "FREQ"], answer.Header[2..6]);
        Assert.Equal(
            ["M", "D.VN_86.AGRICULTURE.WATER_SALINITY.MEAN", "D.VN_86.AGRICULTURE.WATER_SALINITY.MEAN.2026-10-01", "D"], answer.Rows[0][2..6]);
        Assert.Equal(["2026-10-01", "0.42"], answer.Rows[0][^2..]);
    }

    [Fact]
    public async Task A_spreadsheet_gets_names_beside_codes_and_knows_the_letters()
    {
        var answer = await AskAsync($"*/{Key}", "text/csv", "vi");
        Assert.Equal("text/csv; charset=utf-8", answer.ContentType);
        Assert.StartsWith("FREQ,Tần suất,REF_AREA,Địa bàn,", answer.Text, StringComparison.Ordinal);
        Assert.Equal(Encoding.UTF8.Preamble.ToArray(), (await host.Client.GetByteArrayAsync($"{Flow}/*/{Key}?format=csv"))[..3]);
        Assert.Contains("attachment; filename=\"DF_IOT-", answer.Headers["Content-Disposition"], StringComparison.Ordinal);
        Assert.All(answer.Rows, row => Assert.Equal(answer.Header.Length, row.Length));
        Assert.Equal(["2026-10-02", "2026-10-02", "", ""], answer.Rows[1][10..14]);
        Assert.Equal(answer.Text, (await host.AskAsync($"{Flow}/*/{Key}?format=csv", language: "vi")).Text);
    }

    [Fact]
    public async Task What_is_counted_is_in_another_unit_than_what_is_measured()
    {
        var answer = await AskAsync("*/D.VN_86.*.*.COUNT+MEAN");
        Assert.Equal(["MEAN G_L", "MEAN G_L", "COUNT PURE_NUMB", "COUNT PURE_NUMB"], answer.Rows.Select(row => $"{row[7]} {row[10]}"));
    }

    [Fact]
    public async Task The_public_copy_leaves_out_what_single_readings_show()
    {
        var answer = await AskAsync("*/D.VN_86.*.*.*");
        Assert.Empty(answer.Rows.Select(row => row[7]).Intersect(["MIN", "MAX", "P99"]));
        Assert.Equal(204, (await host.AskAsync($"{Flow}/*/D.VN_86.*.*.MIN+MAX+P99", Csv)).Status);
    }

    [Theory]
    [InlineData("D.VN_86", "VN_86 2026-10-01,VN_86 2026-10-02")]
    [InlineData("D.VN_86_86001", "VN_86_86001 2026-10-01,VN_86_86001 2026-10-02")]
    [InlineData("D?c[REF_AREA]=sw:VN_86", "VN_86 2026-10-01,VN_86 2026-10-02,VN_86_86001 2026-10-01,VN_86_86001 2026-10-02")]
    [InlineData("*?c[REF_AREA]=VN_96,VN_86+ne:VN_86", "VN_96 2026-10-01")]
    [InlineData("D.VN_86?c[TIME_PERIOD]=ge:2026-10-02", "VN_86 2026-10-02")]
    [InlineData("D.VN_86?c%5BTIME_PERIOD%5D=ge%3A2026-10-01T00:00:00%2B07:00+le:2026-10-01", "VN_86 2026-10-01")]
    [InlineData("D.VN_86?c[TIME_PERIOD]=2026-10-01,gt:2026-10-01+le:2026-10-02", "VN_86 2026-10-01,VN_86 2026-10-02")]
    [InlineData("D.VN_86?c[TIME_PERIOD]=lt:2026-10-01T17:00:00Z", "VN_86 2026-10-01")]
    [InlineData("D?c[OBS_VALUE]=gt:0.1+le:0.45", "VN_86 2026-10-01")]
    [InlineData("D?c[OBS_STATUS]=Q,O", "VN_96 2026-10-01,VN_86 2026-10-02")]
    [InlineData("D?c[CONF_STATUS]=ne:F", "VN_96 2026-10-01")]
    [InlineData("D?c[DEVICES]=lt:118", "")]
    [InlineData("D?c[UNIT_MEASURE]=co:_L&limit=1", "VN_86 2026-10-01")]
    [InlineData("D.VN_86+VN_86_86001?lastNObservations=1", "VN_86 2026-10-02,VN_86_86001 2026-10-02")]
    [InlineData("D.VN_86?firstNObservations=1&lastNObservations=1", "VN_86 2026-10-01,VN_86 2026-10-02")]
    [InlineData("D.VN_86+VN_86_86001?offset=1&limit=2", "VN_86 2026-10-02,VN_86_86001 2026-10-01")]
    [InlineData("D.VN_86?offset=2", "")]
    [InlineData("D.VN_99", "")]
    [InlineData("H", "")]
    public async Task What_is_asked_for_is_what_is_answered(string question, string expected)
    {
        await AskAsync($"*/{Key}");
        var key = question.Contains('?', StringComparison.Ordinal) ? question.Insert(question.IndexOf('?', StringComparison.Ordinal), Dots(question)) : question + Dots(question);
        var answer = await host.AskAsync($"{Flow}/1.0.0/{key}", Csv);
        if (expected.Length == 0) Assert.Equal((204, ""), (answer.Status, answer.Text));
        else Assert.Equal(expected.Split(',').Order(), answer.Rows.Select(row => $"{row[4]} {row[8]}").Order());

        static string Dots(string question) => string.Concat(Enumerable.Repeat(".*", 3 - question.Split('?')[0].Count(letter => letter == '.'))) + ".MEAN";
    }
}
