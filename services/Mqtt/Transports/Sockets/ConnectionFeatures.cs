using System.Collections;
using System.IO.Pipelines;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace SmartSectors.Mqtt;

/// <summary>
/// The features of one connection: its own, and those that Kestrel and the middleware add, which are a handful. They
/// stand in one array, for a dictionary of them takes a tenth of an idle connection's memory.
/// </summary>
internal sealed class ConnectionFeatures(SocketConnection connection) :
    IFeatureCollection, IConnectionIdFeature, IConnectionTransportFeature, IConnectionItemsFeature, IConnectionLifetimeFeature, IConnectionEndPointFeature, IConnectionSocketFeature
{
    private static readonly Type[] _own =
    [
        typeof(IConnectionIdFeature), typeof(IConnectionTransportFeature), typeof(IConnectionItemsFeature), typeof(IConnectionLifetimeFeature),
        typeof(IConnectionEndPointFeature), typeof(IConnectionSocketFeature),
    ];

    private KeyValuePair<Type, object>[] _added = [];

    public bool IsReadOnly => false;

    public int Revision { get; private set; }

    string IConnectionIdFeature.ConnectionId
    {
        get => connection.ConnectionId;
        set => connection.ConnectionId = value;
    }

    IDuplexPipe IConnectionTransportFeature.Transport
    {
        get => connection.Transport;
        set => connection.Transport = value;
    }

    IDictionary<object, object?> IConnectionItemsFeature.Items
    {
        get => connection.Items;
        set => connection.Items = value;
    }

    CancellationToken IConnectionLifetimeFeature.ConnectionClosed
    {
        get => connection.ConnectionClosed;
        set => connection.ConnectionClosed = value;
    }

    System.Net.EndPoint? IConnectionEndPointFeature.LocalEndPoint
    {
        get => connection.LocalEndPoint;
        set => connection.LocalEndPoint = value;
    }

    System.Net.EndPoint? IConnectionEndPointFeature.RemoteEndPoint
    {
        get => connection.RemoteEndPoint;
        set => connection.RemoteEndPoint = value;
    }

    Socket IConnectionSocketFeature.Socket => connection.Socket;

    public object? this[Type key]
    {
        get
        {
            foreach (var (type, feature) in _added)
            {
                if (type == key) return feature;
            }

            return Array.IndexOf(_own, key) >= 0 ? this : null;
        }
        set
        {
            Revision++;
            var others = Array.FindAll(_added, entry => entry.Key != key);
            _added = value is null ? others : [.. others, new(key, value)];
        }
    }

    public TFeature? Get<TFeature>() => (TFeature?)this[typeof(TFeature)];

    public void Set<TFeature>(TFeature? instance) => this[typeof(TFeature)] = instance;

    void IConnectionLifetimeFeature.Abort() => connection.Abort();

    public IEnumerator<KeyValuePair<Type, object>> GetEnumerator()
    {
        foreach (var type in _own)
        {
            if (!Array.Exists(_added, entry => entry.Key == type)) yield return new(type, this);
        }

        foreach (var entry in _added) yield return entry;
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
