using System.CommandLine;
using SmartSectors.Host.Commands;
using SmartSectors.Host.Configuration;

namespace SmartSectors.EndToEnd.Tests.Hosting;

public sealed class BrokerSettingsTests
{
    [Fact]
    public void Several_flags_are_several_brokers_and_win_over_the_environments()
    {
        const string Variable = "SmartSectors__Broker";
        Environment.SetEnvironmentVariable(Variable, "mqtt://one mqtt://two");
        try
        {
            Assert.Equal(["one:1883", "two:1883"], Read().Options.Brokers.Select(broker => broker.Name));
            var given = Read("--broker", "mqtt://three?topics=a/#&qos=2", "--broker", "mqtts://four");
            Assert.Equal(["three:1883", "four:8883"], given.Options.Brokers.Select(broker => broker.Name));
            Assert.Equal(["a/#"], given.Options.Brokers[0].Topics);
        }
        finally
        {
            Environment.SetEnvironmentVariable(Variable, null);
        }
    }

    [Fact]
    public void Two_URLs_of_one_session_are_an_error()
    {
        Assert.Single(Read("--broker", "mqtt://h?topics=a", "--broker", "mqtt://h?topics=b").Errors);
        Assert.Empty(Read("--broker", "mqtt://h?topics=a", "--broker", "mqtt://h?topics=b&client-id=b").Errors);
    }

    [Fact]
    public void A_wrong_URL_is_told_by_number_and_its_password_is_not()
    {
        var error = Assert.Single(Read("--broker", "mqtt://h", "--broker", "mqtt://user:geheim@h2?qos=9").Errors);
        Assert.StartsWith("SmartSectors:Broker (--broker): URL 2: qos", error, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", error, StringComparison.Ordinal);
    }

    private static (PlatformOptions Options, IReadOnlyList<string> Errors) Read(params string[] arguments)
    {
        var flags = new PlatformFlags();
        var command = new Command("run");
        flags.AddTo(command);
        return PlatformSettings.Read(flags.Configure(command.Parse(arguments), new Dictionary<string, string?>()));
    }
}
