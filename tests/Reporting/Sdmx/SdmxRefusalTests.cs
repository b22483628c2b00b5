using SmartSectors.Registry.Keys;
using SmartSectors.Reporting.Tests.Support;
using SmartSectors.Telemetry.Queries;
using static SmartSectors.Reporting.Tests.Sdmx.SdmxQuestions;

namespace SmartSectors.Reporting.Tests.Sdmx;

public sealed class SdmxRefusalTests(ReportingHost host) : IClassFixture<ReportingHost>
{
    private const string ConfidentialFlow = "/sdmx/v2/data/dataflow/VN_SMARTSECTORS/DF_IOT_CONFIDENTIAL";

    private void Publish() => host.Releases.Publish((Block(Window.Day, "86", Local(2026, 10, 1)), [Observation("86", 0.42)]));

    [Theory]
    [InlineData("/sdmx/v2/data/cube", 400, "'cube'")]
    [InlineData("/sdmx/v2/data/datastructure/VN_SMARTSECTORS/DSD_IOT", 501, "data flow")]
    [InlineData("/sdmx/v2/data/provisionagreement", 501, "data flow")]
    [InlineData("/sdmx/v2/data/dataflow/VN_SMARTSECTORS/DF_NONE", 404, "VN_SMARTSECTORS:DF_IOT(1.0.0)")]
    [InlineData("/sdmx/v2/data/dataflow/ECB/DF_IOT", 404, "ECB:DF_IOT")]
    [InlineData("/sdmx/v2/data/dataflow/VN_SMARTSECTORS/DF_IOT/2.0.0", 404, "2.0.0")]
    [InlineData("/sdmx/v2/data/dataflow/VN_SMARTSECTORS/DF_IOT/one", 400, "'one' is not a version")]
    [InlineData("/sdmx/v2/data/dataflow/VN_SMARTSECTORS/DF_IOT,DF_IOT_CONFIDENTIAL", 501, "One data flow")]
    [InlineData("/sdmx/v2/data/dataflow/VN_SMARTSECTORS/DF_IOT/*/D.*.*.*.*.*.*", 400, "7 positions")]
    [InlineData("/sdmx/v2/data/dataflow/VN_SMARTSECTORS/DF_IOT/*/D.VN_86'", 400, "VN_86'")]
    [InlineData("?c[TIME_PERIOD]=ge:2026-10+le:2026-09", 400, "end before they begin")]
    [InlineData("?c[TIME_PERIOD]=ge:2026-10-05T08:07:00", 400, "2026-10-05T08:07:00")]
    [InlineData("?c[TIME_PERIOD]=2026-10-05T08:30:00/PT1H", 400, "does not begin")]
    [InlineData("?c[TIME_PERIOD]=ge:2026-13", 400, "2026-13")]
    [InlineData("?c[TIME_PERIOD]=sw:2026", 400, "operators")]
    [InlineData("?c[TIME_PERIOD]=2026-10-05T08:00:00+07:00/PT1H", 400, "%2B")]
    [InlineData("?c[OBS_VALUE]=ge:much", 400, "'much'")]
    [InlineData("?c[OBS_VALUE]=ge:NaN", 400, "'NaN'")]
    [InlineData("?c[OBS_VALUE]=co:1", 400, "operators")]
    [InlineData("?c[NOTHING]=1", 400, "NOTHING")]
    [InlineData("?c[FREQ]=", 400, "FREQ")]
    [InlineData("?c[FREQ]=D,,M", 400, "FREQ")]
    [InlineData("?c[FREQ]=D&c[FREQ]=M", 400, "twice")]
    [InlineData("?startPeriod=2026", 400, "'startPeriod'")]
    [InlineData("?limit=0", 400, "'limit'")]
    [InlineData("?limit=-1", 400, "'limit'")]
    [InlineData("?limit=1000000000", 413, "1000000000")]
    [InlineData("?offset=x", 400, "'offset'")]
    [InlineData("?lastNObservations=0", 400, "'lastNObservations'")]
    [InlineData("?includeHistory=yes", 400, "'yes'")]
    [InlineData("?updatedAfter=yesterday", 400, "'updatedAfter'")]
    [InlineData("?updatedAfter=2026-11-02T00:00:00Z&asOf=2026-11-01T00:00:00Z", 400, "later")]
    [InlineData("?dimensionAtObservation=REF_AREA", 501, "REF_AREA")]
    [InlineData("?dimensionAtObservation=Nothing", 400, "Nothing")]
    [InlineData("?attributes=COLOUR", 400, "COLOUR")]
    [InlineData("?measures=OBS_STATUS", 400, "OBS_STATUS")]
    [InlineData("?sort=series_key", 501, "sort")]
    [InlineData("?reportingYearStartDay=--07-01", 501, "reportingYearStartDay")]
    [InlineData("?format=xml", 406, "sdmx-csv")]
    public async Task A_question_that_cannot_be_answered_is_told_why(string question, int status, string told)
    {
        Publish();
        var answer = await host.AskAsync(question[0] == '?' ? Flow + question : question, Csv);
        Assert.Equal((status, "application/problem+json"), (answer.Status, answer.ContentType.Split(';')[0]));
        Assert.Equal(status, answer.Json.GetProperty("status").GetInt32());
        Assert.NotEmpty(answer.Json.GetProperty("title").GetString()!);
        Assert.Contains(told, answer.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/vnd.sdmx.data+xml;version=3.1.0")]
    [InlineData("application/vnd.sdmx.data+json;version=1.0.0")]
    [InlineData("application/vnd.sdmx.data+csv;version=2.1.0;labels=all")]
    [InlineData("application/vnd.sdmx.data+csv;version=2.1.0;timeFormat=normalized")]
    [InlineData("image/png")]
    [InlineData("text/csv;q=0")]
    [InlineData("nonsense")]
    public async Task A_format_that_nobody_speaks_here_is_not_acceptable(string accept)
    {
        Publish();
        var answer = await host.AskAsync(Flow, accept);
        Assert.Equal(406, answer.Status);
        Assert.NotEmpty(answer.Json.GetProperty("detail").GetString()!);
    }

    [Theory]
    [InlineData(null, Json)]
    [InlineData("*/*", Json)]
    [InlineData("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", Json)]
    [InlineData("application/json", "application/json")]
    [InlineData("application/vnd.sdmx.data+json", Json)]
    [InlineData("application/vnd.sdmx.data+json;version=2.0.0", "application/vnd.sdmx.data+json;version=2.0.0")]
    [InlineData("application/vnd.sdmx.data+json;version=2.0+.0", Json)]
    [InlineData("application/vnd.sdmx.data+csv; version=2.0.0; labels=id", "application/vnd.sdmx.data+csv;version=2.0.0")]
    [InlineData("application/xml, text/csv;q=0.2, application/vnd.sdmx.data+csv;q=0.5", Csv)]
    [InlineData("text/*", "text/csv; charset=utf-8")]
    public async Task The_format_is_the_one_that_is_liked_best(string? accept, string contentType)
    {
        Publish();
        var answer = await host.AskAsync(Flow, accept);
        Assert.Equal((200, contentType), (answer.Status, answer.ContentType));
        Assert.Equal("Accept, Accept-Language", answer.Headers["Vary"]);
    }

    [Theory]
    [InlineData("/sdmx/v2/data")]
    [InlineData("/sdmx/v2/data/*/*/*/*/*?attributes=dsd&measures=all&includeHistory=false")]
    [InlineData("/sdmx/v2/data/dataflow/VN_SMARTSECTORS/DF_IOT/")]
    [InlineData("/sdmx/v2/data/dataflow/ECB,VN_SMARTSECTORS/DF_IOT,DF_OTHER/2.0.0,1.0+.0")]
    [InlineData("/sdmx/v2/data/dataflow/VN_SMARTSECTORS/DF_IOT/+")]
    [InlineData("/sdmx/v2/data/dataflow/VN_SMARTSECTORS/DF_IOT/~/*")]
    [InlineData("/sdmx/v2/data/dataflow/VN_SMARTSECTORS/DF_IOT/latest/D")]
    public async Task What_is_left_out_and_what_is_a_star_is_everything(string path)
    {
        Publish();
        Assert.NotEmpty((await host.AskDataAsync(path)).Rows);
    }

    [Fact]
    public async Task An_answer_is_known_by_its_tag_until_the_next_release()
    {
        Publish();
        var first = await host.AskAsync(Flow, Csv);
        Assert.Equal("public, no-cache", first.Headers["Cache-Control"]);
        Assert.Equal(304, (await host.AskAsync(Flow, Csv, known: first.Headers["ETag"])).Status);
        Assert.Equal(200, (await host.AskAsync(Flow, Json, known: first.Headers["ETag"])).Status);
        Assert.Equal(200, (await host.AskAsync(Flow + "?limit=1", Csv, known: first.Headers["ETag"])).Status);
        host.Releases.Publish((Block(Window.Day, "86", Local(2026, 10, 1)), [Observation("86", 0.43)]));
        Assert.Equal(200, (await host.AskAsync(Flow, Csv, known: first.Headers["ETag"])).Status);
    }

    [Fact]
    public async Task A_head_has_the_headers_alone()
    {
        Publish();
        var answer = await host.AskAsync(Flow, Csv, method: HttpMethod.Head);
        Assert.Equal((200, Csv, ""), (answer.Status, answer.ContentType, answer.Text));
        Assert.Equal(204, (await host.AskAsync(Flow + "/*/M", Csv, method: HttpMethod.Head)).Status);
    }

    [Fact]
    public async Task The_complete_copy_is_for_keys_with_its_role_alone()
    {
        Publish();
        Assert.Equal(401, (await host.AskAsync(ConfidentialFlow, Csv)).Status);
        Assert.Equal(401, (await host.AskAsync(ConfidentialFlow.Replace("DF_IOT", "df%5Fiot", StringComparison.Ordinal), Csv)).Status);
        Assert.Equal(403, (await host.AskAsync(ConfidentialFlow, Csv, key: await host.KeyAsync(ApiRoles.Read | ApiRoles.Register | ApiRoles.Admin))).Status);
        var complete = await host.AskAsync(ConfidentialFlow + "/*/D.VN_86.*.*.MAX", Csv, key: await host.KeyAsync(ApiRoles.Confidential));
        Assert.Equal("VN_SMARTSECTORS:DF_IOT_CONFIDENTIAL(1.0.0)", complete.Rows[0][1]);
        Assert.Equal("no-cache, private", complete.Headers["Cache-Control"]);
        Assert.Equal(401, (await host.AskAsync(Flow, Csv, key: "wrong")).Status);
    }
}
