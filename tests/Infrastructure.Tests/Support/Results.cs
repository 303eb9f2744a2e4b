using OxiPortal.Domain.Anatomy;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;

namespace OxiPortal.Infrastructure.Tests.Support;

/// <summary>What a model might have found on a <see cref="TestFilm"/>.</summary>
public static class Results
{
    public static AnalysisResult Of(double score, params (string Label, ImageBox Box)[] marks) => new(
        40, 60, new PixelSpacing(0.2, 0.25, PixelSpacingSource.PixelSpacing),
        [new ModelIdentity("regions", "1", new string('a', 64)), new ModelIdentity("irregularities", "2", new string('b', 64))],
        "pipeline-1", "cpu", score, 0.47, OrientationKnown: true, SpacingAssumed: false,
        [new RegionSummary(BodyRegion.RightLung, 300, new PixelRect(2, 3, 20, 30))],
        [new Contour(BodyRegion.RightLung, [2.5f, 3.25f, 22, 33])],
        [new SegmentScore(1, BodyRegion.RightLung, new PixelRect(2, 3, 20, 30), 1, score)],
        [.. marks.Select((m, i) => new Irregularity(i + 1, m.Label, score - i * 0.1, m.Box, BodyRegion.RightLung))],
        new Heatmap(2, 3, [0, 0.125f, 0.25f, 0.3333333f, 0.5f, 1]), ["Orientation was guessed."], new AnalysisTimings(1, 2, 3, 6));

    public static (string, ImageBox) Nodule { get; } = ("nodule", new ImageBox(10.5, 12.25, 8, 6));

    public static (string, ImageBox) Opacity { get; } = ("opacity", new ImageBox(30, 5, 12, 20.5));
}
