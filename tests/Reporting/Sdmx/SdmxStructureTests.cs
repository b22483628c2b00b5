using System.Text.Json;
using SmartSectors.Reporting.Disclosure;
using SmartSectors.Reporting.Tests.Support;
using SmartSectors.Telemetry.Queries;
using static SmartSectors.Reporting.Tests.Sdmx.SdmxQuestions;

namespace SmartSectors.Reporting.Tests.Sdmx;

public sealed class SdmxStructureTests(ReportingHost host) : IClassFixture<ReportingHost>
{
    private const string Media = "application/vnd.sdmx.structure+json;version=2.1.0";

    private async Task<JsonElement> DataAsync(string path, string accept = Media)
    {
        var answer = await host.AskAsync("/sdmx/v2/structure" + path, accept, language: "vi");
        Assert.True(answer.Status == 200, $"{path}: {answer.Status} {answer.Text}");
        Assert.Equal(accept, answer.ContentType);
        return answer.Json.GetProperty("data");
    }

    [Theory]
    [InlineData("", "agencySchemes 1, conceptSchemes 1, codelists 9, dataStructures 1, dataflows 2")]
    [InlineData("/codelist", "codelists 9")]
    [InlineData("/codelist/VN_SMARTSECTORS/CL_FREQ,CL_STAT", "codelists 2")]
    [InlineData("/datastructure/VN_SMARTSECTORS/DSD_IOT/+?references=children", "agencySchemes 1, conceptSchemes 1, codelists 9, dataStructures 1")]
    [InlineData("/datastructure/VN_SMARTSECTORS?references=dataflow", "dataStructures 1, dataflows 2")]
    [InlineData("/dataflow/VN_SMARTSECTORS/DF_IOT/1.0.0?references=all", "agencySchemes 1, conceptSchemes 1, codelists 9, dataStructures 1, dataflows 1")]
    [InlineData("/dataflow/VN_SMARTSECTORS/DF_IOT/~?references=children,codelist", "agencySchemes 1, codelists 9, dataStructures 1, dataflows 1")]
    [InlineData("/codelist/VN_SMARTSECTORS/CL_FREQ?references=parents", "codelists 1, dataStructures 1")]
    [InlineData("/codelist/VN_SMARTSECTORS/CL_FREQ?references=ancestors", "codelists 1, dataStructures 1, dataflows 2")]
    [InlineData("/agencyscheme/*/*/*?references=none", "agencySchemes 1")]
    public async Task What_is_asked_for_comes_with_its_references(string path, string expected)
    {
        var data = await DataAsync(path);
        Assert.Equal(expected, string.Join(", ", data.EnumerateObject().Select(kind => $"{kind.Name} {kind.Value.GetArrayLength()}")));
    }

    [Fact]
    public async Task The_structure_names_a_concept_and_a_list_of_codes_for_each_component()
    {
        var data = await DataAsync("/datastructure/VN_SMARTSECTORS/DSD_IOT?references=descendants");
        var components = data.GetProperty("dataStructures")[0].GetProperty("dataStructureComponents");
        var dimensions = components.GetProperty("dimensionList").GetProperty("dimensions").EnumerateArray().ToList();
        Assert.Equal(["FREQ", "REF_AREA", "SECTOR", "INDICATOR", "STAT"], dimensions.Select(each => each.GetProperty("id").GetString()));
        Assert.Equal("TIME_PERIOD", components.GetProperty("dimensionList").GetProperty("timeDimension").GetProperty("id").GetString());

        var lists = data.GetProperty("codelists").EnumerateArray().Select(list => $"urn:sdmx:org.sdmx.infomodel.codelist.Codelist=VN_SMARTSECTORS:{list.GetProperty("id")}(1.0.0)").ToHashSet();
        var attributes = components.GetProperty("attributeList").GetProperty("attributes").EnumerateArray();
        foreach (var component in dimensions.Concat(attributes))
        {
            Assert.EndsWith($".{component.GetProperty("id")}", component.GetProperty("conceptIdentity").GetString(), StringComparison.Ordinal);
            if (component.GetProperty("localRepresentation").TryGetProperty("enumeration", out var list)) Assert.Contains(list.GetString()!, lists);
        }
    }

    [Fact]
    public async Task Areas_are_parts_of_their_provinces()
    {
        var codes = (await DataAsync("/codelist/VN_SMARTSECTORS/CL_AREA_VN")).GetProperty("codelists")[0].GetProperty("codes").EnumerateArray()
            .ToDictionary(code => code.GetProperty("id").GetString()!, code => code.TryGetProperty("parent", out var parent) ? parent.GetString() : null);
        Assert.Equal(1 + 1 + (34 * 2) + 3321, codes.Count);
        Assert.Equal(("VN", "VN_01", "VN_01", null), (codes["VN_01"], codes["VN_01_00004"], codes["VN_01_UNASSIGNED"], codes["VN"]));
        Assert.All(codes.Values, parent => Assert.True(parent is null || codes.ContainsKey(parent)));
    }

    [Fact]
    public async Task Every_unit_of_the_schemes_has_a_name()
    {
        var units = (await DataAsync("/codelist/VN_SMARTSECTORS/CL_UNIT")).GetProperty("codelists")[0].GetProperty("codes").EnumerateArray();
        Assert.All(units, unit => Assert.NotEqual(unit.GetProperty("id").GetString(), unit.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task A_stub_has_no_items_and_a_list_can_be_had_in_part()
    {
        var stubs = await DataAsync("/codelist?detail=allstubs");
        Assert.All(stubs.GetProperty("codelists").EnumerateArray(), list => Assert.False(list.TryGetProperty("codes", out _)));
        var references = await DataAsync("/datastructure?references=codelist&detail=referencestubs");
        Assert.True(references.GetProperty("dataStructures")[0].TryGetProperty("dataStructureComponents", out _));
        Assert.False(references.GetProperty("codelists")[0].TryGetProperty("codes", out _));

        var part = (await DataAsync("/codelist/*/CL_FREQ/*/D,M")).GetProperty("codelists")[0];
        Assert.True(part.GetProperty("isPartial").GetBoolean());
        Assert.Equal(["Ngày", "Tháng"], part.GetProperty("codes").EnumerateArray().Select(code => code.GetProperty("name").GetString()));
    }

    [Theory]
    [InlineData("/structure/nonsense", 400)]
    [InlineData("/structure/codelist/VN_SMARTSECTORS/CL_NONE", 404)]
    [InlineData("/structure/codelist/ECB/CL_FREQ", 404)]
    [InlineData("/structure/codelist/VN_SMARTSECTORS/CL_FREQ/2.0.0", 404)]
    [InlineData("/structure/categoryscheme", 204)]
    [InlineData("/structure/codelist?references=friends", 400)]
    [InlineData("/structure/codelist?detail=some", 400)]
    [InlineData("/structure/codelist?asOf=2026-01-01T00:00:00Z", 501)]
    [InlineData("/structure/codelist?colour=red", 400)]
    [InlineData("/structure/codelist?format=xml", 406)]
    [InlineData("/availability/dataflow/VN_SMARTSECTORS/DF_NONE", 404)]
    [InlineData("/availability/datastructure/VN_SMARTSECTORS/DSD_IOT", 501)]
    [InlineData("/availability/dataflow/VN_SMARTSECTORS/DF_IOT/*/*/COLOUR", 400)]
    [InlineData("/availability/dataflow/VN_SMARTSECTORS/DF_IOT?mode=some", 400)]
    [InlineData("/availability/dataflow/VN_SMARTSECTORS/DF_IOT?references=friends", 400)]
    [InlineData("/availability/dataflow/VN_SMARTSECTORS/DF_IOT?c[OBS_VALUE]=gt:1", 501)]
    [InlineData("/availability/dataflow/VN_SMARTSECTORS/DF_IOT?updatedAfter=2026-01-01T00:00:00Z", 501)]
    [InlineData("/availability/dataflow/VN_SMARTSECTORS/DF_IOT/*/M", 204)]
    [InlineData("/availability/dataflow/VN_SMARTSECTORS/DF_IOT_CONFIDENTIAL", 401)]
    public async Task What_cannot_be_answered_has_its_status(string path, int status)
    {
        Publish();
        var answer = await host.AskAsync("/sdmx/v2" + path);
        Assert.Equal(status, answer.Status);
        if (status >= 400) Assert.NotEmpty(answer.Json.GetProperty("detail").GetString()!);
    }

    [Fact]
    public async Task What_is_available_are_the_values_of_the_data()
    {
        Publish();
        var constraint = await AvailableAsync("/*/D.VN_86+VN_86_86001.*.*.MEAN+VALUE");
        Assert.Equal("FREQ D; REF_AREA VN_86,VN_86_86001; SECTOR AGRICULTURE; INDICATOR WATER_SALINITY; STAT MEAN,VALUE", Values(constraint));
        Assert.Equal((4, 8), (constraint.GetProperty("seriesCount").GetInt32(), constraint.GetProperty("obsCount").GetInt32()));
        var time = constraint.GetProperty("cubeRegion").GetProperty("keyValues")[5].GetProperty("timeRange");
        Assert.Equal(
            ("2026-10-01", "2026-10-02"), (time.GetProperty("startPeriod").GetProperty("period").GetString(), time.GetProperty("endPeriod").GetProperty("period").GetString()));
    }

    [Fact]
    public async Task What_can_be_chosen_further_keeps_the_choices_of_the_other_dimensions()
    {
        Publish();
        // The hours are of another indicator, and the nation has neither of the communes.
        Assert.Equal("FREQ D; REF_AREA VN_86_86001; SECTOR AGRICULTURE; INDICATOR WATER_SALINITY; STAT MEAN", Values(await AvailableAsync("/*/D.VN_86_86001.*.*.MEAN")));
        Assert.Equal(
            "FREQ D; REF_AREA VN_86,VN_86_86001,VN_96; SECTOR AGRICULTURE; INDICATOR WATER_SALINITY; STAT COUNT,MEAN,P50,P95,STDDEV,VALUE",
            Values(await AvailableAsync("/*/D.VN_86_86001.*.*.MEAN?mode=available")));
    }

    [Fact]
    public async Task One_dimension_comes_with_its_codes_and_those_above()
    {
        Publish();
        var answer = await host.AskAsync("/sdmx/v2/availability/dataflow/VN_SMARTSECTORS/DF_IOT/*/D.VN_86/REF_AREA?references=codelist");
        var data = answer.Json.GetProperty("data");
        Assert.Equal("REF_AREA VN_86", Values(data.GetProperty("availabilityConstraints")[0]));
        var list = Assert.Single(data.GetProperty("codelists").EnumerateArray());
        Assert.True(list.GetProperty("isPartial").GetBoolean());
        Assert.Equal(["VN", "VN_86"], list.GetProperty("codes").EnumerateArray().Select(code => code.GetProperty("id").GetString()));
    }

    private void Publish() => host.Releases.Publish(
        (Block(Window.Day, "86", Local(2026, 10, 1)), [Observation("86", 1), Observation("86001", 1)]),
        (Block(Window.Day, "86", Local(2026, 10, 2)), [Observation("86", 1), Observation("86001", 1)]),
        (Block(Window.Day, "96", Local(2026, 10, 1)), [Observation("96", 7, confidentiality: Confidentiality.Free)]));

    private async Task<JsonElement> AvailableAsync(string path)
    {
        host.Releases.Publish((Block(Window.Hour, "VN", Local(2026, 10, 1), 1002), [Observation("VN", 1)]));
        var answer = await host.AskAsync("/sdmx/v2/availability/dataflow/VN_SMARTSECTORS/DF_IOT" + path, Media);
        Assert.True(answer.Status == 200, answer.Text);
        return answer.Json.GetProperty("data").GetProperty("availabilityConstraints")[0];
    }

    private static string Values(JsonElement constraint) => string.Join("; ", constraint.GetProperty("cubeRegion").GetProperty("keyValues").EnumerateArray()
        .Where(key => key.TryGetProperty("values", out _))
        .Select(key => $"{key.GetProperty("id")} {string.Join(',', key.GetProperty("values").EnumerateArray())}"));
}
