using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Operations.Tests.Fakes;

internal sealed class FakePlatform : IPlatformStatusQuery
{
    public PlatformStatus Status { get; set; } = new(true, null, false, 7, 100, 300, 12, 11, 10, 3, []);

    public PlatformStatus Current() => Status;
}
