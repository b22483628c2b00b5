using System.Buffers.Binary;
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
    public void The_expiry_is_found_and_patched_where_it_lies()
    {
        byte[] properties = [0x26, 0, 1, 0x02, 0, 0, 0x02, 0, 0, 0, 60, 0x01, 0x00];
        var offset = PublishProperties.ExpiryOffset(properties);
        Assert.Equal(60u, BinaryPrimitives.ReadUInt32BigEndian(properties.AsSpan(offset)));

        PublishProperties.PatchExpiry(properties, offset, 59);
        Assert.Equal([0x26, 0, 1, 0x02, 0, 0, 0x02, 0, 0, 0, 59, 0x01, 0x00], properties);
        Assert.Equal(PublishProperties.NoExpiry, PublishProperties.ExpiryOffset([0x01, 0x01]));
        Assert.Equal(PublishProperties.NoExpiry, PublishProperties.ExpiryOffset([]));
    }
}
