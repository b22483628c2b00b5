using SmartSectors.Ingestion.Brokers;

namespace SmartSectors.Ingestion.Tests.Brokers;

public sealed class BrokerSessionsTests : IDisposable
{
    private readonly DirectoryInfo _folder = System.IO.Directory.CreateTempSubdirectory("brokers-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_client_id_that_was_made_once_is_found_after_a_restart()
    {
        var broker = new BrokerOptions { Host = "h", Port = 1 };
        var made = BrokerSessions.Load(_folder.FullName).Find(broker);
        Assert.Matches("^[0-9a-z]{23}$", made.ClientId); // [MQTT-3.1.3-5]
        Assert.Equal(made.ClientId, BrokerSessions.Load(_folder.FullName).Find(broker).ClientId);
        Assert.NotEqual(made.ClientId, BrokerSessions.Load(_folder.FullName).Find(broker with { Port = 2 }).ClientId);
    }

    [Fact]
    public void Filters_are_remembered_for_each_client_id()
    {
        var given = new BrokerOptions { Host = "h", Port = 1, ClientId = "given" };
        var sessions = BrokerSessions.Load(_folder.FullName);
        sessions.Remember(sessions.Find(given) with { Filters = ["a", "b"] });
        sessions.Find(given with { ClientId = null });

        var later = BrokerSessions.Load(_folder.FullName);
        Assert.Equal(["a", "b"], later.Find(given).Filters);
        Assert.Empty(later.Find(given with { ClientId = "other" }).Filters);
        Assert.Equal("given", later.Find(given).ClientId);
    }

    [Fact]
    public void A_damaged_file_is_told()
    {
        var path = Path.Combine(_folder.FullName, "brokers.json");
        File.WriteAllText(path, "[{");
        Assert.Contains(path, Assert.Throws<IOException>(() => BrokerSessions.Load(_folder.FullName)).Message, StringComparison.Ordinal);
    }
}
