using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using SmartSectors.Benchmarks.Brokers.Measuring;
using SmartSectors.Mqtt;

namespace SmartSectors.Benchmarks.Brokers.Cli;

/// <summary>The options that say which broker is measured; every command has them.</summary>
internal sealed class TargetOptions
{
    private readonly Option<string> _host = new("--host") { Description = "Where the broker listens.", HelpName = "HOST", DefaultValueFactory = _ => "127.0.0.1" };
    private readonly Option<int> _port = new("--port") { Description = "Its port.", HelpName = "PORT", DefaultValueFactory = _ => 1883 };
    private readonly Option<string> _mqtt = new("--mqtt") { Description = "Protocol version, 5 or 3.1.1.", HelpName = "VERSION", DefaultValueFactory = _ => "5" };
    private readonly Option<int?> _pid = new("--pid") { Description = "The broker's process, for its CPU and memory. [default: whoever listens on the port of this machine]", HelpName = "PID" };
    private readonly Option<string?> _start = new("--start") { Description = "Start this broker on a free port for the benchmark, in memory and without limits; there is mosquitto.", HelpName = "BROKER" };

    public void AddTo(Command command)
    {
        _mqtt.AcceptOnlyFromAmong("5", "3.1.1");
        _start.AcceptOnlyFromAmong("mosquitto");
        foreach (var option in new Option[] { _host, _port, _mqtt, _pid, _start }) command.Add(option);
    }

    /// <summary>Runs a benchmark against the broker meant, and stops it if it was started here. The exit code.</summary>
    public async Task<int> RunAsync(ParseResult parsed, Func<BrokerTarget, Task> benchmark)
    {
        try
        {
            using var mosquitto = parsed.GetValue(_start) is null ? null : MosquittoProcess.Start();
            var target = Find(parsed, mosquitto);
            Report.Row("broker", $"{target.EndPoint}, {target.Process?.Name ?? "elsewhere"}, MQTT {parsed.GetValue(_mqtt)}");
            await benchmark(target);
            return 0;
        }
        catch (BrokerException failure)
        {
            await Console.Error.WriteLineAsync(failure.Message);
            return 1;
        }
        catch (OperationCanceledException)
        {
            return 1;
        }
    }

    private BrokerTarget Find(ParseResult parsed, MosquittoProcess? mosquitto)
    {
        var version = parsed.GetValue(_mqtt) == "5" ? MqttVersion.V5 : MqttVersion.V311;
        if (mosquitto is not null) return new BrokerTarget(mosquitto.EndPoint, version, new BrokerProcess(mosquitto.Pid));

        var endPoint = new IPEndPoint(Resolve(parsed.GetValue(_host)!), parsed.GetValue(_port));
        var process = parsed.GetValue(_pid) is { } pid ? new BrokerProcess(pid)
            : IPAddress.IsLoopback(endPoint.Address) ? ListeningProcess.Find(endPoint.Port)
            : null;
        return new BrokerTarget(endPoint, version, process);
    }

    private static IPAddress Resolve(string host)
    {
        try
        {
            return Dns.GetHostAddresses(host).OrderBy(address => address.AddressFamily is AddressFamily.InterNetwork ? 0 : 1).First();
        }
        catch (SocketException failure)
        {
            throw new BrokerException($"{host}: {failure.Message}");
        }
    }
}
