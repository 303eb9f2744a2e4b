using System.IO.Compression;
using System.Runtime.InteropServices;
using OxiPortal.Dicom.Tests.Making;

namespace OxiPortal.Dicom.Tests.Bugs;

/// <summary>A deflated frame in two fragments, the first of odd length: refused when read, but joined when written, and then no longer refused.</summary>
public class Dcm031_DeflatedFrameInPieces
{
    [Fact]
    public void GivenADeflatedFrameInTwoFragments_WhenWrittenAndRead_ThenItIsRefusedStill()
    {
        var dataset = TestFilm.DataSet(24, 20, 16, 12);
        var pixels = TestFilm.Pixels(24, 20, 12);
        var stream = Deflated(pixels);
        Assert.Equal(pixels, Decoded.Frame(TestFilm.Compressed(dataset, DicomTransferSyntax.DeflatedImageFrame, stream)).Words);
        var split = TestFilm.Compressed(dataset, DicomTransferSyntax.DeflatedImageFrame, stream[..7], stream[7..]);

        Assert.Throws<DicomException>(() => Decoded.Frame(split));
        Assert.Throws<DicomException>(() => Decoded.Frame(DicomFile.Read(split.ToBytes())));
    }

    private static byte[] Deflated(ushort[] pixels)
    {
        using var packed = new MemoryStream();
        using (var deflater = new DeflateStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            deflater.Write(MemoryMarshal.AsBytes(pixels.AsSpan()));
        return packed.ToArray();
    }
}
