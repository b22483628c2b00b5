namespace SmartSectors.Fleet.Measuring;

/// <summary>User and kernel time of this process since the start of the measurement.</summary>
internal readonly record struct CpuMeter(TimeSpan StartedAt)
{
    public static CpuMeter Start() => new(Environment.CpuUsage.TotalTime);

    public double Seconds => (Environment.CpuUsage.TotalTime - StartedAt).TotalSeconds;
}
