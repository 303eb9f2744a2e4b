using OxiPortal.Domain.Anatomy;

namespace OxiPortal.Training.Evaluation;

/// <summary>A marked nodule, by what makes it hard to see.</summary>
/// <param name="SizeMm">Diameter.</param>
/// <param name="Subtlety">1 hardest .. 5 obvious; null where the set does not say.</param>
/// <param name="Zone">See <see cref="Zones"/>.</param>
public sealed record NoduleTruth(double SizeMm, int? Subtlety, string Zone);

/// <summary>Where on a frontal film a place lies, by the set's own masks.</summary>
public static class Zones
{
    public const string BehindTheHeart = "behind the heart";
    public const string BelowTheDiaphragm = "below the diaphragm";
    public const string Apex = "apex";
    public const string Hilum = "hilum";
    public const string Periphery = "periphery";
    public const string Middle = "middle";

    /// <summary>In the order of a report.</summary>
    public static IReadOnlyList<string> Names { get; } = [Apex, Hilum, Middle, Periphery, BehindTheHeart, BelowTheDiaphragm];

    // Shares of the lung's height from its top, and of its width at that height from the mediastinum.
    private const double ApexEnds = 0.22;
    private const double HilumBegins = 0.35;
    private const double HilumEnds = 0.65;
    private const double HilumWide = 0.35;
    private const double PeripheryBegins = 0.67;

    /// <param name="x">0..1 across the film, turned the usual way.</param>
    /// <param name="y">0..1 down the film.</param>
    public static string Of(RegionMasks masks, double x, double y)
    {
        ArgumentNullException.ThrowIfNull(masks);
        var (column, row) = (Math.Clamp((int)(x * masks.Columns), 0, masks.Columns - 1), Math.Clamp((int)(y * masks.Rows), 0, masks.Rows - 1));
        if (masks.Heart[column, row])
            return BehindTheHeart;
        var right = column < (masks.RightLung.Box.Right + masks.LeftLung.Box.X) / 2;
        var lung = right ? masks.RightLung : masks.LeftLung;
        if (lung.IsEmpty)
            return Middle;
        var inRow = lung.BoxWithin(new(0, row, lung.Columns, 1));
        if (!lung[column, row] && (inRow.Width == 0 ? row >= lung.Box.Bottom : row > lung.Box.Y + lung.Box.Height * HilumEnds && BelowAll(lung, column, row)))
            return BelowTheDiaphragm;
        var down = (double)(row - lung.Box.Y) / lung.Box.Height;
        if (down < ApexEnds)
            return Apex;
        if (inRow.Width == 0)
            return Middle;
        var outwards = right ? (double)(inRow.Right - column) / inRow.Width : (double)(column - inRow.X) / inRow.Width;
        return outwards < HilumWide && down is > HilumBegins and < HilumEnds ? Hilum : outwards > PeripheryBegins ? Periphery : Middle;
    }

    private static bool BelowAll(RegionMask lung, int column, int row)
    {
        for (var y = row; y < lung.Box.Bottom; y++)
        {
            if (lung[column, y])
                return false;
        }
        return true;
    }
}
