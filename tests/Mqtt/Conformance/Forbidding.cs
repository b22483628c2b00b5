using System.Text;

namespace SmartSectors.Mqtt.Tests.Conformance;

/// <summary>The rights of a client that may do nothing with one topic.</summary>
internal sealed class Forbidding(string topic) : IClientRights
{
    private readonly byte[] _topic = Encoding.UTF8.GetBytes(topic);

    public bool MayPublish(ReadOnlySpan<byte> topic) => !topic.SequenceEqual(_topic);

    public bool MaySubscribe(ReadOnlySpan<byte> filter) => !filter.SequenceEqual(_topic);
}
