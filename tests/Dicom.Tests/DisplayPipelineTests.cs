using OxiPortal.Dicom.Imaging;
using OxiPortal.Dicom.Tests.Making;
using OxiPortal.Domain.Detection;

namespace OxiPortal.Dicom.Tests;

/// <summary>What a display shows, stage by stage: PS3.3 C.11, C.7.6.3, PS3.4 N.2.</summary>
public class DisplayPipelineTests
{
    // LINEAR, c = 128, w = 256: the stored value itself, 0 to 255.
    private static DicomDataset AsStored(DicomDataset dataset) => dataset.Window("128", "256");

    [Theory]
    [InlineData("MONOCHROME2", null, 10)]
    [InlineData("MONOCHROME1", null, 245)]
    [InlineData("MONOCHROME2", "IDENTITY", 10)]
    [InlineData("MONOCHROME1", "INVERSE", 245)]
    [InlineData("MONOCHROME2", "INVERSE", 245)]
    [InlineData("MONOCHROME1", "IDENTITY", 10)]
    public void GivenAPolarity_WhenShownAndReadAsAFilm_ThenBothSeeTheSameSide(string photometric, string? shape, byte expected)
    {
        var dataset = AsStored(TestFilm.DataSet(1, 2, 8, 8, photometric: photometric));
        if (shape is not null)
            dataset.AddOrUpdate(DicomTags.PresentationLUTShape, shape);
        var file = TestFilm.Native(dataset, [10, 200]);
        Assert.Equal(expected, Shown.Frame(file).Values[0]);
        Assert.Equal(expected, Decoded.Film(file).Image.Values[0]);
    }

    [Fact]
    public void GivenARescaleBelowZero_WhenShown_ThenTheWindowIsInTheModalitysUnit() =>
        // -1000 + 10 = -990; c = -990, w = 2 (LINEAR): black up to -991, white above -990; -990 itself is white's end.
        Assert.Equal([0, 255, 255], Shown.Greys(
            d => d.Window("-990", "2").AddOrUpdate(DicomTags.RescaleSlope, "1").AddOrUpdate(DicomTags.RescaleIntercept, "-1000"), 9, 10, 11));

    [Fact]
    public void GivenAModalityLutOf8BitsOverSignedPixels_WhenShown_ThenItsFirstValueIsSigned()
    {
        var dataset = AsStored(TestFilm.DataSet(1, 4, 16, 12)).AddOrUpdate(DicomTags.PixelRepresentation, 1)
            .AddOrUpdate(DicomTags.ModalityLUTSequence, Lut.Item(3, -1, 8, [10, 20, 30, 0]));
        Assert.Equal([10, 10, 20, 30], Shown.Frame(TestFilm.Native(dataset, [0x0800, 0x0FFF, 0, 5])).Values);
    }

    [Fact]
    public void GivenAModalityLutOf65536Entries_WhenShown_ThenA0InItsDescriptorMeansAllOfThem()
    {
        var entries = new ushort[65536];
        entries[65535] = 255;
        entries[1] = 7;
        var dataset = AsStored(TestFilm.DataSet(1, 3, 16, 16)).AddOrUpdate(DicomTags.ModalityLUTSequence, Lut.Item(0, 16, entries));
        Assert.Equal([0, 7, 255], Shown.Frame(TestFilm.Native(dataset, [0, 1, 65535])).Values);
    }

    [Fact]
    public void GivenAPresentationLut_WhenShown_ThenItComesAfterTheWindow() =>
        // Three entries over the window's whole output: 0 to 1/4 the first, to 3/4 the second, the last above.
        Assert.Equal([0, 50, 255], Shown.Greys(d => AsStored(d).AddOrUpdate(DicomTags.PresentationLUTSequence, Lut.Item(0, 8, 0, 50, 255)), 10, 128, 250));

    [Fact]
    public void GivenAPaddingRangeInMonochrome1_WhenShown_ThenPaddingIsDarkAndNotWhite() =>
        Assert.Equal([0, 0, 244, 0], Shown.Greys(
            d => AsStored(d).AddOrUpdate(DicomTags.PhotometricInterpretation, "MONOCHROME1")
                .AddOrUpdate(DicomTags.PixelPaddingValue, 0).AddOrUpdate(DicomTags.PixelPaddingRangeLimit, 10), 0, 10, 11, 255));

    [Fact]
    public void GivenFunctionalGroups_WhenShown_ThenAFramesOwnComesBeforeTheShared()
    {
        var dataset = TestFilm.DataSet(1, 1, 8, 8).AddOrUpdate(DicomTags.NumberOfFrames, "2")
            .AddOrUpdate(DicomTags.SharedFunctionalGroupsSequence, new DicomDataset()
                .AddOrUpdate(DicomTags.FrameVOILUTSequence, new DicomDataset().Window("128", "256"))
                .AddOrUpdate(DicomTags.PixelMeasuresSequence, new DicomDataset().AddOrUpdate(DicomTags.PixelSpacing, "0.3", "0.4"))
                .AddOrUpdate(DicomTags.PixelValueTransformationSequence, new DicomDataset().AddOrUpdate(DicomTags.RescaleSlope, "2").AddOrUpdate(DicomTags.RescaleIntercept, "1")))
            .AddOrUpdate(DicomTags.PerFrameFunctionalGroupsSequence, new DicomDataset(), new DicomDataset()
                .AddOrUpdate(DicomTags.FrameVOILUTSequence, new DicomDataset().Window("10", "1")));
        var file = TestFilm.Native(dataset, [20, 20]);
        Assert.Equal([41], Shown.Frame(file).Values);
        Assert.Equal([255], Shown.Frame(file, new DisplayOptions { FrameIndex = 1 }).Values);
        Assert.Equal([41f], Decoded.Film(file).Image.Values);
        Assert.Equal((0.3, 0.4), (FilmReader.Spacing(dataset)!.RowMm, FilmReader.Spacing(dataset)!.ColumnMm));
    }

    [Theory]
    [InlineData(1, 1, 0, false)]
    [InlineData(8, 5, 6, false)]
    [InlineData(8, 8, 7, true)]
    [InlineData(16, 9, 8, false)]
    [InlineData(16, 12, 15, true)]
    [InlineData(16, 16, 15, true)]
    [InlineData(32, 32, 31, false)]
    [InlineData(32, 20, 25, true)]
    public void GivenValuesOfAnyBits_WhenTheWholeRangeIsShown_ThenItsEndsAreBlackAndWhite(int allocated, int stored, int highBit, bool isSigned)
    {
        // The least and the largest value, in their cells, all other bits set to rubbish.
        var (least, most) = isSigned ? (-(1L << (stored - 1)), (1L << (stored - 1)) - 1) : (0L, (1L << stored) - 1);
        var shift = highBit + 1 - stored;
        var mask = ((1L << stored) - 1) << shift;
        var cells = new[] { least, most }.Select(v => (v << shift) & mask | ~mask).ToArray();
        var bytes = allocated == 1 ? [(byte)0b10] : cells.SelectMany(c => BitConverter.GetBytes(c).Take(allocated / 8)).ToArray();
        var dataset = TestFilm.DataSet(1, 2, allocated, stored).AddOrUpdate(DicomTags.HighBit, highBit).AddOrUpdate(DicomTags.PixelRepresentation, isSigned ? 1 : 0)
            .AddOrUpdate(new DicomElement(DicomTags.PixelData, DicomVR.OW, bytes));
        var options = new DisplayOptions { Window = VoiWindow.Between(least, most) };
        Assert.Equal([0, 255], Shown.Frame(new DicomFile(dataset), options).Values);
    }

    [Fact]
    public void GivenAKindOfColourThatIsNotShown_WhenShown_ThenItIsRefused()
    {
        foreach (var photometric in (string[])["YBR_PARTIAL_420", "HSV", "YBR_PARTIAL_422"])
        {
            var file = TestFilm.Native(TestFilm.DataSet(1, 2, 8, 8, 3, photometric), [1, 2, 3, 4, 5, 6]);
            Assert.Equal(RefusalCodes.UnsupportedFormat, Assert.Throws<DicomException>(() => Shown.Frame(file)).Code);
        }
    }
}
