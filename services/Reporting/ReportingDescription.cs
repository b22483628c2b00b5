using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using SmartSectors.Http;
using SmartSectors.Reporting.ReleaseApi;
using SmartSectors.Reporting.Sdmx;
using SmartSectors.Reporting.Targets;

namespace SmartSectors.Reporting;

/// <summary>What the generator of <see cref="ApiDescription"/> cannot see of this role's bodies: what one looks like.</summary>
internal static class ReportingDescription
{
    private static readonly Dictionary<Type, string> s_examples = new()
    {
        [typeof(NewTargetBody)] =
            """
            {"id": "agr-moisture-86", "sector": "agriculture", "indicator": "SOIL_MOISTURE", "area": "86", "direction": "at-least",
             "baseline": {"period": "2025-10", "value": 38.5}, "target": {"period": "2027-10", "value": 44}, "note": "Quyết định 12/QĐ-UBND"}
            """,
        [typeof(TargetTermsBody)] =
            """
            {"direction": "range", "baseline": {"period": "2025-10", "value": 38.5}, "target": {"period": "2027-10", "low": 42, "high": 48},
             "from": "2027-01-01T00:00:00+07:00", "note": "Quyết định 40/QĐ-UBND"}
            """,
        [typeof(NewReleaseBody)] =
            """{"sector": "agriculture", "freq": "D", "period": "2026-10"}""",
        [typeof(TargetEndBody)] = """{"note": "Chương trình đã kết thúc"}""",
    };

    public static void AddReportingDescription(this IServiceCollection services) => services.Configure<OpenApiOptions>(ApiDescription.Name, options =>
    {
        options.AddSchemaTransformer((schema, context, _) =>
        {
            if (s_examples.TryGetValue(context.JsonTypeInfo.Type, out var example)) schema.Examples = [JsonNode.Parse(example)!];
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            SdmxDescription.Describe(operation, context);
            return Task.CompletedTask;
        });
        options.AddDocumentTransformer((document, _, _) =>
        {
            // HEAD is GET without a body: described once.
            foreach (var path in document.Paths.Values) path.Operations?.Remove(HttpMethod.Head);
            return Task.CompletedTask;
        });
    });
}
