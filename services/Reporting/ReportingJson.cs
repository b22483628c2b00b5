using System.Text.Json;
using System.Text.Json.Serialization;
using SmartSectors.Reporting.ReleaseApi;
using SmartSectors.Reporting.Targets;

namespace SmartSectors.Reporting;

/// <summary>The bodies of the role's API, their code generated at build; how they are written is set where answers are registered.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(NewReleaseBody))]
[JsonSerializable(typeof(ReleasesBody))]
[JsonSerializable(typeof(ReleaseDiffBody))]
[JsonSerializable(typeof(NewTargetBody))]
[JsonSerializable(typeof(TargetTermsBody))]
[JsonSerializable(typeof(TargetEndBody))]
[JsonSerializable(typeof(TargetsBody))]
[JsonSerializable(typeof(TargetHistoryBody))]
[JsonSerializable(typeof(TargetSummaryBody))]
internal sealed partial class ReportingJson : JsonSerializerContext;
