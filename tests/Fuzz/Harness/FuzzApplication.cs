namespace SmartSectors.Mqtt.Fuzz;

/// <summary>Says of each kind of thing sometimes yes and sometimes no, by names that the sessions know.</summary>
internal sealed class FuzzApplication : IMqttApplication, IPublishReceiver, IClientRights
{
    public const string BannedUser = "banned";
    public const string GoodMethod = "two-steps";
    public const string DeniedTopic = "f/denied";

    public ValueTask<ConnectVerdict> AuthorizeAsync(ConnectRequest request, CancellationToken cancellationToken) =>
        new(request.UserName == BannedUser ? ConnectVerdict.Refuse(ConnectReason.NotAuthorized) : ConnectVerdict.Accept(rights: this));

    public IPublishReceiver Attach(MqttConnection connection) => this;

    public IPublishReceiver AttachWill(string clientId) => this;

    public IEnhancedAuthentication? BeginAuthentication(ConnectRequest request, string method) =>
        method == GoodMethod ? new TwoSteps(this) : null;

    public bool MayPublish(ReadOnlySpan<byte> topic) => !topic.SequenceEqual("f/denied"u8);

    public bool MaySubscribe(ReadOnlySpan<byte> filter) => !filter.SequenceEqual("f/denied"u8);

    public PublishVerdict Receive(in PublishPacket packet) => packet.Payload.StartsWith("refuse"u8)
        ? PublishVerdict.Refuse(PubAckReason.PayloadFormatInvalid)
        : packet.Payload.StartsWith("keep"u8) ? PublishVerdict.Keep : PublishVerdict.Forward;

    public void Refused(in PublishPacket packet, PubAckReason reason)
    {
        // Nothing is kept of anything.
    }

    public ValueTask EndReadAsync(IDeferredAcks acks, CancellationToken cancellationToken)
    {
        var peer = acks.Peer;
        acks.Complete();
        peer.RequestFlush();
        return default;
    }

    public void Detached(DisconnectCause cause)
    {
        // Nothing was kept of it.
    }

    private sealed class TwoSteps(FuzzApplication application) : IEnhancedAuthentication
    {
        private bool _asked;

        public ValueTask<AuthenticationStep> ContinueAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
        {
            if (_asked) return new(AuthenticationStep.End(ConnectVerdict.Accept(rights: application)));
            _asked = true;
            return new(AuthenticationStep.Continue([1, 2, 3]));
        }
    }
}
