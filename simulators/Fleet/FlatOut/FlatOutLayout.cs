using System.Globalization;
using SmartSectors.Fleet.Layout;
using SmartSectors.Fleet.Signals;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Fleet.FlatOut;

/// <summary>
/// The fleet of the flat-out mode: soil probes on plots in every commune in turn. All ids of a fleet have the same
/// length, so that all its packets have.
/// </summary>
internal sealed class FlatOutLayout
{
    private const long Stride = 1259; // coprime to the 3,321 communes, so neighbours in number lie far apart
    private readonly int _devices, _sites;
    private readonly string _site, _device, _siteFormat, _deviceFormat;
    private readonly AreaCatalog _areas;
    private readonly long _seed;

    /// <param name="areBack">Devices of other names, which can run beside the others: they were away and come back.</param>
    public FlatOutLayout(int devices, int sites, long seed, AreaCatalog areas, bool areBack = false)
    {
        (_site, _device) = areBack ? ("relay", "logger") : ("plot", "probe");
        _devices = devices;
        _sites = sites;
        _seed = seed;
        _areas = areas;
        _siteFormat = "D" + Math.Max(5, Digits(sites));
        _deviceFormat = "D" + Math.Max(2, Digits((devices + sites - 1) / sites));
    }

    public int DeviceCount => _devices;

    public int SiteCount => _sites;

    public IEnumerable<FleetSite> Sites => Enumerable.Range(0, _sites).Select(Site);

    public IEnumerable<FleetDevice> Devices =>
        Enumerable.Range(0, _devices).Select(index => new FleetDevice(DeviceId(index), Site(index % _sites).Id));

    public string Topic(int index) => SimulatedDevice.TopicOf(Site(index % _sites), DeviceId(index));

    /// <summary>Such as <c>probe-00017-05</c>: the fifth device of the site <c>plot-00017</c>.</summary>
    public string DeviceId(int index) => string.Create(
        CultureInfo.InvariantCulture, $"{_device}-{SiteNumber(index % _sites)}-{Number(index / _sites + 1, _deviceFormat)}");

    private FleetSite Site(int index)
    {
        var communes = _areas.Communes;
        var first = Seed.Of(_seed, "plots").Pick(communes.Length);
        var commune = communes[(int)((first + index * Stride) % communes.Length)];
        return new FleetSite(
            $"{_site}-{SiteNumber(index)}", $"Vùng trồng {commune.NameVi}", Sector.Agriculture, commune.Code,
            SiteNames.PrivateOwner("Hợp tác xã nông nghiệp", commune), IsPublic: false);
    }

    private string SiteNumber(int index) => Number(index + 1, _siteFormat);

    private static string Number(int number, string format) => number.ToString(format, CultureInfo.InvariantCulture);

    private static int Digits(int number) => number.ToString(CultureInfo.InvariantCulture).Length;
}
