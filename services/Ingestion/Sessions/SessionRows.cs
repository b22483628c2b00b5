using SmartSectors.Mqtt;

namespace SmartSectors.Ingestion.Sessions;

internal readonly record struct SessionRow(StoredSession Session, long Will);

internal readonly record struct SubscriptionRow(long Session, StoredSubscription Subscription);

internal readonly record struct DeliveryRow(long Session, StoredDelivery Delivery, long Message);

internal readonly record struct MessageRow(long Id, MqttMessage Message);

internal readonly record struct ReceivedRow(long Session, ushort PacketId);
