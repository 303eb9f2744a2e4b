using OxiPortal.Dicom.Imaging;
using OxiPortal.Dicom.Tests.Making;
using OxiPortal.Domain.Detection;

namespace OxiPortal.Dicom.Tests;

/// <summary>Overlay planes: PS3.3 C.9.2, C.9.3.</summary>
public class OverlayTests
{
    private static readonly DisplayOptions Drawn = new() { Overlays = true, Window = new VoiWindow(128, 256) };

    private static DicomDataset Plane(DicomDataset dataset, int group, int rows, int columns, byte[] bits, short row = 1, short column = 1)
    {
        DicomTag Tag(int element) => new((ushort)group, (ushort)element);
        return dataset
            .AddOrUpdate(new DicomElement(Tag(0x10), DicomVR.US, BitConverter.GetBytes((ushort)rows)))
            .AddOrUpdate(new DicomElement(Tag(0x11), DicomVR.US, BitConverter.GetBytes((ushort)columns)))
            .AddOrUpdate(new DicomElement(Tag(0x40), DicomVR.CS, "G "u8.ToArray()))
            .AddOrUpdate(new DicomElement(Tag(0x50), DicomVR.SS, (byte[])[.. BitConverter.GetBytes(row), .. BitConverter.GetBytes(column)]))
            .AddOrUpdate(new DicomElement(Tag(0x100), DicomVR.US, BitConverter.GetBytes((ushort)1)))
            .AddOrUpdate(new DicomElement(Tag(0x102), DicomVR.US, BitConverter.GetBytes((ushort)0)))
            .AddOrUpdate(new DicomElement(Tag(0x3000), DicomVR.OW, bits));
    }

    private static DicomDataset Embedded(byte bit) => TestFilm.DataSet(1, 3, 16, 12)
        .AddOrUpdate(new DicomElement(new DicomTag(0x6000, 0x10), DicomVR.US, new byte[] { 1, 0 }))
        .AddOrUpdate(new DicomElement(new DicomTag(0x6000, 0x11), DicomVR.US, new byte[] { 3, 0 }))
        .AddOrUpdate(new DicomElement(new DicomTag(0x6000, 0x102), DicomVR.US, new byte[] { bit, 0 }));

    private static byte[] Draw(DicomDataset dataset) => Shown.Frame(TestFilm.Native(dataset, new ushort[9]), Drawn).Values;

    private static DicomDataset Black() => TestFilm.DataSet(3, 3, 8, 8);

    [Fact]
    public void GivenAnOverlay_WhenDrawn_ThenItsLowestBitIsTheFirstPixel() =>
        Assert.Equal([255, 0, 0, 0, 255, 0, 0, 0, 255], Draw(Plane(Black(), 0x6000, 3, 3, [0b00010001, 0b1])));

    [Theory]
    [InlineData(0, 0, new byte[] { 255, 0, 0, 0, 0, 0, 0, 0, 0 })]
    [InlineData(3, 3, new byte[] { 0, 0, 0, 0, 0, 0, 0, 0, 255 })]
    [InlineData(-5, 1, new byte[] { 0, 0, 0, 0, 0, 0, 0, 0, 0 })]
    [InlineData(1, 32767, new byte[] { 0, 0, 0, 0, 0, 0, 0, 0, 0 })]
    public void GivenAnOriginAnywhere_WhenDrawn_ThenOnlyWhatLiesOnTheImageIs(short row, short column, byte[] expected) =>
        // A diagonal of two pixels.
        Assert.Equal(expected, Draw(Plane(Black(), 0x6002, 2, 2, [0b1001, 0], row, column)));

    [Fact]
    public void GivenSixteenOverlays_WhenDrawn_ThenTheLastIsToo()
    {
        var dataset = Black();
        for (var i = 0; i < 16; i++)
            Plane(dataset, 0x6000 + 2 * i, 1, 1, [1, 0], (short)(i == 15 ? 3 : 1), (short)(i == 15 ? 3 : 1));
        Assert.Equal([255, 0, 0, 0, 0, 0, 0, 0, 255], Draw(dataset));
        Assert.Equal(16, Overlay.Read(dataset).Count);
    }

    [Fact]
    public void GivenOverlays_WhenTheyAreNotAskedFor_ThenTheyAreNotDrawn() =>
        Assert.All(Shown.Frame(TestFilm.Native(Plane(Black(), 0x6000, 3, 3, [255, 1]), new ushort[9]), Drawn with { Overlays = false }).Values, grey => Assert.Equal(0, grey));

    [Fact]
    public void GivenAnOverlayOfFrames_WhenDrawn_ThenEachFrameHasItsOwn()
    {
        var dataset = Plane(TestFilm.DataSet(1, 3, 8, 8).AddOrUpdate(DicomTags.NumberOfFrames, "3"), 0x6000, 1, 3, [0b100001, 0])
            .AddOrUpdate(new DicomElement(new DicomTag(0x6000, 0x15), DicomVR.IS, "2 "u8.ToArray()))
            .AddOrUpdate(new DicomElement(new DicomTag(0x6000, 0x51), DicomVR.US, new byte[] { 2, 0 }));
        var file = TestFilm.Native(dataset, new ushort[9]);
        Assert.Equal([0, 0, 0], Shown.Frame(file, Drawn).Values);
        Assert.Equal([255, 0, 0], Shown.Frame(file, Drawn with { FrameIndex = 1 }).Values);
        Assert.Equal([0, 0, 255], Shown.Frame(file, Drawn with { FrameIndex = 2 }).Values);
    }

    [Fact]
    public void GivenAnOverlayInTheCellsOfTheImage_WhenDrawn_ThenTheBitIsTheOverlayAndNoPartOfTheGrey()
    {
        ushort[] cells = [0x1000, 0x0005, 0x2005];
        foreach (var file in (DicomFile[])[
            TestFilm.Native(Embedded(12), cells),
            TestFilm.Compressed(Embedded(12), DicomTransferSyntax.RleLossless, RleEncoder.Encode(cells, 16, 1))])
        {
            Assert.Equal([255, 5, 5], Shown.Frame(file, Drawn).Values);
            Assert.Equal([0, 5, 5], Shown.Frame(file, Drawn with { Overlays = false }).Values);
        }
        // A bit of the value itself is no overlay.
        Assert.Equal(RefusalCodes.Corrupt, Assert.Throws<DicomException>(() => Shown.Frame(TestFilm.Native(Embedded(11), cells), Drawn)).Code);
    }

    [Fact]
    public void GivenATruncatedOverlay_WhenDrawn_ThenItIsRefusedByItsTag() =>
        Assert.Equal(new DicomTag(0x6004, 0x3000), Assert.Throws<DicomException>(() => Draw(Plane(Black(), 0x6004, 100, 100, [1, 2]))).Tag);

    [Fact]
    public void GivenAnOverlaysWords_WhenRead_ThenTheyAreKept()
    {
        var dataset = Plane(Black(), 0x6000, 3, 3, [0, 0])
            .AddOrUpdate(new DicomElement(new DicomTag(0x6000, 0x40), DicomVR.CS, "R "u8.ToArray()))
            .AddOrUpdate(new DicomElement(new DicomTag(0x6000, 0x22), DicomVR.LO, "nodules "u8.ToArray()))
            .AddOrUpdate(new DicomElement(new DicomTag(0x6000, 0x1500), DicomVR.LO, "CAD "u8.ToArray()));
        var overlay = Assert.Single(Overlay.Read(dataset));
        Assert.Equal((true, "nodules", "CAD", false), (overlay.IsRegionOfInterest, overlay.Description, overlay.Label, overlay.IsEmbedded));
    }
}
