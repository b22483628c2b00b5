using System.Globalization;

namespace SmartSectors.Benchmarks.Brokers.Measuring;

/// <summary>What the kernel says of the broker's process (proc(5)).</summary>
internal sealed class BrokerProcess(int pid)
{
    /// <summary>USER_HZ, which is 100 on every Linux that .NET runs on.</summary>
    private const double TicksPerSecond = 100;

    public int Pid => pid;

    /// <exception cref="BrokerException">The process is not there (any more); so with all of these.</exception>
    public string Name => Read("comm").Trim();

    /// <summary>User and kernel time since its start.</summary>
    public double CpuSeconds
    {
        get
        {
            // The name in brackets may hold spaces; the state follows it, and utime and stime are the 12th and 13th after.
            var stat = Read("stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return (Number(fields[11]) + Number(fields[12])) / TicksPerSecond;
        }
    }

    public long ResidentBytes => 1024 * Number(Field("status", "VmRSS:"));

    /// <summary>Files, and so connections, that it may open.</summary>
    public long MaxFiles => Field("limits", "Max open files") is "unlimited" ? long.MaxValue : Number(Field("limits", "Max open files"));

    private string Field(string file, string label)
    {
        var line = Read(file).Split('\n').First(line => line.StartsWith(label, StringComparison.Ordinal));
        return line[label.Length..].Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[0];
    }

    private string Read(string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/{file}");
        }
        catch (IOException)
        {
            throw new BrokerException($"there is no process {pid}: the broker has ended");
        }
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
