using OxiPortal.Dicom.Tests.Isolation;
using OxiPortal.Dicom.Tests.Making;

namespace OxiPortal.Dicom.Tests.Bugs;

/// <summary>A JPEG 2000 tile with a coding style of its own: only the main header's was held against the transfer syntax and the colours.</summary>
public class Dcm032_TileOfItsOwnStyle
{
    [Fact]
    public async Task GivenATilePartWithACodingStyle_WhenDecoded_ThenItIsRefused()
    {
        var codestream = NativeCodecs.Jpeg2000;
        var start = codestream.AsSpan().IndexOf((byte[])[0xFF, 0x90, 0x00, 0x0A]);
        // The main header's own style again: even that is not read.
        var style = codestream.AsSpan(codestream.AsSpan().IndexOf((byte[])[0xFF, 0x52]), 14).ToArray();
        byte[] changed = [.. codestream[..(start + 12)], .. style, .. codestream[(start + 12)..]];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(
            changed.AsSpan(start + 6), System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(codestream.AsSpan(start + 6)) + style.Length);

        var error = await Assert.ThrowsAsync<DicomException>(() => NativeCodecs.DecodeAsync(
            TestFilm.Compressed(TestFilm.DataSet(8, 8, 16, 12), DicomTransferSyntax.Jpeg2000Lossless, changed)));
        Assert.Contains("style of its own", error.Message, StringComparison.Ordinal);
    }
}
