using SmartSectors.Telemetry.Cells;

namespace SmartSectors.Telemetry.Quality.Criteria;

/// <summary>
/// What a cell keeps of the criteria "đúng, sạch, sống" (standards.md), quarter-hour by quarter-hour and device by device;
/// of "đủ" it has the slots. Everything merges exactly, over time and over areas, and what is said of readings can be
/// taken back.
/// </summary>
/// <remarks>
/// What is said of readings (<see cref="Correct"/>) belongs to the quarter-hour in which they were measured; what is said
/// of receipts (the others) to that in which they were received, on the log's clock.
/// </remarks>
public sealed class CellCriteria
{
    /// <summary>A reading received sooner than so after its measurement is prompt; so is one from a clock ahead.</summary>
    public const long PromptMs = 1_000;

    // A field, not a property: a struct that is changed in place.
    private WeightedShare _correct;
    private WeightedShare _clean;

    /// <summary>đúng: readings that passed among those judged.</summary>
    public WeightedShare Correct => _correct;

    /// <summary>sạch: what was accepted among what was received.</summary>
    public WeightedShare Clean => _clean;

    /// <summary>Devices at ends of quarter-hours at which it was asked whether they live.</summary>
    public long Asked { get; internal set; }

    /// <summary>Those of them that did (sống).</summary>
    public long Alive { get; internal set; }

    /// <summary>Stored readings that were received less than a second after their measurement.</summary>
    public long Prompt { get; internal set; }

    /// <summary>How late the others were, in seconds.</summary>
    public QuantileSketch Delays { get; } = new();

    public bool IsEmpty => _correct == default && _clean == default && Asked == 0 && Alive == 0 && Prompt == 0 && Delays.BinCount == 0;

    /// <summary>Changes what the readings of one device in one quarter-hour say.</summary>
    public void ChangeCorrect(JudgedCount before, JudgedCount now, long weight)
    {
        _correct.Remove(before.Pass, before.Judged, weight);
        _correct.Add(now.Pass, now.Judged, weight);
    }

    /// <summary>Adds what was received from one device in one quarter-hour, and how much of it was accepted.</summary>
    public void AddReceived(long accepted, long received, long weight) => _clean.Add(accepted, received, weight);

    /// <summary>Adds devices that were asked for at the end of a quarter-hour.</summary>
    public void AddAsked(long devices, long alive)
    {
        Asked += devices;
        Alive += alive;
    }

    public void AddPrompt(long readings) => Prompt += readings;

    /// <summary>Adds a reading that was not prompt.</summary>
    public void AddDelay(long delayMs) => Delays.Add(delayMs / 1000.0);

    /// <summary>
    /// From measurement to receipt, in seconds: the value of rank ⌊0.95·(n − 1)⌋ within 1 %, 0 meaning under a second; null
    /// without a reading.
    /// </summary>
    public double? DelayP95
    {
        get
        {
            var count = Prompt + Delays.Count;
            if (count <= 0) return null;
            var rank = (long)(0.95 * (count - 1));
            return rank < Prompt ? 0 : Delays.ValueAt(rank - Prompt);
        }
    }

    public void Merge(CellCriteria other)
    {
        _correct.Merge(other._correct);
        MergeReceipts(other);
    }

    /// <summary>Merges what is said of receipts, which stored readings cannot tell.</summary>
    public void MergeReceipts(CellCriteria other)
    {
        _clean.Merge(other._clean);
        AddAsked(other.Asked, other.Alive);
        Prompt += other.Prompt;
        Delays.Merge(other.Delays);
    }

    internal void Load(WeightedShare correct, WeightedShare clean) => (_correct, _clean) = (correct, clean);
}
