using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SmartSectors.Ingestion.Gateways;
using SmartSectors.Telemetry.Decoding;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Ingestion.Tests.Gateways;

public class ForeignIdTests
{
    [Theory]
    [InlineData("0102030405060708", "0102030405060708")]
    [InlineData("urn:dev:mac:0024befffe804ff1", "urn:dev:mac:0024befffe804ff1")]
    [InlineData("fleet-7/truck-12", "fleet-7:truck-12")]
    [InlineData("ward 3/fridge", "ward_203:fridge")]
    [InlineData("tủ", "t_e1_bb_a7")]
    [InlineData("", "")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123", "0123456789012345678901234567890123456789012345678901234567890123")]
    [InlineData("01234567890123456789012345678901234567890123456789012345678901234", "01234567890123456789012345678901234567890123456.52774b57c10e4504")]
    public void A_name_is_the_id_or_tells_it(string name, string id) => Assert.Equal(id, Of(name));

    [Fact]
    public void Every_name_has_an_id_that_no_rule_refuses_and_always_the_same() => Prop.ForAll<string>(name =>
        string.IsNullOrEmpty(name) || (IdentifierRule.Check(Of(name)) is IdentifierError.None && Of(name) == Of(name))).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("v1/devices/me/telemetry", "thingsboard")]
    [InlineData("v1/gateway/telemetry", "thingsboard:gateway-1")]
    [InlineData("spBv1.0/factory/NBIRTH/plc-1", "sparkplug:factory:plc-1")]
    [InlineData("spBv1.0/factory/DDATA/plc-1/pump", "sparkplug:factory:plc-1")]
    [InlineData("senml/probe-1", "senml")]
    [InlineData("application/7/device/0102030405060708/event/up", "chirpstack:7")]
    [InlineData("v3/farm@ttn/devices/probe-1/up", "ttn:farm_40ttn")]
    [InlineData("owntracks/fleet-7/truck-12", "owntracks:fleet-7")]
    [InlineData("/hfp/v2/journey/ongoing/vp/bus/0055/01216/1069", "hsl:0055")]
    [InlineData("zigbee2mqtt/ward 3/fridge", "zigbee2mqtt")]
    [InlineData("telegraf/gw-1/soil", "influx")]
    public void A_site_is_named_after_the_group(string topic, string site)
    {
        Assert.True(ForeignTopic.TryParse(Encoding.UTF8.GetBytes(topic), out var parts));
        Assert.Equal(site, Encoding.UTF8.GetString(ForeignSite.Of(parts, "gateway-1"u8, new byte[IdentifierRule.MaxLength])));
    }

    private static string Of(string name) => Encoding.UTF8.GetString(ForeignId.Of(Encoding.UTF8.GetBytes(name), new byte[IdentifierRule.MaxLength]));
}
