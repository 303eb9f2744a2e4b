using OxiPortal.Domain.Imaging;
using OxiPortal.Training.Augmentation;
using OxiPortal.Training.Data;

namespace OxiPortal.Training.Tests;

public class RegionExampleTests
{
    [Fact]
    public void GivenAMaskOfBothLungs_WhenToldApart_ThenTheOneOnTheImagesLeftIsTheRight()
    {
        var sides = RegionExample.TellLungsApart(TwoLungs(gap: true), 40, 60)!;

        Assert.Equal((1, 2, 0), (sides[20 * 60 + 12], sides[20 * 60 + 45], sides[20 * 60 + 30]));
    }

    [Fact]
    public void GivenLungsThatTouch_WhenToldApart_ThenNothingIsClaimed() => Assert.Null(RegionExample.TellLungsApart(TwoLungs(gap: false), 40, 60));

    [Fact]
    public void GivenAFilm_WhenAugmented_ThenRightAndLeftStayThemselvesAndTheValuesStayInRange()
    {
        var bits = TwoLungs(gap: true);
        var known = Enumerable.Repeat((byte)7, bits.Length).ToArray();
        var image = new GreyImage(40, 60, [.. bits.Select(b => b == 0 ? 200f : 50f)]);
        var example = RegionExample.From(new TrainingFilm("s", "a", "a", "", null, null), image, 40, 60, RegionExample.TellLungsApart(bits, 40, 60)!, known);
        const int Size = 64;
        for (var seed = 0; seed < 200; seed++)
        {
            var (grey, truth, taught) = (new float[Size * Size], new byte[Size * Size], new byte[Size * Size]);
            RegionAugmentation.Fill(example, Size, 1, new Random(seed), grey, truth, taught);

            Assert.All(grey, g => Assert.InRange(g, 0, 1));
            double CentreX(int bit) => Enumerable.Range(0, truth.Length).Where(i => truth[i] == bit).Select(i => i % Size).DefaultIfEmpty(-1).Average();
            if (CentreX(1) >= 0 && CentreX(2) >= 0)
                Assert.True(CentreX(1) < CentreX(2));
        }
    }

    [Fact]
    public void SyntheticFilmsBringTheirMasks()
    {
        var example = SyntheticFilms.Regions().First();

        Assert.All([1, 2, 4], bit => Assert.InRange(example.Truth.Count(t => (t & bit) != 0) / (double)example.Truth.Length, 0.01, 0.4));
    }

    private static byte[] TwoLungs(bool gap) =>
        [.. Enumerable.Range(0, 40 * 60).Select(i => i / 60 is > 4 and < 36 && ((i % 60) is (> 5 and < 26) or (> 34 and < 55) || (!gap && i / 60 == 20 && i % 60 is > 5 and < 55)) ? (byte)1 : (byte)0)];
}
