using OxiPortal.Domain.Anatomy;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Segments;

namespace OxiPortal.Inference.Pipeline;

/// <summary>What a reader should know about an analysis that was made all the same.</summary>
internal static class AnalysisWarnings
{
    public static IReadOnlyList<string> Of(Film film, SegmentPlan plan)
    {
        List<string> warnings = [];
        if (film.Orientation is null)
            warnings.Add("Orientation unknown: the file does not say which side is which; right and left are as on the usual display.");
        if (plan.SpacingAssumed)
        {
            warnings.Add(film.Spacing is null
                ? "The file gives no pixel spacing: sizes in mm are estimates."
                : "The file's pixel spacing does not fit a chest: sizes in mm are estimates.");
        }
        foreach (var (region, name) in new[] { (BodyRegion.RightLung, "right lung"), (BodyRegion.LeftLung, "left lung"), (BodyRegion.Heart, "heart") })
        {
            if (plan.Missing.HasFlag(region))
                warnings.Add($"The {name} was not found and not analysed.");
        }
        return warnings;
    }
}
