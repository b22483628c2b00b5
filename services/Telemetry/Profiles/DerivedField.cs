namespace SmartSectors.Telemetry.Profiles;

/// <summary>An indicator that no field holds, but a formula over the others says.</summary>
/// <param name="Result">The indicator, and the unit of what the formula gives.</param>
/// <param name="Code">The indicator's code, for refusals.</param>
/// <param name="Inputs">A bit for each input that must be in the sample.</param>
internal sealed record DerivedField(ProfileField Result, byte[] Code, Formula Formula, uint Inputs)
{
    /// <summary>How many different names the formulas of one profile may have.</summary>
    public const int MaxInputs = 32;
}
