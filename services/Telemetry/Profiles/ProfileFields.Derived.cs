using System.Collections.Immutable;
using System.Text;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Telemetry.Profiles;

// What formulas say. Their names are source names: of mapped fields, which enter in their indicator's unit, and of others,
// which enter as they are sent or in the unit that 'inputs' gives.
internal sealed partial class ProfileFields
{
    private static readonly ProfileField s_asSent = new(FieldRole.Input) { Target = default, Unit = default, IgnoresUnit = true };

    private int _inputs;

    /// <summary>What formulas say, in the order of the file.</summary>
    public ImmutableArray<DerivedField> Derived { get; private set; } = [];

    private void ReadDerived()
    {
        if (!profile.Has("derived")) return;

        ReadInputs();
        Derived = [.. profile.Sections("derived").Select(ReadFormula).OfType<DerivedField>()];

        foreach (var derived in Derived)
        {
            var isField = ByName.Values.SelectMany(field => field.Chain).Any(field => field.Role is FieldRole.Indicator && field.Indicator == derived.Result.Indicator);
            if (isField || Derived.Count(other => other.Result.Indicator == derived.Result.Indicator) > 1)
                profile.Fail("derived", $"{Encoding.UTF8.GetString(derived.Code)} comes from elsewhere as well", 0);

            // Sent under its own code it would be a second value of the same moment.
            ByName.TryAdd(derived.Code, Profile.Ignored);
        }
    }

    private void ReadInputs()
    {
        if (!profile.Has("inputs") || profile.Section("inputs") is not { } inputs) return;

        foreach (var name in inputs.Keys.ToList())
        {
            var unit = ReadUnit(inputs, name) ?? default;
            if (!ByName.TryAdd(Encoding.UTF8.GetBytes(name), new ProfileField(FieldRole.Input) { Target = unit, Unit = unit }))
                inputs.Fail(name, "is another field already, which has its unit there", 0);
        }
    }

    private DerivedField? ReadFormula(YamlSection entry)
    {
        var (indicator, unit) = ReadIndicator(entry);
        var text = entry.Text("formula");
        entry.RefuseUnread();
        if (indicator is null || text.Length == 0) return null;

        try
        {
            var inputs = 0U;
            var formula = FormulaParser.Parse(text, name =>
            {
                var input = InputOf(name);
                inputs |= 1U << input;
                return input;
            });
            if (inputs == 0) throw new FormatException("names no field");
            var result = new ProfileField(FieldRole.Indicator) { Indicator = indicator.Number, Target = UnitTable.Of(indicator), Unit = unit };
            return new DerivedField(result, Encoding.UTF8.GetBytes(indicator.Code), formula, inputs);
        }
        catch (FormatException exception)
        {
            return entry.Fail<DerivedField?>("formula", exception.Message, null);
        }
    }

    private int InputOf(string name)
    {
        var key = Encoding.UTF8.GetBytes(name);
        var field = ByName.GetValueOrDefault(key) ?? OfCode(name) ?? s_asSent;
        if (field.Input >= 0) return field.Input;
        if (field.Role is not (FieldRole.Indicator or FieldRole.Input)) throw new FormatException($"names {name}, which is ignored, a position or the condition");
        if (field.Next is not null) throw new FormatException($"names {name}, which is several fields");
        if (_inputs == DerivedField.MaxInputs) throw new FormatException($"names the {DerivedField.MaxInputs + 1}th field of the profile's formulas");

        ByName[key] = field with { Input = _inputs };
        return _inputs++;
    }

    // Where fields may be called as the indicators are.
    private ProfileField? OfCode(string name) =>
        TakesCodes && scheme.TryGet(name, out var indicator) && indicator.DerivedFrom is null ? FieldOf(indicator) : null;
}
