using OxiPortal.Inference.Models;
using OxiPortal.Inference.Texture;

namespace OxiPortal.Inference.Tests.Models;

public class AbnormalityRuleTests
{
    private static readonly Dictionary<string, float[]> Heat = new() { ["nodule"] = [0.5f, 0.5f] };

    [Fact]
    public void GivenTexture_WhenScored_ThenItsDeviationsFromTheMeanCount()
    {
        var rule = new AbnormalityRule(0, [new("nodule", 60, 1)], [new TextureTerm("upper level", 1, 2, 0.5)]);

        Assert.Equal(0.5, rule.Score(Heat, 60, Figures(1)), 6);
        Assert.Equal(1 / (1 + Math.Exp(-0.5)), rule.Score(Heat, 60, Figures(3)), 6);
    }

    [Theory]
    [InlineData(1e9)]
    [InlineData(-1e9)]
    public void GivenAFilmUnlikeAllThatWereLearntFrom_WhenScored_ThenItsTextureCountsNoMoreThanSixDeviations(double level)
    {
        var rule = new AbnormalityRule(0, [], [new TextureTerm("upper level", 1, 2, 0.5)]);

        Assert.Equal(1 / (1 + Math.Exp(-Math.Sign(level) * 3)), rule.Score(Heat, 60, Figures(level)), 6);
    }

    [Fact]
    public void GivenACardWithoutTexture_WhenScored_ThenHeatAloneCounts() =>
        Assert.Equal(0.5, new AbnormalityRule(0, [new("nodule", 60, 1)]).Score(Heat, 60, Figures(100)), 6);

    private static Dictionary<string, double> Figures(double level) => LungTexture.Names.ToDictionary(n => n, _ => level);
}
