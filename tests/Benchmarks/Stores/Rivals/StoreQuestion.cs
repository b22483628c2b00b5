namespace SmartSectors.Benchmarks.Stores.Rivals;

/// <summary>What is asked of every store.</summary>
internal enum StoreQuestion
{
    DeviceDay,
    Latest,
    ProvinceMinutes,
    SiteHours,
}
