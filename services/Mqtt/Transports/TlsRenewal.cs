using System.Net.Security;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace SmartSectors.Mqtt;

/// <summary>
/// The TLS options of a listener, made anew when its files change. Files are renewed one after another, so what does
/// not fit together is told and tried again later, and the old certificate serves on.
/// </summary>
internal sealed class TlsRenewal
{
    /// <summary>Three small files at most so often: nothing beside one handshake.</summary>
    private static readonly TimeSpan _period = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly MqttListener _listener;
    private readonly MqttTls _tls;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private TlsFiles _files;
    private SslServerAuthenticationOptions _options;
    private long _lookedAt;

    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    /// <exception cref="CryptographicException">They are no certificates, or the key is another one's.</exception>
    public TlsRenewal(MqttListener listener, MqttTls tls, TimeProvider time, ILogger logger)
    {
        _listener = listener;
        _tls = tls;
        _time = time;
        _logger = logger;
        _files = TlsFiles.Read(tls);
        _options = _files.ToOptions(tls.ClientCertificates);
        _lookedAt = time.GetTimestamp();
    }

    public SslServerAuthenticationOptions Current()
    {
        lock (_gate)
        {
            var now = _time.GetTimestamp();
            if (_time.GetElapsedTime(_lookedAt, now) < _period) return _options;

            _lookedAt = now;
            Renew();
            return _options;
        }
    }

    private void Renew()
    {
        try
        {
            var files = TlsFiles.Read(_tls);
            if (files.Same(_files)) return;

            _options = files.ToOptions(_tls.ClientCertificates);
            _files = files;
            MqttLog.CertificateRenewed(_logger, _listener.Name, _tls.CertificateFile);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            MqttLog.CertificateNotRenewed(_logger, _listener.Name, _tls.CertificateFile, e);
        }
    }
}
