using SmartSectors.Telemetry.Decoding;
using SmartSectors.Telemetry.Decoding.ThingsBoard;
using SmartSectors.Telemetry.Readings;
using static SmartSectors.Telemetry.Tests.Decoding.FieldRecorder;

namespace SmartSectors.Telemetry.Tests.Decoding;

/// <summary>The formats in JSON, from their documents' own examples, cut to what matters.</summary>
public class GatewayFormatTests
{
    private const string ChirpStackUp = "application/7/device/0102030405060708/event/up";
    private const string TheThingsUp = "v3/app@ttn/devices/probe-1/up";
    private const string Hfp = "/hfp/v2/journey/ongoing/vp/bus/0055/01216/1069/1/Malmi/7:20/1130106/2/60;24/19/73/44";

    [Theory]
    [InlineData("""{"temp":31.2,"on":true,"mode":"auto","n":"12"}""", "begin  | temp[] = 31.2 | on[] = 1 | mode[] = 'auto' | n[] = '12' | end")]
    [InlineData("""{"ts":1732212345123,"values":{"temp":31.2}}""", "begin  at 1732212345123 | temp[] = 31.2 | end")]
    [InlineData("""{"values":{"temp":31.2},"x":[1],"ts":"1732212345123"}""", "begin  at 1732212345123 | temp[] = 31.2 | end")]
    [InlineData("""[{"temp":1},{"ts":2,"values":{"temp":2}},{}]""", "begin  | temp[] = 1 | end | begin  at 2 | temp[] = 2 | end")]
    [InlineData("""{"ts":5}""", "begin  | ts[] = 5 | end")]
    [InlineData("""{"a":null,"b":{"c":1},"d":[1]}""", "begin  | reject not_numeric a | reject nested b | reject nested d | end")]
    [InlineData("""{"t\u0065mp":"3\u0031"}""", "begin  | temp[] = '31' | end")]
    [InlineData("""{"big":1e400}""", "begin  | big[] = Infinity | end")]
    public void ThingsBoard_device_telemetry(string body, string expected)
    {
        Assert.Equal(expected, Taken("v1/devices/me/telemetry", body));
        Assert.Equal(expected, Taken("v2/t", body));
    }

    [Theory]
    [InlineData("""{"ts":1,"ts":2,"values":{"temp":1}}""")]
    [InlineData("""{"ts":1,"values":{"temp":1},"values":{}}""")]
    [InlineData("""{"ts":1.5,"values":{"temp":1}}""")]
    [InlineData("""{"ts":1,"values":[1]}""")]
    [InlineData("""{"ts":1,"values":{}}""")]
    [InlineData("""{"temp":1}x""")]
    [InlineData("""[{"temp":1}""")]
    [InlineData("""[1]""")]
    [InlineData("\"temp\"")]
    [InlineData("{}")]
    [InlineData("")]
    public void What_is_no_telemetry_of_ThingsBoard_is_malformed(string body) =>
        Assert.Equal(RejectReason.Malformed, Decode("v1/devices/me/telemetry", body).Outcome);

    [Fact]
    public void ThingsBoard_gateway_telemetry_is_by_device() => Assert.Equal(
        "begin Dev A at 1 | t[] = 1 | end | begin Dev A | t[] = 2 | end | begin Thiết bị B at 3 | t[] = 3 | end",
        Taken("v1/gateway/telemetry", """{"Dev A":[{"ts":1,"values":{"t":1}},{"t":2}],"Thi\u1ebft b\u1ecb B":[{"ts":3,"values":{"t":3}}],"Dev C":[]}"""));

    [Theory]
    [InlineData("""{"Dev A":{"t":1}}""")]
    [InlineData("""{"":[{"t":1}]}""")]
    [InlineData("""{"Dev A":[]}""")]
    [InlineData("""[{"t":1}]""")]
    public void A_gateway_s_body_of_another_form_is_malformed(string body) =>
        Assert.Equal(RejectReason.Malformed, Decode("v1/gateway/telemetry", body).Outcome);

    [Theory]
    [InlineData("""{"device":"Dev A","type":"soil probe"}""", RejectReason.None, "Dev A", "soil probe")]
    [InlineData("""{"type":5,"device":"\u0110"}""", RejectReason.None, "Đ", "")]
    [InlineData("""{"device":""}""", RejectReason.Malformed, "", "")]
    [InlineData("""{"type":"x"}""", RejectReason.Malformed, "", "x")]
    [InlineData("""{"device":"a","device":"b"}""", RejectReason.Malformed, "a", "")]
    [InlineData("""{"device":"\ud800"}""", RejectReason.Malformed, "", "")]
    public void A_gateway_says_who_comes_and_goes(string body, RejectReason expected, string device, string type)
    {
        var outcome = GatewayConnection.Read(System.Text.Encoding.UTF8.GetBytes(body), out var found, out var foundType);
        Assert.Equal((expected, device, type), (outcome, System.Text.Encoding.UTF8.GetString(found), System.Text.Encoding.UTF8.GetString(foundType)));
    }

    [Fact]
    public void ChirpStack_uplinks_have_the_codec_s_values() => Assert.Equal(
        "begin 0102030405060708 model Soil probe at 1658136855775 heard 1658136855000"
        + " | temp[] = 27.4 | soil.moisture[] = 31.2 | soil.depth.0[] = 10 | soil.depth.1[] = 20 | alarm[] = 0 | end",
        Taken(ChirpStackUp, """
            {"deduplicationId":"3ac7e3c4-4401-4b8d-9386-a5c902f9202d","time":"2022-07-18T09:34:15.775023242+00:00",
             "deviceInfo":{"tenantId":"52f14cd4","deviceProfileName":"Soil probe","deviceName":"probe","devEui":"0102030405060708","tags":{"key":"value"}},
             "devAddr":"00189440","dr":1,"fPort":1,"data":"qg==",
             "object":{"temp":27.4,"soil":{"moisture":31.2,"depth":[10,20]},"alarm":false},
             "rxInfo":[{"gatewayId":"0016c001f153a14c","gwTime":"2022-07-18T09:34:15Z","rssi":-48,"snr":9,"location":{"latitude":1}},{"gwTime":"2022-07-18T09:34:16Z"}]}
            """));

    [Fact]
    public void ChirpStack_locations_are_positions() => Assert.Equal(
        "begin 0102030405060708 at 1658136855775 | position 21.0278 105.8342 15 | end",
        Taken(ChirpStackUp.Replace("/up", "/location"), """{"time":"2022-07-18T09:34:15.775+00:00","location":{"latitude":21.0278,"longitude":105.8342,"altitude":5,"source":"GNSS","accuracy":15}}"""));

    [Theory]
    [InlineData("""{"time":"2022-07-18T09:34:15Z","fPort":1,"data":"qg=="}""", RejectReason.Undecoded)]
    [InlineData("""{"time":"2022-07-18T09:34:15Z","fPort":1,"data":"qg==","object":{}}""", RejectReason.Undecoded)]
    [InlineData("""{"time":"2022-07-18T09:34:15Z"}""", RejectReason.None)]
    [InlineData("""{"time":"2022-07-18T09:34:15Z","data":""}""", RejectReason.None)]
    [InlineData("""[]""", RejectReason.Malformed)]
    public void A_ChirpStack_frame_without_decoded_values(string body, RejectReason expected)
    {
        var (outcome, calls) = Decode(ChirpStackUp, body);
        Assert.Equal(expected, outcome);
        Assert.Empty(calls);
    }

    [Fact]
    public void The_Things_Stack_uplinks_have_the_formatter_s_values() => Assert.Equal(
        "begin probe-1 model lse01 at 1581520542000 heard 1581520541500 | temp_SOIL[] = 27.4 | gps_2.latitude[] = 21.02 | end",
        Taken(TheThingsUp, """
            {"end_device_ids":{"device_id":"probe-1","application_ids":{"application_id":"app"},"dev_eui":"0004A30B001C0530"},
             "received_at":"2020-02-12T15:15:42Z",
             "uplink_message":{"f_port":1,"frm_payload":"gkHe","decoded_payload":{"temp_SOIL":27.4,"gps_2":{"latitude":21.02}},
              "rx_metadata":[{"gateway_ids":{"gateway_id":"gtw"},"time":"2020-02-12T15:15:41.5Z","rssi":-35}],
              "version_ids":{"brand_id":"dragino","model_id":"lse01"}}}
            """));

    [Theory]
    [InlineData("""{"received_at":"2020-02-12T15:15:42Z","uplink_message":{"f_port":1,"frm_payload":"gkHe"}}""", RejectReason.Undecoded)]
    [InlineData("""{"received_at":"2020-02-12T15:15:42Z","uplink_message":{"f_port":1}}""", RejectReason.None)]
    [InlineData("""{"received_at":"2020-02-12T15:15:42Z"}""", RejectReason.Malformed)]
    public void An_uplink_of_The_Things_Stack_without_values(string body, RejectReason expected) =>
        Assert.Equal(expected, Decode(TheThingsUp, body).Outcome);

    [Fact]
    public void OwnTracks_locations_name_neither_vehicle_nor_person() => Assert.Equal(
        "begin fleet/truck-7 at 1732212345000 | position 21.0278 105.8342 12 | vel[km/h] = 42 | cog[deg] = 90 | batt[%] = 80 | odometer[km] = 12345.6 | ign[] = 1 | end",
        Taken("owntracks/fleet/truck-7", """
            {"_type":"location","lat":21.0278,"lon":105.8342,"acc":12,"tst":1732212345,"vel":42,"cog":90,"batt":80,"odometer":12345.6,
             "ign":true,"tid":"T7","imei":"356938035643809","vin":"WVWZZZ1JZXW000001","SSID":"home","inregions":["depot"],"_id":"ab12"}
            """));

    [Theory]
    [InlineData("""{"_type":"lwt","tst":1}""", RejectReason.None)]
    [InlineData("""{"_type":"transition","lat":1,"lon":1}""", RejectReason.None)]
    [InlineData("""{"_type":"encrypted","data":"xyz"}""", RejectReason.Undecoded)]
    [InlineData("""{"lat":1,"lon":1,"tst":1}""", RejectReason.Malformed)]
    [InlineData("""{"_type":"location","tst":1}""", RejectReason.Malformed)]
    public void OwnTracks_messages_that_are_no_position(string body, RejectReason expected)
    {
        var (outcome, calls) = Decode("owntracks/fleet/truck-7", body);
        Assert.Equal(expected, outcome);
        Assert.Empty(calls);
    }

    [Fact]
    public void A_position_that_is_not_on_the_globe_is_told_as_it_is_and_judged_with_the_values()
    {
        Assert.Equal(
            "begin u/d at 1000 | position 91 105 NaN | vel[km/h] = 3 | end",
            Taken("owntracks/u/d", """{"_type":"location","lat":91,"lon":105,"tst":1,"vel":3}"""));
        Assert.Equal(
            "begin u/d at 1000 | position 21 NaN NaN | vel[km/h] = 3 | end",
            Taken("owntracks/u/d", """{"_type":"location","lat":21,"tst":1,"vel":3}"""));
    }

    [Fact]
    public void Hsl_positions_come_with_nulls() => Assert.Equal(
        "begin 0055/01216 at 1732212345123 | position 60.2493 25.01 NaN | spd[m/s] = 9.5 | hdg[deg] = 180 | acc[m/s2] = -0.2 | dl[s] = -61 | drst[] = 0 | end",
        Taken(Hfp, """
            {"VP":{"desi":"69","dir":"1","oper":22,"veh":1216,"tst":"2024-11-21T18:05:45.123Z","tsi":1732212345,"spd":9.5,"hdg":180,
             "lat":60.2493,"long":25.01,"acc":-0.2,"dl":-61,"odo":null,"drst":0,"oday":"2024-11-21","jrn":1,"line":2,"start":"18:00",
             "loc":"GPS","stop":null,"route":"1069","occu":null}}
            """));

    [Fact]
    public void A_vehicle_without_a_fix_has_no_position() => Assert.Equal(
        "begin 0055/01216 at 1732212345000 | dl[s] = 0 | end",
        Taken(Hfp, """{"VP":{"tst":"broken","tsi":1732212345,"spd":null,"lat":null,"long":null,"dl":0}}"""));

    [Fact]
    public void Zigbee_states_are_flat_and_without_a_time() => Assert.Equal(
        "begin ward 3/fridge | temperature[] = 5.4 | contact[] = 1 | state[] = 'ON' | battery[] = 97 | linkquality[] = 120 | end",
        Taken("zigbee2mqtt/ward 3/fridge", """
            {"temperature":5.4,"contact":true,"state":"ON","battery":97,"linkquality":120,"update":{"state":"idle"},"update_available":false,
             "device":{"friendlyName":"fridge","ieeeAddr":"0x00158d00018255df"}}
            """));

    [Theory]
    [InlineData("""{"last_seen":"2024-11-21T18:05:45.123Z","temperature":5}""", "begin f at 1732212345123 | temperature[] = 5 | end")]
    [InlineData("""{"last_seen":1732212345123,"temperature":5}""", "begin f at 1732212345123 | temperature[] = 5 | end")]
    [InlineData("""{"last_seen":"just now","temperature":5}""", "begin f | temperature[] = 5 | end")]
    [InlineData("", "")]
    [InlineData("{}", "")]
    public void Zigbee_states_may_tell_when(string body, string expected) => Assert.Equal(expected, Taken("zigbee2mqtt/f", body));

    [Theory]
    [InlineData("cpu,host=gw-1 usage=1.5,n=2i,u=3u 1732212345123456789", "begin gw-1 at 1732212345123 | cpu.usage[] = 1.5 | cpu.n[] = 2 | cpu.u[] = 3 | end")]
    [InlineData("cpu usage=1.5", "begin  | cpu.usage[] = 1.5 | end")]
    [InlineData("w,device=p\\ 1,host=gw,unit=g/L sal\\=in\\,ity=1e-1 1", "begin p 1 at 0 | w.sal=in,ity[g/L] = 0.1 | end")]
    [InlineData("w,host=gw,device=p t=1 1\r\n# note, \"1\n\nw,host=gw t=2 2000000\n", "begin p at 0 | w.t[] = 1 | end | begin gw at 2 | w.t[] = 2 | end")]
    [InlineData("w a=t,b=F,c=true,d=FALSE", "begin  | w.a[] = 1 | w.b[] = 0 | w.c[] = 1 | w.d[] = 0 | end")]
    [InlineData("w s=\"a, b=\\\"c\\\" \nd\",t=-5i 7000000", "begin  at 7 | w.s[] = 'a, b=\\\"c\\\" \nd' | w.t[] = -5 | end")]
    [InlineData("độ\\ ẩm v=31.2", "begin  | độ ẩm.v[] = 31.2 | end")]
    public void Line_protocol(string body, string expected) => Assert.Equal(expected, Taken("telegraf/gw-1/cpu", body));

    [Theory]
    [InlineData("cpu")]
    [InlineData("cpu ")]
    [InlineData("cpu usage=")]
    [InlineData("cpu usage")]
    [InlineData("cpu =1")]
    [InlineData(" ,host=a usage=1")]
    [InlineData("cpu,host= usage=1")]
    [InlineData("cpu,host usage=1")]
    [InlineData("cpu usage=1 17.5")]
    [InlineData("cpu usage=1 now")]
    [InlineData("cpu usage=1.5i")]
    [InlineData("cpu usage=0x1F")]
    [InlineData("cpu usage=\"open")]
    [InlineData("cpu usage=1\ncpu usage")]
    [InlineData("# only a note")]
    [InlineData("")]
    public void What_is_no_line_protocol_is_malformed(string body) =>
        Assert.Equal(RejectReason.Malformed, Decode("telegraf/gw-1/cpu", body).Outcome);

    [Fact]
    public void A_message_holds_as_many_readings_as_the_limit_says()
    {
        var limits = new DecodeLimits { MaxReadings = 3 };
        Assert.Equal(RejectReason.None, Decode("v2/t", """{"a":1,"b":2,"c":null}""", limits).Outcome);
        Assert.Equal(RejectReason.TooManyReadings, Decode("v2/t", """{"a":1,"b":2,"c":3,"d":4}""", limits).Outcome);
        Assert.Equal(RejectReason.TooManyReadings, Decode("telegraf/x", "m a=1,b=2,c=3,d=4", limits).Outcome);
        Assert.Equal(RejectReason.TooManyReadings, Decode("senml/x", """[{"n":"a","v":1},{"n":"b","v":1},{"n":"c","v":1},{"n":"d","v":1}]""", limits).Outcome);
    }
}
