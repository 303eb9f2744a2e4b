using OxiPortal.Training.Evaluation;

namespace OxiPortal.Training.Tests;

public class MetricsTests
{
    [Theory]
    [InlineData(new[] { 0.9, 0.8 }, new[] { 0.1, 0.2 }, 1.0)]
    [InlineData(new[] { 0.1, 0.2 }, new[] { 0.9, 0.8 }, 0.0)]
    [InlineData(new[] { 0.5 }, new[] { 0.5 }, 0.5)]
    [InlineData(new[] { 3.0, 1.0 }, new[] { 2.0, 0.0 }, 0.75)]
    [InlineData(new[] { 1.0, 2.0, 2.0 }, new[] { 2.0, 0.0 }, 4.0 / 6)]
    public void Auc_CountsPairsAndHalvesTies(double[] positives, double[] negatives, double expected) =>
        Assert.Equal(expected, Metrics.Auc(positives, negatives), 12);

    [Fact]
    public void GivenOneKindOnly_WhenTheAucIsAsked_ThenItIsNotANumber() => Assert.True(double.IsNaN(Metrics.Auc([1], [])));

    [Theory]
    [InlineData(new[] { true, true, false, false }, new[] { true, false, false, false }, 2.0 / 3)]
    [InlineData(new[] { false, false }, new[] { false, false }, 1.0)]
    [InlineData(new[] { true, false }, new[] { false, true }, 0.0)]
    public void Dice_IsTwiceTheOverlapOverBothAreas(bool[] found, bool[] truth, double expected) => Assert.Equal(expected, Metrics.Dice(found, truth), 12);

    [Fact]
    public void BrierSkill_IsOneForCertaintyAndNoneForThePrevalence()
    {
        Assert.Equal(1, Metrics.BrierSkill([(1, true), (0, false)]), 12);
        Assert.Equal(0, Metrics.BrierSkill([(0.25, true), (0.25, false), (0.25, false), (0.25, false)]), 12);
        Assert.True(Metrics.BrierSkill([(0, true), (1, false)]) < 0);
    }

    [Fact]
    public void CalibrationError_IsHowFarOffTheBinsAre()
    {
        // 60 cases make two bins of 30: said .2 and .9, came 6 of 30 and 15 of 30.
        var cases = Enumerable.Range(0, 30).Select(i => (0.2, i < 6)).Concat(Enumerable.Range(0, 30).Select(i => (0.9, i < 15))).ToList();

        Assert.Equal([(0.2, 0.2, 30), (0.9, 0.5, 30)], Metrics.Reliability(cases).Select(b => (Math.Round(b.Said, 9), Math.Round(b.Came, 9), b.Cases)));
        Assert.Equal(0.2, Metrics.CalibrationError(cases), 9);
    }

    [Fact]
    public void Roc_RunsFromNothingToEverything()
    {
        var curve = Metrics.Roc([3, 1], [2, 0]);

        Assert.Equal([(0, 0), (0, 0.5), (0.5, 0.5), (0.5, 1), (1, 1)], curve);
    }

    [Fact]
    public void Froc_CountsEachLesionOnceAndEveryFalseMark()
    {
        // Two films, two lesions: lesion 0 of the first film is marked twice, the second film's is missed.
        MarkedFilm[] films =
        [
            new("a", 1, [new(0.9, 0), new(0.8, null), new(0.5, 0)]),
            new("b", 1, [new(0.7, null)]),
        ];

        Assert.Equal([(double.PositiveInfinity, 0, 0), (0.9, 0, 0.5), (0.8, 0.5, 0.5), (0.7, 1, 0.5)], Froc.Curve(films));
        Assert.Equal(0.5, Froc.SensitivityAt(films, 0.125));
        Assert.Equal(0.5, Froc.Cpm(films), 12);
    }

    [Fact]
    public void Cpm_AveragesSensitivityOverItsSevenPoints()
    {
        // One false mark above the only hit, on one film: hit from 1 false positive a film onwards (1, 2, 4, 8 of the seven points).
        MarkedFilm[] films = [new("a", 1, [new(0.9, null), new(0.8, 0)])];

        Assert.Equal(4.0 / 7, Froc.Cpm(films), 12);
    }

    [Fact]
    public void GivenFilmsThatAreAllAlike_WhenBootstrapped_ThenTheIntervalIsAPoint() =>
        Assert.Equal((0.5, 0.5, 0.5), Bootstrap.Interval([0.5, 0.5, 0.5], _ => Guid.Empty.ToString(), f => f.Average()));

    [Fact]
    public void Bootstrap_DrawsWholePatients()
    {
        // Two patients of two films each: a mean of films can only be 0, .5 or 1.
        (string Patient, double Value)[] films = [("a", 0), ("a", 0), ("b", 1), ("b", 1)];
        var seen = new HashSet<double>();

        Bootstrap.Interval(films, f => f.Patient, drawn =>
        {
            var mean = drawn.Average(f => f.Value);
            seen.Add(mean);
            return mean;
        });

        Assert.Equal([0, 0.5, 1], seen.Order());
    }

    [Fact]
    public void Bootstrap_IsTheSameEveryTimeAndHoldsTheMean()
    {
        var values = Enumerable.Range(0, 50).Select(i => i / 50.0).ToList();
        var first = Bootstrap.Interval(values, v => v.ToString(System.Globalization.CultureInfo.InvariantCulture), f => f.Average());

        Assert.Equal(first, Bootstrap.Interval(values, v => v.ToString(System.Globalization.CultureInfo.InvariantCulture), f => f.Average()));
        Assert.InRange(first.Value, first.Low, first.High);
        // The mean of 50 uniform values has a standard error of .041: an interval of about +-.08.
        Assert.InRange(first.High - first.Low, 0.12, 0.2);
    }

    [Fact]
    public void GivenSourcesOfDifferentLevels_WhenTheRuleIsFitted_ThenOnlyWhatTellsSickFromHealthyInsideASourceCounts()
    {
        var random = new Random(1);
        var films = Enumerable.Range(0, 200).Select(i =>
        {
            var (source, abnormal) = (i % 2 == 0 ? "a" : "b", i % 4 < 2);
            // Opacity heat tells only the sources apart; nodule heat tells the sick apart.
            return new LabelledFilm(source, abnormal, new Dictionary<string, double>
            {
                ["nodule@60"] = (abnormal ? 1 : -1) + random.NextDouble(),
                ["opacity@60"] = (source == "a" ? 5 : -5) + random.NextDouble(),
            }, new Dictionary<string, double>
            {
                // The healthy's middle third stands out more; the lower third's level tells the sources apart.
                ["middle 4 mm peak"] = (abnormal ? 2 : 3) + random.NextDouble(),
                ["lower level"] = (source == "a" ? 3 : -3) + random.NextDouble(),
            });
        }).ToList();

        var rule = AbnormalityFit.Fit(films, [("nodule", 60), ("opacity", 60)], ["middle 4 mm peak", "lower level"]);

        Assert.True(rule.Terms.First(t => t.Class == "nodule").Weight > 0.8);
        Assert.True(rule.Texture!.First(t => t.Figure == "middle 4 mm peak").Weight < -0.8);
        Assert.InRange(rule.Texture!.First(t => t.Figure == "lower level").Weight, -0.1, 0.1);
        Assert.All(rule.Terms, t => Assert.True(t.Weight > 0));
        Assert.DoesNotContain(rule.Terms, t => t.Class == "opacity" && t.Weight > 0.2);
    }
}
