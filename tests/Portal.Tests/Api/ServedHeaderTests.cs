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
}
