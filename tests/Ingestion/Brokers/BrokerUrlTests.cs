using System.Text;
using SmartSectors.Ingestion.Brokers;
using SmartSectors.Mqtt;

namespace SmartSectors.Ingestion.Tests.Brokers;

public sealed class BrokerUrlTests
{
    [Fact]
    public void The_shortest_URL_takes_all_of_sectors_within_a_session_of_a_day()
    {
        var broker = Parse("mqtt://broker.example");
        Assert.Equal(("broker.example", 1883, "broker.example:1883"), (broker.Host, broker.Port, broker.Name));
        Assert.Equal((null, null, null, null, null), (broker.Tls, broker.UserName, broker.Password, broker.ClientId, broker.ShareGroup));
        Assert.Equal(["sectors/#"], broker.Topics);
        Assert.Equal((null, QualityOfService.AtLeastOnce, 1000, TimeSpan.FromDays(1)), (broker.Version, broker.Qos, broker.ReceiveMaximum, broker.SessionExpiry));
    }

    [Fact]
    public void Every_part_of_a_long_URL_is_read()
    {
        var file = typeof(BrokerUrlTests).Assembly.Location;
        var broker = Parse(
            "mqtts://us%40er:p@ss%3Aword@broker.example:18883/?topics=sectors/#,%2Cfarms/+/x&client-id=a%20b&share=smart&version=3.1.1&qos=2"
            + "&receive-maximum=7&session-expiry=60&keep-alive=0&retry-maximum=5");
        Assert.Equal(("us@er", "p@ss:word"), (broker.UserName, Encoding.UTF8.GetString(broker.Password!.Read())));
        Assert.Equal(("broker.example", 18883, true), (broker.Host, broker.Port, broker.Tls is not null));
        Assert.Equal(["sectors/#", ",farms/+/x"], broker.Topics);
        Assert.Equal(("a b", "smart", MqttVersion.V311, QualityOfService.ExactlyOnce), (broker.ClientId, broker.ShareGroup, broker.Version, broker.Qos));
        Assert.Equal((7, 60, 0, 5), (broker.ReceiveMaximum, broker.SessionExpiry.TotalSeconds, broker.KeepAlive.TotalSeconds, broker.LongestRetry.TotalSeconds));
        Assert.Equal(("::1", 8883), Parse("mqtts://[::1]") is var six ? (six.Host, six.Port) : default);
        Assert.Equal(file, Parse($"mqtt://u@h?password-file={file}") is { Password: not null } ? file : "");
    }

    [Fact]
    public void A_password_comes_from_a_file_that_is_read_each_time_or_from_the_environment()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "old\r\n");
            var password = Parse($"mqtt://u@h?password-file={file}").Password!;
            Assert.Equal("old"u8, password.Read());
            File.WriteAllText(file, "new");
            Assert.Equal("new"u8, password.Read());
        }
        finally
        {
            File.Delete(file);
        }

        Assert.Equal(Environment.GetEnvironmentVariable("PATH"), Encoding.UTF8.GetString(Parse("mqtt://u@h?password-env=PATH").Password!.Read()));
    }

    [Theory]
    [InlineData("http://h", "must begin with mqtt:// or mqtts://")]
    [InlineData("h:1883", "must begin with")]
    [InlineData("mqtt://", "host")]
    [InlineData("mqtt://h/path", "host")]
    [InlineData("mqtt://h:0", "port")]
    [InlineData("mqtt://h:99999", "port")]
    [InlineData("mqtt://h?topic=x", "there is no parameter 'topic'")]
    [InlineData("mqtt://h?topics=a/#/b", "'a/#/b' is no topic filter")]
    [InlineData("mqtt://h?topics=", "topics has no value")]
    [InlineData("mqtt://h?topics=$share/g/a", "named by share")]
    [InlineData("mqtt://h?share=a/b", "share: a group")]
    [InlineData("mqtt://h?qos=3", "qos is no number from 0 to 2")]
    [InlineData("mqtt://h?qos=1&qos=1", "qos is given twice")]
    [InlineData("mqtt://h?receive-maximum=65536", "receive-maximum")]
    [InlineData("mqtt://h?session-expiry=1d", "session-expiry")]
    [InlineData("mqtt://h?version=3.1", "version is neither")]
    [InlineData("mqtt://:x@h", "needs a user")]
    [InlineData("mqtt://u:x@h?password-env=PATH", "more than once")]
    [InlineData("mqtt://u@h?password-env=NO_SUCH_VARIABLE", "the environment has no variable 'NO_SUCH_VARIABLE'")]
    [InlineData("mqtt://u@h?password-file=nowhere", "there is no file 'nowhere'")]
    [InlineData("mqtts://h?ca=nowhere.pem", "ca: there is no file 'nowhere.pem'")]
    [InlineData("mqtts://h?key=/dev/null", "key")]
    [InlineData("mqtt://h?ca=nowhere.pem", "ca need mqtts://")]
    public void What_is_wrong_is_told(string url, string told)
    {
        var (options, errors) = BrokerUrl.Parse(url);
        Assert.Null(options);
        Assert.Contains(errors, error => error.Contains(told, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_error_is_told_at_once() =>
        Assert.Equal(4, BrokerUrl.Parse("mqtt://h:x?version=6&qos=x&colour=red").Errors.Count);

    [Theory]
    [InlineData("mqtt://user:geheim@h:x?colour=red")]
    [InlineData("mqtt://user:ge?geheim@h")] // An unescaped question mark cuts the password.
    [InlineData("mqtt://user:geheim/@h:0")]
    [InlineData("geheim://user:geheim@h")]
    public void No_error_tells_of_a_password(string url)
    {
        var (options, errors) = BrokerUrl.Parse(url);
        Assert.Null(options);
        Assert.All(errors, error => Assert.DoesNotContain("geheim", error, StringComparison.Ordinal));
    }

    [Fact]
    public void Options_tell_nothing_of_their_password()
    {
        var broker = Parse("mqtt://user:geheim@h");
        Assert.Equal(("h:1883", "***"), ($"{broker}", $"{broker.Password}"));
    }

    private static BrokerOptions Parse(string url)
    {
        var (options, errors) = BrokerUrl.Parse(url);
        Assert.True(options is not null, string.Join("; ", errors));
        return options;
    }
}
