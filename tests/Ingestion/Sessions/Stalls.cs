using System.Diagnostics.Metrics;

namespace SmartSectors.Ingestion.Tests.Sessions;

/// <summary>Hears of failed commits.</summary>
internal sealed class Stalls : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly CountdownEvent _two = new(2);

    public Stalls()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "smartsectors.sessions.stalls") listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, _, _, _) =>
        {
            if (!_two.IsSet) _two.Signal();
        });
        _listener.Start();
    }

    public void WaitForTwo() => Assert.True(_two.Wait(TimeSpan.FromSeconds(60)), "no commit failed");

    public void Dispose()
    {
        _listener.Dispose();
        _two.Dispose();
    }
}
