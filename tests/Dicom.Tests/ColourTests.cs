using OxiPortal.Dicom.Tests.Making;

namespace OxiPortal.Dicom.Tests;

/// <summary>RGB, YBR and palettes for display: PS3.3 C.7.6.3.1.2, C.7.6.3.1.5, C.7.9.2.</summary>
public class ColourTests
{
    // The eight corners of the RGB cube by C.7.6.3.1.2: Y = 0.299 R + 0.587 G + 0.114 B, Cb = 128 + ..., rounded; and grey.
    public static TheoryData<byte[], byte[]> Corners => new()
    {
        { [76, 85, 255], [254, 0, 0] },
        { [150, 44, 21], [0, 255, 1] },
        { [29, 255, 107], [0, 0, 254] },
        { [0, 128, 128], [0, 0, 0] },
        { [255, 128, 128], [255, 255, 255] },
        { [100, 128, 128], [100, 100, 100] },
    };

    [Theory]
    [MemberData(nameof(Corners))]
    public void GivenYbrFull_WhenShown_ThenItIsRed_Green_Blue(byte[] ybr, byte[] expected)
    {
        var file = TestFilm.Native(TestFilm.DataSet(1, 1, 8, 8, 3, "YBR_FULL"), [.. ybr.Select(v => (ushort)v)]);
        Assert.Equal(expected, Shown.Frame(file).Values);
    }

    [Fact]
    public void GivenYbrFull422_WhenShown_ThenTwoPixelsShareTheirColour()
    {
        var dataset = TestFilm.DataSet(1, 2, 8, 8, 3, "YBR_FULL_422").AddOrUpdate(new DicomElement(DicomTags.PixelData, DicomVR.OB, new byte[] { 76, 100, 85, 255 }));
        Assert.Equal([254, 0, 0, 255, 24, 24], Shown.Frame(new DicomFile(dataset)).Values);
    }

    [Fact]
    public void GivenPlanarRgb_WhenShown_ThenPlanesAreInterleaved()
    {
        var dataset = TestFilm.DataSet(1, 2, 8, 8, 3).AddOrUpdate(DicomTags.PlanarConfiguration, 1);
        Assert.Equal([1, 3, 5, 2, 4, 6], Shown.Frame(TestFilm.Native(dataset, [1, 2, 3, 4, 5, 6])).Values);
    }

    [Fact]
    public void GivenRgbOf16Bits_WhenShown_ThenItsRangeIsScaled() =>
        Assert.Equal([0, 128, 255], Shown.Frame(TestFilm.Native(TestFilm.DataSet(1, 1, 16, 16, 3), [0, 0x8000, 0xFFFF])).Values);

    [Fact]
    public void GivenAPaletteOf16Bits_WhenShown_ThenItsHighBytesAreShownAndItsEndsClamp() =>
        Assert.Equal([0x10, 0, 0, 0x10, 0, 0, 0xFF, 0, 0], Palette(0, 16, 2, false, [0x1000, 0xFFFF], [], [5, 6, 9], first: 6));

    [Fact]
    public void GivenAPaletteThatSays16BitsAndHolds8_WhenShown_ThenItIsNotBlack() =>
        Assert.Equal([0x10, 0, 0, 0xFF, 0, 0], Palette(0, 16, 2, false, [0x10, 0xFF], [], [0, 1]));

    [Fact]
    public void GivenAPaletteOf8BitsPackedInBytes_WhenShown_ThenEachByteIsAColour() =>
        Assert.Equal([1, 0, 0, 200, 0, 0], Palette(0, 8, 2, false, [1 | 200 << 8], [], [0, 1]));

    [Fact]
    public void GivenAPaletteOverSignedPixels_WhenShown_ThenItsFirstValueIsSigned() =>
        Assert.Equal([1, 0, 0, 200, 0, 0], Palette(1, 8, 2, false, [1, 200], [], [0xFF, 0], first: -1));

    // C.7.9.2: discrete 2 entries; linear 4 more up to 0x5100; indirect: one segment (the first) from byte offset 0.
    [Fact]
    public void GivenASegmentedPaletteOf16Bits_WhenShown_ThenSegmentsExpand() =>
        Assert.Equal([0, 0x11, 0x21, 0x31, 0x41, 0x51, 0, 0x11], Red(Palette(0, 16, 8, true, [], [0, 2, 0, 0x1100, 1, 4, 0x5100, 2, 1, 0, 0], [0, 1, 2, 3, 4, 5, 6, 7])));

    [Fact]
    public void GivenASegmentedPaletteOf8Bits_WhenShown_ThenItsUnitsAreBytes() =>
        // Bytes: 0, 2, 10, 20 | 1, 2, 40 | 2, 1, 0, 0, 0, 0 | pad.
        Assert.Equal([10, 20, 30, 40, 10, 20], Red(Palette(0, 8, 6, true, [], [0x0200, 20 << 8 | 10, 2 << 8 | 1, 2 << 8 | 40, 1, 0, 0], [0, 1, 2, 3, 4, 5])));

    [Theory]
    [InlineData("begins with a line", new ushort[] { 1, 4, 9 })]
    [InlineData("is cut off", new ushort[] { 0, 4, 9, 9 })]
    [InlineData("has too many entries", new ushort[] { 0, 5, 1, 2, 3, 4, 5 })]
    [InlineData("points at itself", new ushort[] { 2, 1, 0, 0 })]
    [InlineData("has an empty segment", new ushort[] { 0, 0, 0, 4, 1, 2, 3, 4 })]
    [InlineData("points outside", new ushort[] { 0, 1, 7, 2, 1, 999, 0 })]
    [InlineData("has an unknown segment", new ushort[] { 3, 4, 1, 2, 3, 4 })]
    public void GivenASegmentedPaletteThat_WhenShown_ThenItIsRefused(string what, ushort[] segments)
    {
        Assert.NotEmpty(what);
        Assert.Equal(DicomTags.SegmentedRedPaletteColorLookupTableData, Assert.Throws<DicomException>(() => Palette(0, 16, 4, true, [], segments, [0])).Tag);
    }

    [Fact]
    public void GivenNoPalette_WhenShown_ThenItIsRefused() =>
        Assert.Throws<DicomException>(() => Shown.Frame(TestFilm.Native(TestFilm.DataSet(1, 1, 8, 8, photometric: "PALETTE COLOR"), [0])));

    private static byte[] Red(byte[] rgb) => [.. rgb.Where((_, i) => i % 3 == 0)];

    /// <summary>One row of 8-bit pixels through a palette whose green and blue are black.</summary>
    private static byte[] Palette(int signed, int bits, int count, bool segmented, ushort[] data, ushort[] segments, ushort[] pixels, int first = 0)
    {
        var dataset = TestFilm.DataSet(1, pixels.Length, 8, 8, photometric: "PALETTE COLOR").AddOrUpdate(DicomTags.PixelRepresentation, signed)
            .AddOrUpdate(Lut.Descriptor(DicomTags.RedPaletteColorLookupTableDescriptor, count, first, bits))
            .AddOrUpdate(Lut.Descriptor(DicomTags.GreenPaletteColorLookupTableDescriptor, 1, 0, bits))
            .AddOrUpdate(Lut.Descriptor(DicomTags.BluePaletteColorLookupTableDescriptor, 1, 0, bits))
            .AddOrUpdate(segmented
                ? new DicomElement(DicomTags.SegmentedRedPaletteColorLookupTableData, DicomVR.OW, Lut.Words(segments))
                : new DicomElement(DicomTags.RedPaletteColorLookupTableData, DicomVR.OW, Lut.Words(data)))
            .AddOrUpdate(new DicomElement(DicomTags.GreenPaletteColorLookupTableData, DicomVR.OW, Lut.Words([0])))
            .AddOrUpdate(new DicomElement(DicomTags.BluePaletteColorLookupTableData, DicomVR.OW, Lut.Words([0])));
        var frame = Shown.Frame(TestFilm.Native(dataset, pixels));
        Assert.True(frame.IsColour);
        return frame.Values;
    }
}
