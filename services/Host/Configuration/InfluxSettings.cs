using System.Globalization;
using Microsoft.Extensions.Configuration;
using SmartSectors.Storage.Influx;

namespace SmartSectors.Host.Configuration;

/// <summary>
/// The InfluxDB to keep in step: <c>SmartSectors:Store</c> = <c>influxdb</c>, <c>SmartSectors:Influx:Url</c> =
/// <c>http://127.0.0.1:8086</c>. An error never repeats a token.
/// </summary>
internal static class InfluxSettings
{
    public const string Store = "Store";
    public const string Name = "Influx";
    public const string Url = $"{Name}:{nameof(InfluxOptions.Url)}";
    public const string Token = $"{Name}:{nameof(InfluxOptions.Token)}";
    public const string Database = $"{Name}:{nameof(InfluxOptions.Database)}";

    private const string TokenFile = "TokenFile";
    private const string Embedded = "embedded";
    private const string InfluxDb = "influxdb";
    private const int MostLetters = 64;
    private const long LeastHeld = 1L << 20;
    private const long MostHeld = 1L << 50;

    // The acceptance horizon, and a day: what a device may still deliver, the server must still take.
    private static readonly TimeSpan s_leastRetention = TimeSpan.FromDays(31);
    private static readonly TimeSpan s_longestRetention = TimeSpan.FromDays(36_500);
    private static readonly TimeSpan s_longestTimeout = TimeSpan.FromMinutes(10);

    private static readonly string[] s_names =
    [
        nameof(InfluxOptions.Url), nameof(InfluxOptions.Token), TokenFile, nameof(InfluxOptions.Database), nameof(InfluxOptions.RawRetention),
        nameof(InfluxOptions.HeldBytes), nameof(InfluxOptions.HeldLonger), nameof(InfluxOptions.Timeout), nameof(InfluxOptions.BatchLines),
    ];

    /// <summary>Null without an InfluxDB.</summary>
    /// <param name="wrong">Told the name of the setting and what is wrong with it.</param>
    public static InfluxOptions? Read(string? store, IConfigurationSection section, Action<string, string> wrong)
    {
        var given = section.GetChildren().Where(setting => !string.IsNullOrWhiteSpace(setting.Value) || setting.GetChildren().Any())
            .ToDictionary(setting => setting.Key, setting => setting.Value ?? "", StringComparer.OrdinalIgnoreCase);
        foreach (var name in given.Keys.Where(name => !s_names.Contains(name, StringComparer.OrdinalIgnoreCase)))
            wrong($"{Name}:{name}", $"there is no such setting; there are {string.Join(", ", s_names)}");

        if (store is null || store.Equals(Embedded, StringComparison.OrdinalIgnoreCase))
        {
            if (given.Count > 0) wrong(Name, $"it is set, and {Store} (--store) is not {InfluxDb}");
            return null;
        }

        if (store.Equals(InfluxDb, StringComparison.OrdinalIgnoreCase)) return ReadInflux(given, (name, error) => wrong($"{Name}:{name}", error));
        wrong(Store, $"'{store}' is neither of {Embedded}, {InfluxDb}");
        return null;
    }

    private static InfluxOptions? ReadInflux(Dictionary<string, string> given, Action<string, string> wrong)
    {
        if (ReadUrl(given, wrong) is not { } url) return null;
        var defaults = new InfluxOptions { Url = url };
        return new InfluxOptions
        {
            Url = url,
            Token = ReadToken(given, wrong),
            Database = ReadDatabase(given, wrong) ?? defaults.Database,
            RawRetention = ReadTime(given, nameof(InfluxOptions.RawRetention), s_leastRetention, s_longestRetention, wrong),
            HeldBytes = ReadNumber(given, nameof(InfluxOptions.HeldBytes), LeastHeld, MostHeld, wrong) ?? defaults.HeldBytes,
            HeldLonger = ReadTime(given, nameof(InfluxOptions.HeldLonger), TimeSpan.Zero, s_longestRetention, wrong) ?? defaults.HeldLonger,
            Timeout = ReadTime(given, nameof(InfluxOptions.Timeout), TimeSpan.FromMilliseconds(100), s_longestTimeout, wrong) ?? defaults.Timeout,
            BatchLines = (int)(ReadNumber(given, nameof(InfluxOptions.BatchLines), 1, 1_000_000, wrong) ?? defaults.BatchLines),
        };
    }

    private static Uri? ReadUrl(Dictionary<string, string> given, Action<string, string> wrong)
    {
        const string setting = nameof(InfluxOptions.Url);
        if (!given.TryGetValue(setting, out var text))
        {
            wrong(setting, $"{Store} {InfluxDb} needs it (--influx-url), such as http://127.0.0.1:8086");
        }
        else if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            wrong(setting, "it is no URL such as http://127.0.0.1:8086 or https://influx.example");
        }
        else if (url.UserInfo.Length > 0 || url.Query.Length > 0 || url.Fragment.Length > 0)
        {
            wrong(setting, "it has credentials, a query or a fragment; credentials are the setting Token, the database is Database");
        }
        else return url;
        return null;
    }

    private static string? ReadToken(Dictionary<string, string> given, Action<string, string> wrong)
    {
        given.TryGetValue(nameof(InfluxOptions.Token), out var token);
        if (given.TryGetValue(TokenFile, out var file))
        {
            if (token is not null) wrong(TokenFile, "there is a Token as well; give one of them");
            try
            {
                token = File.ReadAllText(file).Trim();
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                wrong(TokenFile, $"it cannot be read: {failure.Message.TrimEnd('.')}");
                return null;
            }
        }

        if (token is not null && (token.Length == 0 || token.Any(letter => letter is < '!' or > '~')))
            wrong(given.ContainsKey(TokenFile) ? TokenFile : nameof(InfluxOptions.Token), "a token has letters, digits and signs of ASCII alone, and no spaces");
        return token;
    }

    private static string? ReadDatabase(Dictionary<string, string> given, Action<string, string> wrong)
    {
        const string setting = nameof(InfluxOptions.Database);
        if (!given.TryGetValue(setting, out var name)) return null;
        // A slash would be taken for a database and a retention policy by 2.x and 3.x.
        if (name.Length <= MostLetters && name[0] != '_' && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '.')) return name;
        wrong(setting, $"'{name}' is no name of at most {MostLetters} ASCII letters, digits and - _ ., not beginning with _");
        return null;
    }

    private static TimeSpan? ReadTime(Dictionary<string, string> given, string setting, TimeSpan least, TimeSpan most, Action<string, string> wrong)
    {
        if (!given.TryGetValue(setting, out var text)) return null;
        if (Duration.TryParse(text, out var time) && time >= least && time <= most) return time;
        wrong(setting, $"'{text}' is no {Duration.Form[2..]}, from {Duration.Format(least)} to {Duration.Format(most)}");
        return null;
    }

    private static long? ReadNumber(Dictionary<string, string> given, string setting, long least, long most, Action<string, string> wrong)
    {
        if (!given.TryGetValue(setting, out var text)) return null;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most) return number;
        wrong(setting, $"'{text}' is no number from {least} to {most}");
        return null;
    }
}
