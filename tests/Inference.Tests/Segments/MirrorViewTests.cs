using OxiPortal.Inference.Segments;

namespace OxiPortal.Inference.Tests.Segments;

public sealed class MirrorViewTests
{
    [Fact]
    public void GivenTwoPlanes_WhenMirrored_ThenEachRowStandsReversedBehindThem()
    {
        float[] values = [1, 2, 3, 4, 5, 6, 0, 0, 0, 0, 0, 0];

        MirrorView.Add(values, 6, 3);

        Assert.Equal([1, 2, 3, 4, 5, 6, 3, 2, 1, 6, 5, 4], values);
    }

    [Fact]
    public void GivenBothOutputs_WhenAveraged_ThenCellsOfOnePlaceMeet()
    {
        // What a net says that sees no difference between left and right: the same, mirrored.
        float[] equal = [1, 2, 3, 4, 5, 6, 3, 2, 1, 6, 5, 4];
        float[] differing = [0, 0, 1, 0, 0, 0];

        MirrorView.Average(equal, 6, 3);
        MirrorView.Average(differing, 3, 3);

        Assert.Equal([1, 2, 3, 4, 5, 6], equal[..6]);
        Assert.Equal([0, 0, 0.5f], differing[..3]);
    }
}
