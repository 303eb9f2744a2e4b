using OxiPortal.Domain.Anatomy;

namespace OxiPortal.Inference.Regions;

/// <summary>What the region network says, on a grid that covers the film (turned the usual way) edge to edge.</summary>
/// <param name="Rows">Of the grid.</param>
/// <param name="Columns">Of the grid.</param>
/// <param name="RightLung">Row-major, 0..1.</param>
/// <param name="LeftLung">Row-major, 0..1.</param>
/// <param name="Heart">Row-major, 0..1.</param>
public sealed record RegionProbabilities(int Rows, int Columns, float[] RightLung, float[] LeftLung, float[] Heart)
{
    public float[] this[BodyRegion region] => region switch
    {
        BodyRegion.RightLung => RightLung,
        BodyRegion.LeftLung => LeftLung,
        BodyRegion.Heart => Heart,
        _ => throw new ArgumentOutOfRangeException(nameof(region), region, "One region at a time."),
    };

    /// <summary>How sure the network is of a mask: the mean of its probability inside, 0..1; 0 for an empty mask.</summary>
    public double Confidence(BodyRegion region, RegionMask mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        if (mask.IsEmpty)
            return 0;
        var values = this[region];
        var inside = mask.Pixels;
        double sum = 0;
        for (var i = 0; i < inside.Length; i++)
        {
            if (inside[i])
                sum += values[i];
        }
        return sum / mask.Area;
    }
}
