using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using SmartSectors.Operations.Aggregates;
using SmartSectors.Operations.Areas;
using SmartSectors.Operations.Devices;
using SmartSectors.Operations.Keys;
using SmartSectors.Operations.Latest;
using SmartSectors.Operations.Ledger;
using SmartSectors.Operations.Live;
using SmartSectors.Operations.Readings;
using SmartSectors.Operations.Registration;
using SmartSectors.Operations.Schemes;
using SmartSectors.Operations.Sites;
using SmartSectors.Operations.Status;
using SmartSectors.Operations.Unknown;

namespace SmartSectors.Operations;

/// <summary>The bodies of the API, their code generated at build; how they are written is set where it is registered.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(AggregatesBody))]
[JsonSerializable(typeof(AreasBody))]
[JsonSerializable(typeof(DeviceCriteriaBody))]
[JsonSerializable(typeof(ConditionReportBody))]
[JsonSerializable(typeof(DeviceTwinBody))]
[JsonSerializable(typeof(ErasureRequestBody))]
[JsonSerializable(typeof(ErasureOrderBody))]
[JsonSerializable(typeof(ErasurePreviewBody))]
[JsonSerializable(typeof(ErasuresBody))]
[JsonSerializable(typeof(ReportedConditionBody))]
[JsonSerializable(typeof(DevicesBody))]
[JsonSerializable(typeof(KeysBody))]
[JsonSerializable(typeof(KeyOrderBody))]
[JsonSerializable(typeof(NewKeyBody))]
[JsonSerializable(typeof(NewDeviceBody))]
[JsonSerializable(typeof(RankingBody))]
[JsonSerializable(typeof(ReadingsBody))]
[JsonSerializable(typeof(ReadingsOfManyBody))]
[JsonSerializable(typeof(CellEventBody))]
[JsonSerializable(typeof(ClosedEventBody))]
[JsonSerializable(typeof(ReadingEventBody))]
[JsonSerializable(typeof(ResetBody))]
[JsonSerializable(typeof(TripsBody))]
[JsonSerializable(typeof(RegistrationsBody))]
[JsonSerializable(typeof(SiteBody))]
[JsonSerializable(typeof(SitesBody))]
[JsonSerializable(typeof(NewSiteBody))]
[JsonSerializable(typeof(LatestBody))]
[JsonSerializable(typeof(LedgerBody))]
[JsonSerializable(typeof(SchemesBody))]
[JsonSerializable(typeof(RuleStatusBody))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(long))]
[JsonSerializable(typeof(UnknownIndicatorsBody))]
[JsonSerializable(typeof(TakeInRequestBody))]
[JsonSerializable(typeof(TakeInBody))]
[JsonSerializable(typeof(StatusBody))]
[JsonSerializable(typeof(ProblemDetails))]
[JsonSerializable(typeof(HttpValidationProblemDetails))]
internal sealed partial class OperationsJson : JsonSerializerContext;
