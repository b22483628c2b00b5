using System.Runtime.CompilerServices;
using SmartSectors.Grains.Devices;

namespace SmartSectors.Grains.Tests.Devices;

/// <summary>There is one of these a device, or one an indicator of each: what is added to them is multiplied by a million.</summary>
public class FootprintTests
{
    [Fact]
    public void A_device_takes_72_bytes_and_each_of_its_series_160()
    {
        Assert.Equal(72, Unsafe.SizeOf<DeviceGrain>());
        Assert.Equal(160, Unsafe.SizeOf<SeriesState>());
    }
}
