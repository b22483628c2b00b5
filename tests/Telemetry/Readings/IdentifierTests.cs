using System.Text;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Telemetry.Tests.Readings;

public class IdentifierTests
{
    private static readonly string SixtyFour = new('a', 64);

    public static TheoryData<string, IdentifierError> Ids => new()
    {
        { "a", IdentifierError.None },
        { "Soil-001_x.y:Z", IdentifierError.None },
        { SixtyFour, IdentifierError.None },
        { SixtyFour + "a", IdentifierError.TooLong },
        { "", IdentifierError.Empty },
        { " ", IdentifierError.BadCharacter },
        { "a b", IdentifierError.BadCharacter },
        { "a/b", IdentifierError.BadCharacter },
        { "a+", IdentifierError.BadCharacter },
        { "#", IdentifierError.BadCharacter },
        { "$SYS", IdentifierError.BadCharacter },
        { "a\0", IdentifierError.BadCharacter },
        { "trạm", IdentifierError.BadCharacter },
        { "ａ", IdentifierError.BadCharacter },
    };

    [Theory, MemberData(nameof(Ids))]
    public void Ids_follow_one_rule_as_text_and_as_bytes(string text, IdentifierError error)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Assert.Equal(error is IdentifierError.None, DeviceId.TryParse(text, out var device, out var deviceError));
        Assert.Equal(error is IdentifierError.None, SiteId.TryParse(text, out var site, out var siteError));
        Assert.Equal(error is IdentifierError.None, DeviceId.TryParse(bytes, out var deviceOfBytes, out var deviceBytesError));
        Assert.Equal(error is IdentifierError.None, SiteId.TryParse(bytes, out var siteOfBytes, out var siteBytesError));
        Assert.Equal([error, error, error, error], [deviceError, siteError, deviceBytesError, siteBytesError]);
        if (error is not IdentifierError.None) return;
        Assert.Equal((text, text), (device.Value, site.Value));
        Assert.Equal((device, site), (deviceOfBytes, siteOfBytes));
    }

    [Fact]
    public void Case_matters() =>
        Assert.NotEqual(DeviceId.TryParse("a", out var lower, out _) ? lower : default, DeviceId.TryParse("A", out var upper, out _) ? upper : default);

    [Fact]
    public void Every_error_is_told()
    {
        foreach (var error in Enum.GetValues<IdentifierError>().Where(error => error is not IdentifierError.None))
            Assert.NotEmpty(error.Describe());
    }
}
