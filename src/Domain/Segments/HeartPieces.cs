using OxiPortal.Domain.Anatomy;
using OxiPortal.Domain.Imaging;

namespace OxiPortal.Domain.Segments;

/// <summary>
/// Cuts the heart's region: one piece, or, where the region reaches into both lungs, one towards each lung with the other lung blanked, so
/// that no segment shows two lungs and both together show all of the region.
/// </summary>
internal static class HeartPieces
{
    /// <param name="Shown">What of the film may be seen.</param>
    /// <param name="Within">Where, in cells of the masks' grid.</param>
    public readonly record struct Piece(RegionMask Shown, PixelRect Within);

    /// <summary>Every disc up to the design diameter that lies in the region and touches at most one lung lies whole in one piece.</summary>
    public static IReadOnlyList<Piece> Of(RegionMask region, RegionMasks masks, double columnMm, SegmentPlanSettings settings)
    {
        var inRight = region.And(masks.RightLung);
        var inLeft = region.And(masks.LeftLung);
        if (inRight.IsEmpty || inLeft.IsEmpty)
            return [new(region, region.Box)];

        // A disc that touches the right lung ends within its diameter of that lung's last column; one that touches none and ends later
        // starts where the left piece has begun.
        var reach = (int)Math.Min(Math.Ceiling(settings.DesignDiameterMm / columnMm - 1e-9), region.Columns);
        var rightEnds = inRight.Box.Right + reach;
        var leftStarts = inLeft.Box.X - reach;
        var lacking = Math.Max(0, leftStarts + reach - rightEnds);
        rightEnds += (lacking + 1) / 2;
        leftStarts -= lacking / 2;
        return
        [
            Cut(region.Without(masks.LeftLung), new(0, 0, rightEnds, region.Rows)),
            Cut(region.Without(masks.RightLung), new(leftStarts, 0, region.Columns - leftStarts, region.Rows)),
        ];
    }

    private static Piece Cut(RegionMask shown, PixelRect within) => new(shown, shown.BoxWithin(within));
}
