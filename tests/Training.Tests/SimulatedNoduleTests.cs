using FsCheck.Xunit;
using OxiPortal.Training.Augmentation;

namespace OxiPortal.Training.Tests;

public class SimulatedNoduleTests
{
    private const double PixelMm = 0.22;

    [Property(MaxTest = 100)]
    public void SizeAndContrastStayWithinTheirLimits(int seed)
    {
        var nodule = SimulatedNodule.Draw(new Random(seed), 0, 0, PixelMm);
        var diameterMm = 2 * Math.Sqrt(nodule.RadiusX * nodule.RadiusY) * PixelMm;

        Assert.InRange(diameterMm, SimulatedNodule.SmallestMm - 1e-9, SimulatedNodule.LargestMm + 1e-9);
        Assert.InRange(nodule.Contrast, 0.3, 2);
        Assert.InRange(nodule.RadiusX / nodule.RadiusY, 1 / 1.4, 1.4);
    }

    [Property(MaxTest = 50)]
    public void ANoduleAddsDensityInsideOnlyAndNeverOutsideTheRegion(int seed)
    {
        const int Side = 160;
        var random = new Random(seed);
        var nodule = SimulatedNodule.Draw(random, 80, 80, PixelMm);
        var film = new float[Side * Side];
        var region = new float[Side * Side];
        // The region is the left half.
        for (var i = 0; i < region.Length; i++)
            region[i] = i % Side < 80 ? 1 : 0;

        nodule.Paste(film, region, Side);

        for (var i = 0; i < film.Length; i++)
        {
            var covered = nodule.Covers(i % Side + 0.5, i / Side + 0.5);
            Assert.Equal(covered && region[i] > 0, film[i] > 0);
        }
        Assert.True(film.Max() <= nodule.Contrast);
        Assert.True(film[80 * Side + 78] > 0.8 * film.Max());
    }

    [Fact]
    public void GivenTheSameSeed_WhenDrawn_ThenTheNoduleIsTheSame() =>
        Assert.Equal(SimulatedNodule.Draw(new Random(7), 1, 2, PixelMm), SimulatedNodule.Draw(new Random(7), 1, 2, PixelMm));
}
