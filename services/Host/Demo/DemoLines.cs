namespace SmartSectors.Host.Demo;

/// <summary>The demo where the output is no terminal: some plain lines, now and then.</summary>
internal static class DemoLines
{
    public static IEnumerable<string> Of(DemoSnapshot snapshot)
    {
        yield return DemoText.State(snapshot);
        foreach (var (sector, devices, figures) in snapshot.Sectors)
        {
            yield return $"  {sector}: {DemoText.Whole(devices)} devices" + (figures.Count == 0 ? ", waiting for the first minute" : "");
            foreach (var figure in figures)
            {
                var point = figure.Point;
                yield return $"    {figure.Indicator.Code,-20} {DemoText.Minute(point.Start)}  count {DemoText.Whole(point.Count)}  mean {DemoText.Figure(point.Mean)}"
                    + $"  min {DemoText.Figure(point.Min)}  max {DemoText.Figure(point.Max)} {figure.Indicator.UnitUcum}";
            }
        }
        yield return $"  {DemoText.Ledger(snapshot.Ledger)}";
    }
}
