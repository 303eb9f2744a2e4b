using OxiPortal.Dicom.Imaging;
using OxiPortal.Dicom.Tests.Making;
using OxiPortal.Domain.Detection;

namespace OxiPortal.Dicom.Tests;

/// <summary>One picture in each transfer syntax against its lossless pixels.</summary>
public class TransferSyntaxTests
{
    [Theory]
    [InlineData("ele")]
    [InlineData("l14")]
    [InlineData("sv1")]
    [InlineData("rle")]
    [InlineData("sv_1")]
    [InlineData("sv_2")]
    [InlineData("sv_3")]
    [InlineData("sv_4")]
    [InlineData("sv_5")]
    [InlineData("sv_6")]
    [InlineData("sv_7")]
    public async Task GivenALosslessFile_WhenDecoded_ThenEveryPixelIsExact(string name)
    {
        var file = await DicomFile.OpenAsync(SharedData.Path("dicom-syntaxes", name + ".dcm"));
        var expected = await File.ReadAllBytesAsync(SharedData.Path("dicom-syntaxes", "ref.raw"));
        Assert.Equal(expected, Decoded.Frame(file).ToLittleEndianBytes());
    }

    [Theory]
    [InlineData("ext", 16)]
    [InlineData("base", 64)]
    public async Task GivenALossyFile_WhenDecoded_ThenPixelsAreNear(string name, int tolerance)
    {
        var file = await DicomFile.OpenAsync(SharedData.Path("dicom-syntaxes", name + ".dcm"));
        var expected = await File.ReadAllBytesAsync(SharedData.Path("dicom-syntaxes", "ref.raw"));
        var frame = Decoded.Frame(file);
        var lossless = new double[frame.Count];
        for (var i = 0; i < lossless.Length; i++)
            lossless[i] = BitConverter.ToUInt16(expected, i * 2);
        // Baseline reduced the 12 bits to 8, by a window of its own: what must hold is a straight line between them.
        var (slope, intercept) = Fit(frame, lossless);
        var worst = Enumerable.Range(0, frame.Count).Average(i => Math.Abs(frame[i] * slope + intercept - lossless[i]));
        Assert.InRange(worst, 0, tolerance);
    }

    [Theory]
    [InlineData("j2k", "1.2.840.10008.1.2.4.90")]
    [InlineData("j2ky", "1.2.840.10008.1.2.4.91")]
    [InlineData("jls", "1.2.840.10008.1.2.4.80")]
    [InlineData("jlsn", "1.2.840.10008.1.2.4.81")]
    [InlineData("ht", "1.2.840.10008.1.2.4.202")]
    [InlineData("hty", "1.2.840.10008.1.2.4.203")]
    public async Task GivenASyntaxOfANativeLibrary_WhenDecodedWithoutOne_ThenItIsRefusedByName(string name, string uid)
    {
        var file = await DicomFile.OpenAsync(SharedData.Path("dicom-syntaxes", name + ".dcm"));
        var error = Assert.Throws<DicomException>(() => Decoded.Frame(file));
        Assert.Equal(RefusalCodes.UnsupportedTransferSyntax, error.Code);
        Assert.Matches($@"^Transfer syntax {uid} \(.+\) is not supported\.$", error.Message);
    }

    private static (double Slope, double Intercept) Fit(PixelFrame frame, double[] target)
    {
        double n = frame.Count, sx = 0, sy = 0, sxx = 0, sxy = 0;
        for (var i = 0; i < frame.Count; i++)
        {
            double x = frame[i], y = target[i];
            (sx, sy, sxx, sxy) = (sx + x, sy + y, sxx + x * x, sxy + x * y);
        }
        var slope = (n * sxy - sx * sy) / (n * sxx - sx * sx);
        return (slope, (sy - slope * sx) / n);
    }
}
