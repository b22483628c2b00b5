namespace SmartSectors.Storage.Tests.Influx;

/// <summary>One influxd for the tests that do not kill it, each with a database of its own.</summary>
[CollectionDefinition(Name)]
public sealed class RealInfluxCollection : ICollectionFixture<RealInflux>
{
    public const string Name = "influxd";
}
