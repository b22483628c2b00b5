using System.Buffers;
using System.Globalization;
using SmartSectors.Mqtt;

namespace SmartSectors.Ingestion.Brokers;

/// <summary>
/// Reads <c>mqtt[s]://[user[:password]@]host[:port][?name=value&amp;…]</c>. It is no URL in every respect: <c>#</c> and
/// <c>+</c> stand for themselves, as topic filters need them. No error repeats what may be a part of a password.
/// </summary>
public sealed class BrokerUrl
{
    private const string Topics = "topics";
    private const string ClientId = "client-id";
    private const string Share = "share";
    private const string Version = "version";
    private const string Qos = "qos";
    private const string ReceiveMaximum = "receive-maximum";
    private const string SessionExpiry = "session-expiry";
    private const string KeepAlive = "keep-alive";
    private const string RetryMaximum = "retry-maximum";
    private const string PasswordFile = "password-file";
    private const string PasswordVariable = "password-env";
    private const string Authority = "ca";
    private const string Certificate = "cert";
    private const string Key = "key";

    private static readonly string[] s_names =
    [
        Topics, ClientId, Share, Version, Qos, ReceiveMaximum, SessionExpiry, KeepAlive, RetryMaximum, PasswordFile, PasswordVariable,
        Authority, Certificate, Key,
    ];

    private static readonly SearchValues<char> s_notInGroups = SearchValues.Create("/+#");

    private readonly List<string> _errors = [];
    private readonly Dictionary<string, string> _parameters = [];

    private BrokerUrl()
    {
    }

    /// <summary>The options, or null and every error as a sentence without its end.</summary>
    public static (BrokerOptions? Options, IReadOnlyList<string> Errors) Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var url = new BrokerUrl();
        var options = url.Read(text);
        return (url._errors.Count == 0 ? options : null, url._errors);
    }

    private BrokerOptions? Read(string text)
    {
        if (!TryReadScheme(text, out var usesTls, out var rest)) return null;

        var query = rest.IndexOf('?', StringComparison.Ordinal);
        if (query >= 0) ReadParameters(rest[(query + 1)..]);
        var place = query < 0 ? rest : rest[..query];
        if (place.EndsWith('/')) place = place[..^1];

        // A password may hold an @, a host may not.
        var at = place.LastIndexOf('@');
        var (host, port) = ReadHost(place[(at + 1)..], usesTls ? 8883 : 1883);
        var (user, password) = ReadUser(at < 0 ? null : place[..at]);
        return new BrokerOptions
        {
            Host = host,
            Port = port,
            Tls = ReadTls(usesTls),
            UserName = user,
            Password = ReadPassword(user, password),
            Topics = ReadTopics(),
            ClientId = ReadText(ClientId),
            ShareGroup = ReadGroup(),
            Version = ReadVersion(),
            Qos = (QualityOfService)ReadNumber(Qos, 0, 2, 1),
            ReceiveMaximum = (int)ReadNumber(ReceiveMaximum, 1, ushort.MaxValue, 1000),
            SessionExpiry = TimeSpan.FromSeconds(ReadNumber(SessionExpiry, 1, uint.MaxValue, 24 * 60 * 60)),
            KeepAlive = TimeSpan.FromSeconds(ReadNumber(KeepAlive, 0, ushort.MaxValue, 60)),
            LongestRetry = TimeSpan.FromSeconds(ReadNumber(RetryMaximum, 1, 24 * 60 * 60, 60)),
        };
    }

    private bool TryReadScheme(string text, out bool usesTls, out string rest)
    {
        usesTls = text.StartsWith("mqtts://", StringComparison.OrdinalIgnoreCase);
        var isKnown = usesTls || text.StartsWith("mqtt://", StringComparison.OrdinalIgnoreCase);
        rest = isKnown ? text[(usesTls ? "mqtts://" : "mqtt://").Length..] : "";
        if (!isKnown) Wrong("it must begin with mqtt:// or mqtts://");
        return isKnown;
    }

    private void ReadParameters(string query)
    {
        foreach (var parameter in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = parameter.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? parameter : parameter[..equals];
            var value = equals < 0 ? "" : parameter[(equals + 1)..];
            if (!s_names.Contains(name)) Wrong($"there is no parameter {Told(name)}; there are {string.Join(", ", s_names)}");
            else if (!_parameters.TryAdd(name, value)) Wrong($"{name} is given twice");
        }
    }

    private (string Host, int Port) ReadHost(string text, int usual)
    {
        var port = usual;
        // The colons of an IPv6 address are within brackets.
        var colon = text.LastIndexOf(':');
        var host = text;
        if (colon > text.LastIndexOf(']'))
        {
            host = text[..colon];
            if (!int.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out port) || port is < 1 or > ushort.MaxValue)
            {
                Wrong($"its port is no number from 1 to {ushort.MaxValue}");
            }
        }

        if (Uri.CheckHostName(host) is UriHostNameType.Unknown) Wrong("its host is neither a name nor an address");
        return (host.Trim('[', ']'), port);
    }

    private static (string? User, string? Password) ReadUser(string? text)
    {
        if (text is null) return (null, null);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0
            ? (Uri.UnescapeDataString(text), null)
            : (Uri.UnescapeDataString(text[..colon]), Uri.UnescapeDataString(text[(colon + 1)..]));
    }

    private BrokerPassword? ReadPassword(string? user, string? text)
    {
        var file = ReadFile(PasswordFile);
        var variable = ReadText(PasswordVariable);
        if (variable is not null && Environment.GetEnvironmentVariable(variable) is null)
        {
            Wrong($"{PasswordVariable}: the environment has no variable {Told(variable)}");
        }

        var given = new[] { text, file, variable }.Count(one => one is not null);
        if (given > 1) Wrong($"the password is given more than once; it stands before the @, in {PasswordFile} or in {PasswordVariable}");
        if (given > 0 && string.IsNullOrEmpty(user)) Wrong("a password needs a user before it"); // MQTT 3.1.1 [MQTT-3.1.2-22]
        if (text is not null) return BrokerPassword.OfText(text);
        if (file is not null) return BrokerPassword.OfFile(file);
        return variable is not null ? BrokerPassword.OfVariable(variable) : null;
    }

    private MqttTlsOptions? ReadTls(bool usesTls)
    {
        var tls = new MqttTlsOptions { AuthorityFile = ReadFile(Authority), CertificateFile = ReadFile(Certificate), KeyFile = ReadFile(Key) };
        var given = new[] { Authority, Certificate, Key }.Where(_parameters.ContainsKey).ToList();
        if (!usesTls)
        {
            if (given.Count > 0) Wrong($"{string.Join(", ", given)} need mqtts://");
            return null;
        }

        if (tls.KeyFile is not null && !_parameters.ContainsKey(Certificate)) Wrong($"{Key} needs {Certificate}");
        else if (_errors.Count == 0 && tls.FindProblem() is { } problem) Wrong(problem);
        return tls;
    }

    private string[] ReadTopics()
    {
        if (ReadRaw(Topics) is not { } text) return ["sectors/#"];

        // Cut before it is decoded: a comma within a filter is %2C.
        string[] filters = [.. text.Split(',').Select(Uri.UnescapeDataString)];
        foreach (var filter in filters)
        {
            if (filter.StartsWith("$share/", StringComparison.Ordinal)) Wrong($"{Topics}: the group of a shared subscription is named by {Share}");
            else if (!MqttSubscriber.IsTopicFilter(filter)) Wrong($"{Topics}: '{filter}' is no topic filter");
        }

        return filters;
    }

    private string? ReadGroup()
    {
        var group = ReadText(Share);
        if (group.AsSpan().ContainsAny(s_notInGroups)) Wrong($"{Share}: a group has none of / + # in its name"); // [MQTT-4.8.2-1]
        return group;
    }

    private MqttVersion? ReadVersion()
    {
        switch (ReadText(Version))
        {
            case null: return null;
            case "5" or "5.0": return MqttVersion.V5;
            case "3.1.1": return MqttVersion.V311;
            default:
                Wrong($"{Version} is neither 5 nor 3.1.1");
                return null;
        }
    }

    private long ReadNumber(string name, long least, long most, long usual)
    {
        if (ReadText(name) is not { } text) return usual;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most) return number;
        Wrong($"{name} is no number from {least} to {most}");
        return usual;
    }

    private string? ReadFile(string name)
    {
        if (ReadText(name) is not { } path) return null;
        if (!File.Exists(path)) Wrong($"{name}: there is no file '{path}'");
        return Path.GetFullPath(path);
    }

    private string? ReadText(string name) => ReadRaw(name) is { } text ? Uri.UnescapeDataString(text) : null;

    private string? ReadRaw(string name)
    {
        if (!_parameters.TryGetValue(name, out var text)) return null;
        if (text.Length > 0) return text;
        Wrong($"{name} has no value");
        return null;
    }

    // A ? in a password cuts it there, and its rest looks like a parameter.
    private static string Told(string name) =>
        name.Length <= 32 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') ? $"'{name}'" : "of that name";

    private void Wrong(string error) => _errors.Add(error);
}
