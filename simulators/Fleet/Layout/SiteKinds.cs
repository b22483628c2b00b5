using SmartSectors.Telemetry.Schemes;
using static SmartSectors.Fleet.Layout.AgricultureProfiles;
using static SmartSectors.Fleet.Layout.CommerceProfiles;
using static SmartSectors.Fleet.Layout.EnergyProfiles;
using static SmartSectors.Fleet.Layout.HealthProfiles;
using static SmartSectors.Fleet.Layout.ManufacturingProfiles;
using static SmartSectors.Fleet.Layout.TransportProfiles;

namespace SmartSectors.Fleet.Layout;

/// <summary>Which kinds of sites a sector has. Province codes are those of the state of 30 April 2026.</summary>
internal static class SiteKinds
{
    private static readonly HashSet<string> s_everywhere = [];

    // Đồng Tháp, Vĩnh Long, An Giang, Cần Thơ, Cà Mau, and Tây Ninh for the Vàm Cỏ rivers of the former Long An.
    private static readonly HashSet<string> s_saltIntrusion = ["80", "82", "86", "91", "92", "96"];

    // The Mekong delta and the Red River delta.
    private static readonly HashSet<string> s_rice = ["80", "82", "86", "91", "92", "96", "31", "33", "37", "38", "40", "24"];

    // Where shrimp is farmed along the coast.
    private static readonly HashSet<string> s_shrimp = ["22", "31", "37", "38", "40", "42", "52", "56", "86", "91", "92", "96", "82"];

    // Irrigation reservoirs lie where there are hills.
    private static readonly HashSet<string> s_hills =
        ["04", "08", "11", "12", "14", "15", "19", "20", "25", "38", "40", "42", "44", "46", "48", "51", "52", "56", "66", "68", "75"];

    // Cities whose low streets flood with rain.
    private static readonly HashSet<string> s_floodingCities = ["01", "31", "46", "48", "79", "92", "75", "56"];

    private static readonly SiteKind[] s_agriculture =
    [
        new("Trạm đo mặn {0}", 5, s_saltIntrusion, [(SalinityStation, 2)]),
        new("Cánh đồng lúa {0}", 3, s_rice, [(FieldGauge, 4), (WeatherMast, 1)]) { PrivateOwner = "Hợp tác xã nông nghiệp" },
        new("Vùng nuôi tôm {0}", 2, s_shrimp, [(PondBuoy, 5)]) { PrivateOwner = "Hợp tác xã thủy sản" },
        new("Hồ chứa nước {0}", 1, s_hills, [(ReservoirGauge, 1), (WeatherMast, 1)]),
        new("Vùng trồng {0}", 2, s_everywhere, [(SoilProbe, 5), (WeatherMast, 1)]) { PrivateOwner = "Hợp tác xã nông nghiệp" },
    ];

    private static readonly SiteKind[] s_transport =
    [
        new("Bến xe buýt {0}", 3, s_everywhere, [(Bus, 6)]) { PrivateOwner = "Công ty xe buýt" },
        new("Bãi xe tải {0}", 2, s_everywhere, [(Truck, 5)]) { PrivateOwner = "Công ty vận tải" },
        new("Điểm đo giao thông {0}", 3, s_everywhere, [(RoadDetector, 4)]),
        new("Trạm thu phí {0}", 1, s_everywhere, [(TollGate, 4)]),
        new("Trạm cân {0}", 1, s_everywhere, [(AxleScale, 2)]),
        new("Điểm đo ngập {0}", 2, s_floodingCities, [(FloodGauge, 3)]),
        new("Trạm quan trắc không khí {0}", 1, s_everywhere, [(AirStation, 1)]),
    ];

    private static readonly SiteKind[] s_health =
    [
        new("Trạm Y tế {1}", 5, s_everywhere, [(VaccineFridge, 2), (WardSensor, 1)]),
        new("Bệnh viện đa khoa {0}", 2, s_everywhere,
            [(VaccineFridge, 2), (WardSensor, 3), (BedBoard, 1), (HealthProfiles.OxygenTank, 1), (BedsideMonitor, 2)]),
        new("Kho vắc xin {0}", 1, s_everywhere, [(VaccineFreezer, 2), (VaccineFridge, 3)]),
    ];

    private static readonly SiteKind[] s_energy =
    [
        new("Trạm biến áp {0}", 3, s_everywhere, [(FrequencyMeter, 1), (Transformer, 2), (FeederMeter, 3), (PowerQuality, 1)]),
        new("Khu dân cư {0}", 2, s_everywhere, [(EnergyMeter, 5), (PowerQuality, 1)]) { PrivateOwner = "Ban quản trị khu dân cư" },
        new("Điện mặt trời {0}", 2, s_everywhere, [(SolarPlant, 2), (Battery, 1), (EnergyMeter, 1)]) { PrivateOwner = "Công ty điện mặt trời" },
    ];

    private static readonly SiteKind[] s_manufacturing =
    [
        new("Nhà máy {0}", 3, s_everywhere, [(MachineSensor, 4), (LineBoard, 2)]) { PrivateOwner = "Công ty sản xuất" },
        new("Khu công nghiệp {0}", 2, s_everywhere, [(WastewaterStation, 2), (StackMonitor, 2), (MachineSensor, 1)]) { PrivateOwner = "Công ty hạ tầng khu công nghiệp" },
    ];

    private static readonly SiteKind[] s_commerce =
    [
        new("Kho lạnh {0}", 2, s_everywhere, [(FrozenStore, 3), (ChillStore, 3), (ReeferTruck, 2)]) { PrivateOwner = "Công ty kho lạnh" },
        new("Siêu thị {0}", 3, s_everywhere, [(ShopCounter, 2), (ChillStore, 2), (FrozenStore, 1)]) { PrivateOwner = "Công ty bán lẻ" },
        new("Cửa hàng xăng dầu {0}", 2, s_everywhere, [(TankGauge, 3), (FuelPump, 4), (PumpCheck, 1)]) { PrivateOwner = "Công ty xăng dầu" },
        new("Kho giao hàng {0}", 1, s_everywhere, [(WarehouseSensor, 3), (Courier, 4), (ReeferTruck, 1)]) { PrivateOwner = "Công ty giao hàng" },
    ];

    public static IReadOnlyList<SiteKind> Of(Sector sector) => sector switch
    {
        Sector.Agriculture => s_agriculture,
        Sector.Transport => s_transport,
        Sector.Health => s_health,
        Sector.Energy => s_energy,
        Sector.Manufacturing => s_manufacturing,
        Sector.Commerce => s_commerce,
        _ => throw new ArgumentOutOfRangeException(nameof(sector), sector, "BUG: a sector without a fleet"),
    };
}
