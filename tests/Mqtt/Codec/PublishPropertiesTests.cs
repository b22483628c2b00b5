using FsCheck;
using FsCheck.Fluent;

namespace SmartSectors.Mqtt.Tests.Codec;

public sealed class PublishPropertiesTests
{
    [Fact]
    public void What_belongs_to_the_message_is_forwarded_unaltered_and_in_order() =>
        Prop.ForAll(AnyPacket.MessageProperties.ToArbitrary(), properties =>
        {
            byte[] alias = [(byte)PropertyId.TopicAlias, 0, 9];
            byte[] identifier = [(byte)PropertyId.SubscriptionIdentifier, 0x80, 0x01];
            Assert.Equal(properties, PublishProperties.CopyForwardable(properties));
            Assert.Equal(properties, PublishProperties.CopyForwardable([.. alias, .. properties]));
            Assert.Equal(properties, PublishProperties.CopyForwardable([.. properties, .. alias]));
            Assert.Equal(properties, PublishProperties.CopyForwardable([.. identifier, .. properties, .. identifier]));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_stands_between_two_forwarded_properties_is_taken_out()
    {
        byte[] before = [0x01, 0x01];
        byte[] after = [0x26, 0, 1, (byte)'k', 0, 0];
        Assert.Equal((byte[])[.. before, .. after], PublishProperties.CopyForwardable([.. before, 0x23, 0, 9, .. after]));
        Assert.Equal((byte[])[.. before, .. after], PublishProperties.CopyForwardable([.. before, 0x18, 0, 0, 0, 9, .. after]));
    }

    [Fact]
    public void The_expiry_is_told_and_left_out_for_it_is_written_anew()
    {
        byte[] properties = [0x26, 0, 1, (byte)'k', 0, 0, 0x02, 0, 0, 0, 60, 0x01, 0x00];
        Assert.Equal([0x26, 0, 1, (byte)'k', 0, 0, 0x01, 0x00], PublishProperties.Forwarded(properties, out var expirySeconds).ToArray());
        Assert.Equal(60u, expirySeconds);
        Assert.Equal([0x01, 0x01], PublishProperties.Forwarded([0x01, 0x01], out expirySeconds).ToArray());
        Assert.Null(expirySeconds);
    }
}
