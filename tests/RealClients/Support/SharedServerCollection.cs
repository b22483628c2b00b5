namespace SmartSectors.RealClients.Tests.Support;

/// <summary>Tests on one platform, one after another: each brings processes of its own.</summary>
[CollectionDefinition(Name)]
public sealed class SharedServerCollection : ICollectionFixture<SharedServer>
{
    public const string Name = "one platform";
}
