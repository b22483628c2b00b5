namespace SmartSectors.Mqtt.Fuzz;

/// <summary>So few that sessions meet: each other's topics, retained messages, shared subscriptions and identifiers.</summary>
internal static class Names
{
    public static readonly string[] ClientIds = ["", "", "trạm-07", .. Enumerable.Range(1, 24).Select(number => $"fuzz-{number}")];

    /// <summary>Longer than the server allows.</summary>
    public static readonly string LongClientId = new('x', 41);

    public static readonly string[] Topics =
    [
        "f", "f/", "f/a", "f/a/b", "f/a/b/c", "f/b", "f//x", "f/trạm/đo", "f/$x", FuzzApplication.DeniedTopic, "f/secret/x",
        "f/1/2/3/4/5/6/7/8/9", "$SYS/f", "f/" + new string('t', 150),
    ];

    public static readonly string[] Filters =
    [
        "f", "f/#", "f/+", "f/+/b", "+/a/#", "f/a/b", "f/+/+/c", "f/trạm/+", "#", "+/+", "$SYS/#", FuzzApplication.DeniedTopic, "f/secret/#",
        "$share/g/f/#", "$share/g/f/a", "$share/h/f/+", "$share/g/#", "f/1/2/3/4/5/6/7/8/9",
    ];

    /// <summary>What is no topic filter: it is malformed wherever it stands.</summary>
    public static readonly string[] BadFilters = ["f/#/a", "f+", "#f", "$share/", "$share/g", "$share//f", "$share/g+/f", "$share/g/"];
}
