using OxiPortal.Domain.Anatomy;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Segments;

namespace OxiPortal.Domain.Tests.Support;

/// <summary>A film as the planner gets it. <paramref name="TrueRowMm"/> is how it was drawn, whatever the header says.</summary>
public sealed record Scene(
    string Kind, RegionMasks Masks, int FilmRows, int FilmColumns, PixelSpacing? Spacing, double TrueRowMm, double TrueColumnMm)
{
    public SegmentPlanOutcome Plan(SegmentPlanSettings? settings = null) =>
        SegmentPlanner.Plan(Masks, FilmRows, FilmColumns, Spacing, settings ?? SegmentPlanSettings.Default);

    public override string ToString() =>
        $"{Kind}: film {FilmRows} x {FilmColumns}, grid {Masks.Rows} x {Masks.Columns}, spacing {Spacing?.RowMm} {Spacing?.ColumnMm} "
        + $"(drawn {TrueRowMm:0.###} {TrueColumnMm:0.###}), lungs {Masks.RightLung.Box} {Masks.LeftLung.Box}, heart {Masks.Heart.Box}";
}
