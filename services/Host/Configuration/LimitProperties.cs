using System.Globalization;
using System.Reflection;
using SmartSectors.Mqtt;

namespace SmartSectors.Host.Configuration;

/// <summary>The MQTT server's limits by their names, so that every one of them is a setting and a listener's parameter.</summary>
internal static class LimitProperties
{
    /// <summary>Those that may differ from listener to listener.</summary>
    public static IReadOnlyList<PropertyInfo> OfListener { get; } = Settable(typeof(MqttLimits));

    /// <summary>Those that hold for the whole server.</summary>
    public static IReadOnlyList<PropertyInfo> OfServer { get; } = Settable(typeof(MqttServerOptions));

    /// <summary><c>MaxKeepAlive</c> is the parameter <c>max-keep-alive</c>.</summary>
    public static string ParameterOf(PropertyInfo limit) => Kebab(limit.Name);

    /// <summary>Sets a limit from its text, or says what the text should be.</summary>
    public static string? Set(MqttLimits limits, PropertyInfo limit, string text)
    {
        var type = limit.PropertyType;
        object? value = null;
        if (type == typeof(TimeSpan)) value = Duration.TryParse(text, out var duration) ? duration : null;
        else if (type.IsEnum) value = Enum.GetValues(type).Cast<object>().FirstOrDefault(each => Format(each) == text);
        else if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) value = Fit(number, type);

        if (value is null) return $"'{text}' is not {FormOf(type)}";
        limit.SetValue(limits, value);
        return null;
    }

    /// <summary>A value as <see cref="Set"/> reads it.</summary>
    public static string Format(object value) => value switch
    {
        TimeSpan duration => Duration.Format(duration),
        Enum name => Kebab(name.ToString()),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    /// <summary>A listener's limits begin as those of the server's default listener.</summary>
    public static void Copy(MqttLimits from, MqttLimits to)
    {
        var limits = from is MqttServerOptions && to is MqttServerOptions ? OfListener.Concat(OfServer) : OfListener;
        foreach (var limit in limits) limit.SetValue(to, limit.GetValue(from));
    }

    private static string FormOf(Type type) => type switch
    {
        _ when type == typeof(TimeSpan) => Duration.Form,
        { IsEnum: true } => $"one of {string.Join(", ", Enum.GetValues(type).Cast<object>().Select(Format))}",
        _ => $"a whole number up to {string.Create(CultureInfo.InvariantCulture, $"{Largest(type):N0}")}",
    };

    private static object? Fit(long number, Type type) =>
        number <= Largest(type) ? Convert.ChangeType(number, type, CultureInfo.InvariantCulture) : null;

    private static long Largest(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.UInt16 => ushort.MaxValue,
        TypeCode.Int32 => int.MaxValue,
        TypeCode.Int64 => long.MaxValue,
        _ => throw new InvalidOperationException($"BUG: limits of type {type} have no text yet"),
    };

    private static PropertyInfo[] Settable(Type type) =>
        [.. type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly).Where(property => property.CanWrite)];

    private static string Kebab(string name) =>
        string.Concat(name.Select((letter, at) => char.IsUpper(letter) && at > 0 ? $"-{char.ToLowerInvariant(letter)}" : $"{char.ToLowerInvariant(letter)}"));
}
