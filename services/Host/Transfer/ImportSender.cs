using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using SmartSectors.Mqtt;

namespace SmartSectors.Host.Transfer;

/// <summary>
/// Publishes rows as native JSON at QoS 1: neighbours of one device share a message, and so many messages are under way at
/// once. They pass the gates that a device's pass.
/// </summary>
internal sealed class ImportSender(MqttPublisher publisher) : IDisposable
{
    private const int RowsAMessage = 100, MessagesUnderWay = 256;

    private readonly SemaphoreSlim _room = new(MessagesUnderWay);
    private readonly ConcurrentDictionary<PubAckReason, long> _answers = [];
    private readonly StringBuilder _body = new();
    private string _topic = "";
    private int _rows;
    private MqttClientException? _lost;

    public long Sent { get; private set; }

    /// <summary>Readings by the reason code of their message.</summary>
    public IReadOnlyDictionary<PubAckReason, long> Answers => _answers;

    public async Task AddAsync(ImportedRow row, CancellationToken cancellationToken)
    {
        if (row.Topic != _topic || _rows == RowsAMessage) await FlushAsync(cancellationToken);
        _topic = row.Topic;
        _body.Append(_rows++ == 0 ? '[' : ',')
            .Append(CultureInfo.InvariantCulture, $"{{\"ts\":{row.TimeMs},\"values\":{{\"{row.Key}\":{row.Value:R}}}}}");
    }

    /// <summary>Sends what is gathered and waits until everything is answered. Throws <see cref="TransferException"/> when the connection was lost.</summary>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken);
        for (var i = 0; i < MessagesUnderWay; i++) await _room.WaitAsync(cancellationToken);
        ThrowIfLost();
    }

    public void Dispose() => _room.Dispose();

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_rows == 0) return;
        await _room.WaitAsync(cancellationToken);
        ThrowIfLost();
        var body = Encoding.UTF8.GetBytes(_body.Append(']').ToString());
        Sent += _rows;
        _ = PublishAsync(Encoding.UTF8.GetBytes(_topic), body, _rows, cancellationToken);
        _body.Clear();
        _rows = 0;
    }

    private async Task PublishAsync(byte[] topic, byte[] body, int rows, CancellationToken cancellationToken)
    {
        try
        {
            var reason = await publisher.PublishAsync(topic, body, QualityOfService.AtLeastOnce, cancellationToken: cancellationToken);
            _answers.AddOrUpdate(reason, rows, (_, before) => before + rows);
        }
        catch (MqttClientException lost)
        {
            Interlocked.CompareExchange(ref _lost, lost, null);
        }
        catch (OperationCanceledException)
        {
            // Whoever cancels does not ask for these answers any more.
        }
        finally
        {
            _room.Release();
        }
    }

    private void ThrowIfLost()
    {
        if (_lost is { } lost)
            throw new TransferException($"The connection was lost: {lost.Message} Import the file again: what is stored already counts as a duplicate.", lost);
    }
}
