using System.Collections.Immutable;
using System.Text;
using SmartSectors.Telemetry.Collections;
using SmartSectors.Telemetry.Devices;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Telemetry.Profiles;

/// <summary>Reads the fields of a profile: what is mapped, what is a position or the condition, what is ignored, what formulas say, and the scheme's own codes.</summary>
internal sealed partial class ProfileFields(YamlSection profile, Scheme scheme)
{
    private const int MaxWithAbsent = 64; // a bit each in a word

    private int _withAbsent;

    public Dictionary<byte[], ProfileField> ByName { get; } = new(Utf8Comparer.IgnoreAsciiCase);

    public ImmutableArray<byte[]> IgnoredPrefixes { get; private set; } = [];

    public void Read()
    {
        if (profile.Has("fields"))
        {
            foreach (var entry in profile.Sections("fields")) ReadField(entry);
        }
        ReadPosition();
        ReadCondition();
        ReadIgnored();
        ReadDerived();
        if (TakesCodes) AddCodes(ByName, scheme);
    }

    private bool TakesCodes => !profile.Has("indicator_codes") || profile.Choice("indicator_codes", ProfileNames.Booleans);

    /// <summary>Every indicator under its own code, in its own unit, where the name is not taken.</summary>
    public static void AddCodes(Dictionary<byte[], ProfileField> fields, Scheme scheme)
    {
        foreach (var indicator in scheme.Indicators.Where(indicator => indicator.DerivedFrom is null)) fields.TryAdd(Encoding.UTF8.GetBytes(indicator.Code), FieldOf(indicator));
    }

    private static ProfileField FieldOf(Indicator indicator)
    {
        var unit = UnitTable.Of(indicator);
        return new ProfileField(FieldRole.Indicator) { Indicator = indicator.Number, Target = unit, Unit = unit };
    }

    private void ReadField(YamlSection entry)
    {
        var name = Encoding.UTF8.GetBytes(entry.Has("name") ? entry.Text("name") : ""); // SenML may have a base name alone
        var (indicator, unit) = ReadIndicator(entry);
        var scale = entry.Number("scale") ?? 1;
        if (scale == 0) entry.Fail("scale", "must not be 0", 0);
        var field = new ProfileField(FieldRole.Indicator)
        {
            Words = ReadWords(entry),
            Indicator = indicator?.Number ?? 0,
            Target = indicator is null ? default : UnitTable.Of(indicator),
            Unit = unit,
            Scale = scale,
            Offset = entry.Number("offset") ?? 0,
            IgnoresUnit = entry.Has("ignore_unit") && entry.Choice("ignore_unit", ProfileNames.Booleans),
        };
        field = WithAbsent(entry, field);
        entry.RefuseUnread();
        if (indicator is not null) Add(entry, name, field);
    }

    // The indicator, null with an error told, and the unit of what is to become its values.
    private (Indicator? Indicator, Unit Unit) ReadIndicator(YamlSection entry)
    {
        var code = entry.Text("indicator");
        if (!scheme.TryGet(code, out var indicator) && code.Length > 0) entry.Fail("indicator", $"{scheme.Sector.Name()} has no {code}", 0);
        if (indicator?.DerivedFrom is not null) entry.Fail("indicator", $"{code} is derived by the platform, and no device publishes it", 0);

        var target = indicator is not null ? UnitTable.Of(indicator) : default;
        if (!entry.Has("unit")) return (indicator, target);

        var unit = ReadUnit(entry, "unit");
        if (unit is { } known && indicator is not null && !UnitConversion.TryBetween(known, target, out _))
            entry.Fail("unit", $"{entry.Text("unit")} does not convert to {indicator.UnitUcum}", 0);
        return (indicator, unit ?? target);
    }

    private static Unit? ReadUnit(YamlSection entry, string key)
    {
        var name = entry.Text(key);
        return UnitTable.TryFind(name, out var unit) ? unit : entry.Fail<Unit?>(key, $"{name} is no unit that the platform knows", null);
    }

    // One name may be several fields, told apart by what kind of unit the message names.
    private void Add(YamlSection entry, byte[] name, ProfileField field)
    {
        if (!ByName.TryGetValue(name, out var first))
        {
            ByName[name] = field;
            return;
        }

        for (var other = first; other is not null; other = other.Next)
        {
            if (other.Target.Dimension != field.Target.Dimension) continue;
            entry.Fail("name", "is taken by another field of the same kind of unit", 0);
            return;
        }
        ByName[name] = first.Then(field);
    }

    private ProfileField WithAbsent(YamlSection entry, ProfileField field)
    {
        if (!entry.Has("absent")) return field;

        if (_withAbsent == MaxWithAbsent) return entry.Fail("absent", $"at most {MaxWithAbsent} fields may have it", field);
        return field.Convert(default, entry.Number("absent") ?? 0, out var absent) is RejectReason.None
            ? field.WhenAbsent(absent, _withAbsent++)
            : entry.Fail("absent", "is beyond what a reading may be", field);
    }

    private static Dictionary<byte[], double> ReadWords(YamlSection entry)
    {
        var words = new Dictionary<byte[], double>(Utf8Comparer.IgnoreAsciiCase);
        if (!entry.Has("words") || entry.Section("words") is not { } section) return words;

        foreach (var word in section.Keys)
        {
            if (!words.TryAdd(Encoding.UTF8.GetBytes(word), section.Number(word) ?? 0)) section.Fail(word, "is there already", 0);
        }
        return words;
    }

    private void ReadPosition()
    {
        if (!profile.Has("position") || profile.Section("position") is not { } position) return;

        AddRole(position, "latitude", FieldRole.Latitude);
        AddRole(position, "longitude", FieldRole.Longitude);
        if (position.Has("accuracy")) AddRole(position, "accuracy", FieldRole.Accuracy);
        position.RefuseUnread();
    }

    private void AddRole(YamlSection position, string key, FieldRole role)
    {
        var name = position.Text(key);
        if (name.Length > 0 && !ByName.TryAdd(Encoding.UTF8.GetBytes(name), new ProfileField(role) { Target = default, Unit = default }))
            position.Fail(key, $"{name} is another field already", 0);
    }

    private void ReadCondition()
    {
        if (!profile.Has("condition") || profile.Section("condition") is not { } section) return;

        var words = new ConditionWords();
        foreach (var condition in DeviceConditions.All.Where(condition => condition.Excludes()))
        {
            foreach (var value in section.Texts(condition.Name()))
                if (!words.TryAdd(value, condition)) section.Fail(condition.Name(), $"{value} is there already", 0);
        }

        var name = section.Text("name");
        section.RefuseUnread();
        if (name.Length > 0 && !ByName.TryAdd(Encoding.UTF8.GetBytes(name), new ProfileField(FieldRole.Condition) { Target = default, Unit = default, Conditions = words }))
            section.Fail("name", $"{name} is another field already", 0);
    }

    private void ReadIgnored()
    {
        var prefixes = ImmutableArray.CreateBuilder<byte[]>();
        foreach (var name in profile.Texts("ignore"))
        {
            if (name.EndsWith('*')) prefixes.Add(Encoding.UTF8.GetBytes(name[..^1]));
            else if (!ByName.TryAdd(Encoding.UTF8.GetBytes(name), Profile.Ignored)) profile.Fail("ignore", $"{name} is a field", 0);
        }
        IgnoredPrefixes = prefixes.ToImmutable();
    }
}
