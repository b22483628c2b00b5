namespace SmartSectors.Fleet.Signals;

/// <summary>One measured quantity of one device as a pure function of time.</summary>
internal interface ISignal
{
    /// <summary>The true value in the indicator's unit, before the sensor rounds it.</summary>
    double At(Moment moment);
}
