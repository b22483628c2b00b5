using SmartSectors.Telemetry.Cells;

namespace SmartSectors.Storage.Tests.Contract;

/// <summary>The stores that the contract holds for share one set of readings.</summary>
[CollectionDefinition(Name)]
public sealed class ContractCollection : ICollectionFixture<ContractStores>
{
    public const string Name = "contract of stores";
}

[Collection(ContractCollection.Name)]
public sealed class EmbeddedReadingTests(ContractStores stores) : ReadingContract(stores, stores.Embedded);

[Collection(ContractCollection.Name)]
public sealed class InfluxReadingTests(ContractStores stores) : ReadingContract(stores, stores.InfluxBefore(long.MaxValue));

/// <summary>As the platform asks: what is old of InfluxDB, what is young of the partitions' databases.</summary>
[Collection(ContractCollection.Name)]
public sealed class DividedReadingTests(ContractStores stores)
    : ReadingContract(stores, stores.InfluxBefore(ContractStores.StartMs + (20 * WindowCalendar.DayMs)));
