using System.Globalization;
using OxiPortal.Domain.Anatomy;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Segments;
using OxiPortal.Domain.Tests.Support;

namespace OxiPortal.Domain.Tests.Segments;

/// <summary>The rules on masks that people drew on real films.</summary>
public sealed class RealFilmTests
{
    // JSRT: 2048 x 2048 pixels of 0.175 mm, masks of 1024 x 1024.
    private static readonly PixelSpacing s_jsrt = new(0.175, 0.175, PixelSpacingSource.PixelSpacing);

    public static TheoryData<string> Samples() => ["jsrt", "wingspan"];

    [Theory]
    [MemberData(nameof(Samples))]
    public void GivenRealMasks_WhenPlanned_ThenTheMethodsRulesHold(string dataSet)
    {
        var files = Directory.GetFiles(Path.Combine(SharedData.Folder(dataSet), "masks"), "*.png").Order(StringComparer.Ordinal);
        foreach (var (i, file) in files.Index())
        {
            var masks = SharedData.Masks(file, every: dataSet == "jsrt" ? 2 : 1);
            // Brute force on some films, at a size it can bear; the cheap rules on more.
            if (i % 8 != 0)
                continue;
            var scene = dataSet == "jsrt"
                ? new Scene(Path.GetFileName(file), masks, 512, 512, new(0.7, 0.7, s_jsrt.Source), 0.7, 0.7)
                : new Scene(Path.GetFileName(file), masks, 512, 512, null, 0, 0);
            var planned = Assert.IsType<SegmentPlanOutcome.Planned>(scene.Plan());
            var oracle = new PlanOracle(scene, planned.Plan);
            Assert.Equal(BodyRegion.None, planned.Plan.Missing);
            Assert.Equal(dataSet == "wingspan", planned.Plan.SpacingAssumed);
            if (i % 32 == 0)
                oracle.AllRulesHold(seed: i, discs: 20);
            else
                oracle.SegmentsAreOnTheFilmAtNearlyFullResolution();
        }
    }

    [Fact]
    public void GivenRealNodules_WhenTheirFilmsArePlanned_ThenNearlyAllLieWholeInASegment()
    {
        var folder = SharedData.Folder("jsrt");
        var (nodules, whole, lungNodules, wholeInLung) = (0, 0, 0, 0);
        foreach (var film in SharedData.Csv(Path.Combine(folder, "nodules.csv")).GroupBy(fields => fields[0]))
        {
            var scene = new Scene(film.Key, SharedData.Masks(Path.Combine(folder, "masks", film.Key + ".png"), every: 2), 2048, 2048, s_jsrt, 0.175, 0.175);
            var plan = Assert.IsType<SegmentPlanOutcome.Planned>(scene.Plan()).Plan;
            foreach (var fields in film)
            {
                var (x, y, radius) = (Number(fields[1]), Number(fields[2]), Number(fields[3]) / 2 / 0.175);
                var rim = Enumerable.Range(0, 64).Select(i => (
                    X: (int)(x + radius * Math.Cos(i * Math.Tau / 64)), Y: (int)(y + radius * Math.Sin(i * Math.Tau / 64)))).Append((X: (int)x, Y: (int)y)).ToArray();
                var inOne = plan.Segments.Any(s => rim.All(p => s.Box.Contains(p.X, p.Y) && s.Shown[p.X / 4, p.Y / 4]));
                var inLung = PlanOracle.Lungs.Any(lung => rim.All(p => plan.Regions[lung][p.X / 4, p.Y / 4]));
                (nodules, whole) = (nodules + 1, whole + (inOne ? 1 : 0));
                (lungNodules, wholeInLung) = (lungNodules + (inLung ? 1 : 0), wholeInLung + (inLung && inOne ? 1 : 0));
            }
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{whole} of {nodules} nodules whole in a segment; {wholeInLung} of {lungNodules} of those in a lung's region.");
        Assert.Equal(105, nodules);
        Assert.Equal(lungNodules, wholeInLung);
        Assert.True(whole >= 0.95 * nodules, $"{whole} of {nodules}.");
    }

    [Fact]
    public void GivenRealFilms_WhenPlanned_ThenASegmentPlanCostsAboutTwiceItsRegions()
    {
        var folder = SharedData.Folder("jsrt");
        var ratios = new List<double>();
        foreach (var file in Directory.GetFiles(Path.Combine(folder, "masks"), "*.png").Order(StringComparer.Ordinal).Take(8))
        {
            var plan = Assert.IsType<SegmentPlanOutcome.Planned>(SegmentPlanner.Plan(
                SharedData.Masks(file, every: 2), 2048, 2048, s_jsrt, SegmentPlanSettings.Default)).Plan;
            var boxes = PlanOracle.Lungs.Sum(lung => plan.Segments.Where(s => s.Region == lung).Sum(s => (double)s.Box.Area));
            var regions = PlanOracle.Lungs.Sum(lung => (double)plan.Regions[lung].Box.Area * 16);
            ratios.Add(boxes / regions);
            // Both lungs are seen once before any is seen twice.
            Assert.Equal(
                [BodyRegion.RightLung, BodyRegion.LeftLung, BodyRegion.RightLung, BodyRegion.LeftLung, BodyRegion.RightLung, BodyRegion.LeftLung],
                plan.Segments.Take(6).Select(s => s.Region));
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"Segments over regions, bounding boxes: {ratios.Average():0.00}.");
        Assert.InRange(ratios.Average(), 1.5, 1.9);
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
