using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using SmartSectors.Mqtt;

namespace SmartSectors.Host.Configuration;

/// <summary>
/// A listener as one text: <c>mqtt[s]://ADDRESS[:PORT][?PARAMETER=VALUE&amp;…]</c>. Values may be percent-encoded; + and #
/// stand for themselves, for they are what topic filters are made of.
/// </summary>
internal sealed partial class ListenerUrl
{
    public const string Plain = "mqtt";
    public const string Tls = "mqtts";

    private const string Deny = "deny";

    private static readonly Dictionary<string, int> DefaultPorts = new() { [Plain] = 1883, [Tls] = 8883 };
    private static readonly string[] Others =
        ["access", Deny, "certificate", "certificate-key", "client-certificates", "client-ca", "proxy", "trusted-proxies"];

    private readonly ListenerDefaults defaults;
    private readonly Action<string> wrong;
    private readonly Dictionary<string, string> parameters = [];
    private readonly List<string> denied = [];

    private ListenerUrl(ListenerDefaults defaults, Action<string> wrong)
    {
        this.defaults = defaults;
        this.wrong = wrong;
    }

    /// <param name="wrong">Told each error, with the name of its parameter first.</param>
    /// <returns>Null where there is no address to listen on.</returns>
    public static ListenerOptions? Parse(string url, ListenerDefaults defaults, Action<string> wrong) =>
        new ListenerUrl(defaults, wrong).Parse(url);

    private ListenerOptions? Parse(string url)
    {
        var (address, query) = Cut(url, '?');
        ReadParameters(query);
        var scheme = address.StartsWith($"{Tls}://", StringComparison.Ordinal) ? Tls : Plain;
        var endPoint = ReadEndPoint(address);
        var limits = ReadLimits();
        var access = ReadWord("access", ListenerAccess.Application);
        if (denied.Count > 0 && access is not ListenerAccess.Open) wrong($"{Deny}: it is for access=open, where nothing else says who may do what");
        foreach (var filter in denied.Where(filter => !DenyListRights.CanDeny(filter))) wrong($"{Deny}: '{filter}' is no topic filter");

        var listener = new MqttListener
        {
            Name = address,
            Limits = limits,
            Access = access,
            DeniedTopics = [.. denied],
            Tls = ReadTls(scheme),
            Proxy = ReadProxy(),
        };
        return endPoint is null ? null : new ListenerOptions("--listener URL", endPoint, listener);
    }

    private IPEndPoint? ReadEndPoint(string address)
    {
        var at = address.IndexOf("://", StringComparison.Ordinal);
        if (at < 0 || !DefaultPorts.TryGetValue(address[..at], out var defaultPort))
        {
            wrong($"it begins with neither {Plain}:// nor {Tls}://");
            return null;
        }

        var authority = address[(at + 3)..];
        var colon = authority.LastIndexOf(':');
        var hasPort = colon > authority.LastIndexOf(']');
        var port = defaultPort;
        if (hasPort && !TryParsePort(authority[(colon + 1)..], out port)
            || !TryParseAddress(hasPort ? authority[..colon] : authority, out var ip))
        {
            wrong($"'{authority}' is no address with a port such as 0.0.0.0:{defaultPort} or [::]:{defaultPort}");
            return null;
        }

        return new IPEndPoint(ip, port);
    }

    private static bool TryParsePort(string text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port <= IPEndPoint.MaxPort;

    // IPAddress takes 1883 for 0.0.7.91, and IPv6 without the brackets that tell it from a port.
    private static bool TryParseAddress(string text, [NotNullWhen(true)] out IPAddress? address)
    {
        if (text == "localhost") text = IPAddress.Loopback.ToString();
        return IPAddress.TryParse(text, out address)
            && (address.AddressFamily is AddressFamily.InterNetworkV6 ? text.StartsWith('[') : address.ToString() == text);
    }

    private void ReadParameters(string query)
    {
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, encoded) = Cut(pair, '=');
            var value = Uri.UnescapeDataString(encoded);
            if (name == Deny) denied.Add(value);
            else if (!Others.Contains(name) && LimitProperties.OfListener.All(limit => LimitProperties.ParameterOf(limit) != name))
            {
                wrong($"{name}: there is no such parameter; there are {string.Join(", ", Others)} and the limits of docs/mqtt-limits.md");
            }
            else if (!parameters.TryAdd(name, value)) wrong($"{name}: it is given twice");
        }
    }

    private MqttLimits ReadLimits()
    {
        var limits = new MqttLimits();
        LimitProperties.Copy(defaults.Limits, limits);
        var inherited = MqttLimitsValidator.FindErrors(limits).ToHashSet(); // told where they were set
        foreach (var limit in LimitProperties.OfListener)
        {
            var name = LimitProperties.ParameterOf(limit);
            if (Text(name) is { } text && LimitProperties.Set(limits, limit, text) is { } problem) wrong($"{name}: {problem}");
        }

        foreach (var error in MqttLimitsValidator.FindErrors(limits).Where(error => !inherited.Contains(error)))
        {
            wrong($"{LimitProperties.ParameterOf(typeof(MqttLimits).GetProperty(error.Limit)!)}: it {error.Must}");
        }

        return limits;
    }

    private T ReadWord<T>(string name, T otherwise) where T : struct, Enum
    {
        if (Text(name) is not { } text) return otherwise;
        foreach (var value in Enum.GetValues<T>())
        {
            if (LimitProperties.Format(value) == text) return value;
        }

        wrong($"{name}: '{text}' is not one of {string.Join(", ", Enum.GetValues<T>().Select(value => LimitProperties.Format(value)))}");
        return otherwise;
    }

    private string? ReadFile(string name)
    {
        if (Text(name) is not { } text) return null;
        if (File.Exists(text)) return Path.GetFullPath(text);
        wrong($"{name}: there is no file '{text}'");
        return null;
    }

    private string? Text(string name) => parameters.GetValueOrDefault(name);

    private static (string Before, string After) Cut(string text, char at) =>
        text.IndexOf(at, StringComparison.Ordinal) is >= 0 and var index ? (text[..index], text[(index + 1)..]) : (text, "");
}

/// <summary>What a listener has that does not say otherwise.</summary>
internal sealed record ListenerDefaults(MqttLimits Limits, string? CertificateFile, string? CertificateKeyFile);
