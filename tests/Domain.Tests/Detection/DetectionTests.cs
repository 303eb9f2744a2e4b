using System.Reflection;
using FsCheck.Xunit;
using OxiPortal.Domain.Detection;

namespace OxiPortal.Domain.Tests.Detection;

public sealed class DetectionTests
{
    private static readonly ModelIdentity s_regions = new("regions", "1", new string('a', 64));
    private static readonly ModelIdentity s_irregularities = new("irregularities", "1", new string('b', 64));

    [Property(MaxTest = 100, Replay = "2,3", QuietOnSuccess = true)]
    public void GivenTheSameModelsInAnotherOrder_WhenHashed_ThenTheHashIsTheSame(int seed)
    {
        ModelIdentity[] models = [s_regions, s_irregularities, s_regions with { Version = "2" }, s_irregularities with { Sha256 = new string('c', 64) }];
        var shuffled = models.ToArray();
        new Random(seed).Shuffle(shuffled);

        Assert.Equal(new ModelSet(models).Hash, new ModelSet(shuffled).Hash);
    }

    [Fact]
    public void GivenAnotherNameVersionOrFile_WhenHashed_ThenTheHashDiffers()
    {
        ModelSet[] sets =
        [
            new([s_regions, s_irregularities]), new([s_regions]), new([s_regions with { Name = "Regions" }, s_irregularities]),
            new([s_regions with { Version = "1.1" }, s_irregularities]), new([s_regions with { Sha256 = new string('d', 64) }, s_irregularities]),
        ];

        Assert.Equal(sets.Length, sets.Select(s => s.Hash).Distinct().Count());
        Assert.All(sets, s => Assert.Matches("^[0-9a-f]{64}$", s.Hash));
    }

    [Fact]
    public void GivenEveryRefusalCode_WhenRead_ThenItIsKebabCaseAndUnique()
    {
        var codes = typeof(RefusalCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (string)f.GetRawConstantValue()!).ToArray();

        Assert.All(codes, code => Assert.Matches("^[a-z]+(-[a-z]+)*$", code));
        Assert.Equal(codes.Length, codes.Distinct().Count());
    }

    [Fact]
    public void GivenAnAnalysisId_WhenWrittenAndParsed_ThenItIsTheSame()
    {
        var id = AnalysisId.New(TimeProvider.System);

        Assert.Equal(id, AnalysisId.Parse(id.ToString()));
        Assert.Equal(7, id.Value.Version);
    }

    [Fact]
    public void GivenValuesThatDoNotFillTheHeatmap_WhenMade_ThenTheyAreRefused() =>
        Assert.Throws<ArgumentException>(() => new Heatmap(2, 2, new float[5]));
}
