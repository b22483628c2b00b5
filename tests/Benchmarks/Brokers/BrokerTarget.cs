using System.Net;
using SmartSectors.Benchmarks.Brokers.Measuring;
using SmartSectors.Mqtt;

namespace SmartSectors.Benchmarks.Brokers;

/// <summary>Which broker is measured, and in which version of the protocol.</summary>
/// <param name="Process">Null when it runs elsewhere: then its CPU and memory are not reported.</param>
internal sealed record BrokerTarget(IPEndPoint EndPoint, MqttVersion Version, BrokerProcess? Process);
