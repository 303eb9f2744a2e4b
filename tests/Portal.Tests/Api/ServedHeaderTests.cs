using System.Runtime.InteropServices;
using OxiPortal.Dicom;
using OxiPortal.Dicom.Imaging;
using OxiPortal.Portal.Api.Wado;

namespace OxiPortal.Portal.Tests.Api;

public class ServedHeaderTests
{
    [Theory]
    [InlineData(16, 12, 15)]
    [InlineData(16, 12, 11)]
    [InlineData(8, 6, 7)]
    [InlineData(1, 1, 0)]
    public async Task GivenValuesAnywhereInTheirCells_WhenServed_ThenHeaderAndFramePutThemAtTheBottom(int allocated, int stored, int highBit)
    {
        var most = (1 << stored) - 1;
        var cell = (ushort)(most << (highBit + 1 - stored));
        var dataset = new DicomDataset()
            .AddOrUpdate(DicomTags.PhotometricInterpretation, "MONOCHROME2")
            .AddOrUpdate(DicomTags.Rows, 1)
            .AddOrUpdate(DicomTags.Columns, 1)
            .AddOrUpdate(DicomTags.BitsAllocated, allocated)
            .AddOrUpdate(DicomTags.BitsStored, stored)
            .AddOrUpdate(DicomTags.HighBit, highBit)
            .AddOrUpdate(new DicomElement(DicomTags.PixelData, DicomVR.OW, BitConverter.GetBytes(cell)));

        var frame = await FrameAnswer.ReadAsync(new DicomFile(dataset), PixelDecoder.Managed, 0, TestContext.Current.CancellationToken);
        var header = ServedHeader.Adapt(dataset);

        Assert.Equal(most, frame.Length == 2 ? MemoryMarshal.Read<ushort>(frame) : frame[0]);
        Assert.Equal(stored - 1, header.GetSingleValueOrDefault(DicomTags.HighBit, -1));
        Assert.Equal(frame.Length * 8, header.GetSingleValueOrDefault(DicomTags.BitsAllocated, -1));
    }

    // What is sent: pure red and 100 % grey, whatever it was stored as. PS3.3 C.7.6.3.1.2, C.7.9.
    [Theory]
    [InlineData("RGB", 3, new byte[] { 255, 0, 0, 255, 255, 255 }, new byte[] { 255, 0, 0, 255, 255, 255 })]
    [InlineData("YBR_FULL", 3, new byte[] { 76, 85, 255, 255, 128, 128 }, new byte[] { 254, 0, 0, 255, 255, 255 })]
    [InlineData("PALETTE COLOR", 1, new byte[] { 0, 1 }, new byte[] { 255, 0, 0, 255, 255, 255 })]
    public async Task GivenColour_WhenServed_ThenHeaderAndFrameAreRgbOf8Bits(string photometric, int samples, byte[] stored, byte[] expected)
    {
        var dataset = new DicomDataset()
            .AddOrUpdate(DicomTags.PhotometricInterpretation, photometric)
            .AddOrUpdate(DicomTags.SamplesPerPixel, samples)
            .AddOrUpdate(DicomTags.Rows, 1)
            .AddOrUpdate(DicomTags.Columns, 2)
            .AddOrUpdate(DicomTags.BitsAllocated, 8)
            .AddOrUpdate(DicomTags.BitsStored, 8)
            .AddOrUpdate(new DicomElement(DicomTags.PixelData, DicomVR.OW, stored));
        if (samples == 1)
        {
            AddPalette(dataset, DicomTags.RedPaletteColorLookupTableDescriptor, DicomTags.RedPaletteColorLookupTableData, 0xFF, 0xFF);
            AddPalette(dataset, DicomTags.GreenPaletteColorLookupTableDescriptor, DicomTags.GreenPaletteColorLookupTableData, 0, 0xFF);
            AddPalette(dataset, DicomTags.BluePaletteColorLookupTableDescriptor, DicomTags.BluePaletteColorLookupTableData, 0, 0xFF);
        }

        var frame = await FrameAnswer.ReadAsync(new DicomFile(dataset), PixelDecoder.Managed, 0, TestContext.Current.CancellationToken);
        var header = ServedHeader.Adapt(dataset);

        Assert.Equal(expected, frame);
        Assert.Equal("RGB", header.GetString(DicomTags.PhotometricInterpretation));
        Assert.Equal([3, 8, 8, 7, 0, 0], ((DicomTag[])[
            DicomTags.SamplesPerPixel, DicomTags.BitsAllocated, DicomTags.BitsStored, DicomTags.HighBit, DicomTags.PixelRepresentation, DicomTags.PlanarConfiguration])
            .Select(tag => header.GetSingleValueOrDefault(tag, -1)));
        Assert.False(header.Contains(DicomTags.RedPaletteColorLookupTableDescriptor));
        Assert.False(header.Contains(DicomTags.RedPaletteColorLookupTableData));
    }

    [Fact]
    public void GivenTheWaysToGreys_WhenServed_ThenTheViewerGetsThemAsTheyAre()
    {
        var item = new DicomDataset().AddOrUpdate(new DicomElement(DicomTags.LUTData, DicomVR.OW, new byte[] { 1, 0 }));
        var header = ServedHeader.Adapt(new DicomDataset()
            .AddOrUpdate(DicomTags.PhotometricInterpretation, "MONOCHROME1")
            .AddOrUpdate(DicomTags.PresentationLUTShape, "INVERSE")
            .AddOrUpdate(DicomTags.VOILUTFunction, "SIGMOID")
            .AddOrUpdate(DicomTags.PixelPaddingValue, 3)
            .AddOrUpdate(DicomTags.ModalityLUTSequence, item)
            .AddOrUpdate(DicomTags.VOILUTSequence, item));
        Assert.Equal(["MONOCHROME1", "INVERSE", "SIGMOID", "3"], ((DicomTag[])[
            DicomTags.PhotometricInterpretation, DicomTags.PresentationLUTShape, DicomTags.VOILUTFunction, DicomTags.PixelPaddingValue]).Select(header.GetString));
        Assert.All((DicomTag[])[DicomTags.ModalityLUTSequence, DicomTags.VOILUTSequence], tag => Assert.True(header.GetSequence(tag)[0].Contains(DicomTags.LUTData)));
    }

    private static void AddPalette(DicomDataset dataset, DicomTag descriptor, DicomTag data, params byte[] entries) => dataset
        .AddOrUpdate(new DicomElement(descriptor, DicomVR.US, new byte[] { (byte)entries.Length, 0, 0, 0, 8, 0 }))
        .AddOrUpdate(new DicomElement(data, DicomVR.OW, entries));
}
