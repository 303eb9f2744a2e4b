using OxiPortal.Domain.Anatomy;
using OxiPortal.Domain.Detection;

namespace OxiPortal.Inference.Regions;

/// <summary>
/// Whether what the region network found can be a pair of lungs on a frontal film. A network finds something in every picture; sides, sizes
/// and shapes tell a chest from a hand or from noise.
/// </summary>
public static class RegionPlausibility
{
    // Shares of the film. On 211 films of five sources no lung had less than .05 or more than .26; whole-body films of newborns have less, cropped
    // ones more.
    private const double LeastLung = 0.025;
    private const double MostLung = 0.45;

    // Mean probability inside a lung's mask: lungs reach .8 to .95 whatever the film, pictures of something else waver about .5 to .75.
    private const double LeastConfidence = 0.78;

    // One lung's area over the other's: .6 and more on those films; effusion and collapse are let through by a wide margin.
    private const double LeastOfOther = 0.33;

    // The lungs stand side by side, with a gap between them: shares of the taller one's height and of the narrower one's width. On those films
    // .57 and more, -.6 to -.1.
    private const double LeastSharedHeight = 0.4;
    private const double MostSharedWidth = 0.1;
    private const double LeastSharedWidth = -1;

    // A lung's mask against its box: a triangle has .5, an ellipse .79; those films had .35 to .78. Blots and bands lie outside.
    private const double LeastFill = 0.3;
    private const double MostFill = 0.88;

    // Width over height: .35 to .91 on those films.
    private const double LeastWidthOverHeight = 0.2;
    private const double MostWidthOverHeight = 1.3;

    // What a film lacks is made up for by the rest. Two lungs without a heart must be beyond doubt; one lung alone (the other removed, or white
    // with fluid) needs a plain size and a heart beside it.
    private const double LeastConfidenceWithoutHeart = 0.9;
    private const double LeastLungAlone = 0.1;
    private const double MostLungAlone = 0.3;
    private const double LeastConfidenceAlone = 0.85;
    private const double LeastHeart = 0.02;
    private const double MostGapToHeart = 0.05;

    /// <summary>Null where the regions are plausible.</summary>
    public static Refusal? Check(RegionProbabilities probabilities, RegionMasks masks)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        ArgumentNullException.ThrowIfNull(masks);
        var film = (double)masks.Rows * masks.Columns;
        var lungs = new[] { BodyRegion.RightLung, BodyRegion.LeftLung }.Where(r => masks[r].Area >= LeastLung * film).ToArray();
        if (lungs.Length == 0)
            return new(RefusalCodes.NoLungFound, "No lung was found in the picture, so it was not analysed: is it a frontal chest radiograph?");
        var confidence = lungs.Min(l => probabilities.Confidence(l, masks[l]));
        var plausible = lungs.All(l => IsLung(masks[l], film)) && (lungs.Length == 2
            ? AreAPair(masks.RightLung, masks.LeftLung) && confidence >= (masks.Heart.IsEmpty ? LeastConfidenceWithoutHeart : LeastConfidence)
            : IsBelievedAlone(masks[lungs[0]], confidence, masks.Heart));
        return plausible ? null : new(
            RefusalCodes.ImplausibleRegions,
            "What was found in the picture has not the shape of two lungs, so it was not analysed: is it a whole frontal chest radiograph?");
    }

    private static bool IsLung(RegionMask mask, double film)
    {
        var shape = (double)mask.Box.Width / mask.Box.Height;
        var fill = (double)mask.Area / mask.Box.Area;
        return mask.Area <= MostLung * film && shape is >= LeastWidthOverHeight and <= MostWidthOverHeight && fill is >= LeastFill and <= MostFill;
    }

    private static bool AreAPair(RegionMask right, RegionMask left)
    {
        var (a, b) = (right.Box, left.Box);
        var sharedHeight = Math.Min(a.Bottom, b.Bottom) - Math.Max(a.Y, b.Y);
        var sharedWidth = Math.Min(a.Right, b.Right) - Math.Max(a.X, b.X);
        return Math.Min(right.Area, left.Area) >= LeastOfOther * Math.Max(right.Area, left.Area)
            && sharedHeight >= LeastSharedHeight * Math.Max(a.Height, b.Height)
            && sharedWidth <= MostSharedWidth * Math.Min(a.Width, b.Width)
            && sharedWidth >= LeastSharedWidth * Math.Min(a.Width, b.Width);
    }

    private static bool IsBelievedAlone(RegionMask lung, double confidence, RegionMask heart)
    {
        var film = (double)lung.Rows * lung.Columns;
        var gap = Math.Max(lung.Box.X, heart.Box.X) - Math.Min(lung.Box.Right, heart.Box.Right);
        return confidence >= LeastConfidenceAlone && lung.Area >= LeastLungAlone * film && lung.Area <= MostLungAlone * film
            && heart.Area >= LeastHeart * film && gap <= MostGapToHeart * lung.Columns;
    }
}
