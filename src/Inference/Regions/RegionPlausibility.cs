using OxiPortal.Domain.Anatomy;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;

namespace OxiPortal.Inference.Regions;

/// <summary>
/// Whether what the region network found can be a pair of lungs on a frontal film. A network finds something in every picture; sides, sizes
/// and shapes tell a chest from a hand or from noise.
/// </summary>
public static class RegionPlausibility
{
    // Of the film: one lung of a whole-body babygram still has more; both fill no film.
    private const double LeastLung = 0.01;
    private const double MostLung = 0.6;

    // Mean probability inside a lung's mask: sharp lungs reach .95 and more, pictures of something else waver about .5.
    private const double LeastConfidence = 0.7;

    // Lungs are seldom cut to less than this share of each other's area; effusions and collapses are let through by a wide margin.
    private const double LeastOfOther = 0.12;

    // Both lungs share most of their height, and stand side by side.
    private const double LeastSharedHeight = 0.35;

    // A lung's mask against its box: a triangle has .5, an ellipse .79. Blots and bands lie outside.
    private const double LeastFill = 0.35;

    // Width over height.
    private const double MostWidthOverHeight = 1.7;
    private const double LeastWidthOverHeight = 0.12;

    /// <summary>Null where the regions are plausible.</summary>
    public static Refusal? Check(RegionProbabilities probabilities, RegionMasks masks)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        ArgumentNullException.ThrowIfNull(masks);
        var film = (double)masks.Rows * masks.Columns;
        var lungs = new[] { BodyRegion.RightLung, BodyRegion.LeftLung }.Where(r => masks[r].Area >= LeastLung * film).ToArray();
        if (lungs.Length == 0)
            return new(RefusalCodes.NoLungFound, "No lung was found in the picture, so it was not analysed: is it a frontal chest radiograph?");
        foreach (var lung in lungs)
        {
            var mask = masks[lung];
            var shape = (double)mask.Box.Width / mask.Box.Height;
            if (mask.Area > MostLung * film || shape > MostWidthOverHeight || shape < LeastWidthOverHeight
                || mask.Area < LeastFill * mask.Box.Area || probabilities.Confidence(lung, mask) < LeastConfidence)
                return Implausible();
        }
        if (lungs.Length == 2 && !AreAPair(masks.RightLung, masks.LeftLung))
            return Implausible();
        return null;
    }

    private static bool AreAPair(RegionMask right, RegionMask left)
    {
        var (a, b) = (right.Box, left.Box);
        var shared = Math.Min(a.Bottom, b.Bottom) - Math.Max(a.Y, b.Y);
        return Math.Min(right.Area, left.Area) >= LeastOfOther * Math.Max(right.Area, left.Area)
            && shared >= LeastSharedHeight * Math.Max(a.Height, b.Height)
            && Centre(a) < Centre(b);
    }

    private static double Centre(PixelRect box) => box.X + box.Width / 2.0;

    private static Refusal Implausible() => new(
        RefusalCodes.ImplausibleRegions,
        "What was found in the picture has not the shape of two lungs, so it was not analysed: is it a whole frontal chest radiograph?");
}
