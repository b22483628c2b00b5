namespace SmartSectors.Telemetry.Decoding.Senml;

/// <summary>One record as it stands in a pack; a member means something where <see cref="Has"/> says so.</summary>
internal ref struct SenmlRecord
{
    public SenmlLabel Labels;
    public ReadOnlySpan<byte> BaseName;
    public ReadOnlySpan<byte> BaseUnit;
    public ReadOnlySpan<byte> Name;
    public ReadOnlySpan<byte> Unit;
    public ReadOnlySpan<byte> Text;
    public double BaseVersion;
    public double BaseTime;
    public double BaseValue;
    public double BaseSum;
    public double Value; // of a boolean: 1 or 0
    public double Sum;
    public double Time;

    public readonly bool Has(SenmlLabel label) => (Labels & label) != 0;

    /// <summary>Notes that the record has a label; false when it has it already.</summary>
    public bool TryAdd(SenmlLabel label)
    {
        if (Has(label)) return false;
        Labels |= label;
        return true;
    }

    /// <summary>Sets what a label stands for: a text, or a number (a boolean as 1 or 0).</summary>
    public void Set(SenmlLabel label, ReadOnlySpan<byte> text, double number)
    {
        switch (label)
        {
            case SenmlLabel.BaseName: BaseName = text; break;
            case SenmlLabel.BaseUnit: BaseUnit = text; break;
            case SenmlLabel.Name: Name = text; break;
            case SenmlLabel.Unit: Unit = text; break;
            case SenmlLabel.StringValue: Text = text; break;
            case SenmlLabel.BaseVersion: BaseVersion = number; break;
            case SenmlLabel.BaseTime: BaseTime = number; break;
            case SenmlLabel.BaseValue: BaseValue = number; break;
            case SenmlLabel.BaseSum: BaseSum = number; break;
            case SenmlLabel.Value or SenmlLabel.BooleanValue: Value = number; break;
            case SenmlLabel.Sum: Sum = number; break;
            case SenmlLabel.Time: Time = number; break;
            default: break; // data is no number, and an update time says when to expect more, which nobody asks for here
        }
    }
}
