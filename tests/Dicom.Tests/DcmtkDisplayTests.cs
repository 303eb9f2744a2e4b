using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using OxiPortal.Dicom.Imaging;
using OxiPortal.Dicom.Tests.Making;

namespace OxiPortal.Dicom.Tests;

/// <summary>What DCMTK's dcm2pnm shows of the same file, within one grey level. It cuts where we round (fractions of the modality's values too,
/// so slopes are whole here; and each term of YBR), and it knows no LINEAR_EXACT.</summary>
public sealed class DcmtkDisplayTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("oxi-display").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("MONOCHROME2", false, 12, "LINEAR")]
    [InlineData("MONOCHROME2", true, 12, "LINEAR")]
    [InlineData("MONOCHROME1", false, 16, "LINEAR")]
    [InlineData("MONOCHROME1", true, 16, "LINEAR")]
    [InlineData("MONOCHROME2", false, 10, "SIGMOID")]
    [InlineData("MONOCHROME1", true, 12, "SIGMOID")]
    public void GivenAWindow_WhenShown_ThenTheGreysAreDcmtks(string photometric, bool isSigned, int bits, string function)
    {
        var most = (1 << bits) - 1;
        var dataset = Film(bits, photometric).AddOrUpdate(DicomTags.PixelRepresentation, isSigned ? 1 : 0).AddOrUpdate(DicomTags.RescaleSlope, "2")
            .AddOrUpdate(DicomTags.RescaleIntercept, "-100").Window($"{most / 5}\\{most / 8 - 100}", $"{most}\\{most / 8}", function);
        var file = TestFilm.Native(dataset, TestFilm.Pixels(64, 48, bits));
        Same(file, DisplayOptions.Default, "+Wi", "1");
        Same(file, new DisplayOptions { Voi = 2 }, "+Wi", "2");
    }

    [Theory]
    [InlineData(0, 8)]
    [InlineData(100, 12)]
    [InlineData(700, 16)]
    public void GivenAVoiLut_WhenShown_ThenTheGreysAreDcmtks(int first, int bits)
    {
        var entries = Enumerable.Range(0, 2000).Select(i => (ushort)(((1 << bits) - 1) * Math.Pow(i / 1999.0, 0.7))).ToArray();
        var file = TestFilm.Native(Film(12, "MONOCHROME2").AddOrUpdate(DicomTags.VOILUTSequence, Lut.Item(0, 8, 0, 255), Lut.Item(first, bits, entries)), TestFilm.Pixels(64, 48, 12));
        Same(file, new DisplayOptions { Voi = 2 }, "+Wl", "2");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void GivenAModalityLut_WhenShown_ThenTheGreysAreDcmtks(bool isSigned)
    {
        var entries = Enumerable.Range(0, 3000).Select(i => (ushort)(65535 * Math.Pow(i / 2999.0, 1.5))).ToArray();
        var dataset = Film(12, "MONOCHROME2").AddOrUpdate(DicomTags.PixelRepresentation, isSigned ? 1 : 0)
            .AddOrUpdate(DicomTags.ModalityLUTSequence, Lut.Item(isSigned ? -1500 : 300, 16, entries).AddOrUpdate(DicomTags.ModalityLUTType, "US"))
            .Window("20000", "40000");
        Same(TestFilm.Native(dataset, TestFilm.Pixels(64, 48, 12)), DisplayOptions.Default, "+Wi", "1");
    }

    [Theory]
    [InlineData("RGB", 0)]
    [InlineData("YBR_FULL", 2)]
    public void GivenColour_WhenShown_ThenItIsDcmtks(string photometric, int tolerance) =>
        Within(tolerance, TestFilm.Native(TestFilm.DataSet(64, 48, 8, 8, 3, photometric).AddOrUpdate(DicomTags.PlanarConfiguration, 1), TestFilm.Pixels(64, 48, 8, 3)), DisplayOptions.Default);

    [Fact]
    public void GivenAnOverlayPartlyOutside_WhenDrawn_ThenItIsDcmtks()
    {
        DicomTag Tag(int element) => new(0x6000, (ushort)element);
        var bits = new byte[40 * 40 / 8];
        new Random(5).NextBytes(bits);
        var dataset = Film(12, "MONOCHROME2").Window("2048", "4096")
            .AddOrUpdate(new DicomElement(Tag(0x10), DicomVR.US, BitConverter.GetBytes((ushort)40)))
            .AddOrUpdate(new DicomElement(Tag(0x11), DicomVR.US, BitConverter.GetBytes((ushort)40)))
            .AddOrUpdate(new DicomElement(Tag(0x40), DicomVR.CS, "G "u8.ToArray()))
            .AddOrUpdate(new DicomElement(Tag(0x50), DicomVR.SS, (byte[])[.. BitConverter.GetBytes((short)-9), .. BitConverter.GetBytes((short)21)]))
            .AddOrUpdate(new DicomElement(Tag(0x100), DicomVR.US, BitConverter.GetBytes((ushort)1)))
            .AddOrUpdate(new DicomElement(Tag(0x102), DicomVR.US, BitConverter.GetBytes((ushort)0)))
            .AddOrUpdate(new DicomElement(Tag(0x3000), DicomVR.OW, bits));
        Same(TestFilm.Native(dataset, TestFilm.Pixels(64, 48, 12)), new DisplayOptions { Overlays = true }, "+Wi", "1", "+O", "1", "+Omr");
    }

    [Theory]
    [InlineData("dicom/CR-MONO1-10-chest.dcm", "+Wi 1")]
    [InlineData("dicom_codecs/17196", "+Wi 1")]
    [InlineData("dicom_codecs/6924", "+Wi 1")]
    [InlineData("dicom_codecs/bad_sequence.dcm", "+Wi 1")]
    [InlineData("dicom_codecs/OT-PAL-8-face.dcm", "")]
    [InlineData("dicom_codecs/SC_rgb_dcmtk_+eb+cr.dcm", "")]
    [InlineData("dicom_codecs/SC_rgb_expb_2frame.dcm", "")]
    [InlineData("dicom_codecs/SC_rgb_jpeg_dcmtk.dcm", "")]
    [InlineData("dicom_codecs/SC_rgb_jpeg_dcmd.dcm", "")]
    [InlineData("dicom_codecs/SC_rgb_rle_16bit_2frame.dcm", "")]
    [InlineData("dicom_codecs/SC_rgb_rle_32bit_2frame.dcm", "")]
    [InlineData("dicom/siim_jpeg_baseline.dcm", "+Ww 128 256")]
    [InlineData("dicom/siim_fake_monochrome1_header.dcm", "+Ww 128 256")]
    [InlineData("dicom/udacity_test1.dcm", "+Ww 128 256")]
    [InlineData("dicom_codecs/image_dfl.dcm", "+Ww 128 256")]
    [InlineData("dicom_codecs/JPGExtended.dcm", "+Ww 128 256")]
    [InlineData("dicom_codecs/emri_small_big_endian.dcm", "+Ww 128 256")]
    public void GivenARealFile_WhenShown_ThenItIsDcmtks(string name, string window)
    {
        var file = DicomFile.Read(File.ReadAllBytes(SharedData.Path(["cxr", .. name.Split('/')])));
        Same(file, window.StartsWith("+Ww", StringComparison.Ordinal) ? new DisplayOptions { Window = new VoiWindow(128, 256) } : DisplayOptions.Default,
            window.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    private static DicomDataset Film(int bits, string photometric) => TestFilm.DataSet(64, 48, 16, bits, photometric: photometric);

    private void Same(DicomFile file, DisplayOptions options, params string[] arguments) => Within(1, file, options, arguments);

    private void Within(int tolerance, DicomFile file, DisplayOptions options, params string[] arguments)
    {
        var ours = Shown.Frame(file, options);
        var theirs = Dcm2Pnm(file, options.Overlays ? arguments : [.. arguments, "-O"]);
        Assert.Equal(ours.Values.Length, theirs.Length);
        var worst = ours.Values.Zip(theirs, (a, b) => Math.Abs(a - b)).Max();
        Assert.True(worst <= tolerance, $"{worst} grey levels apart");
    }

    private byte[] Dcm2Pnm(DicomFile file, string[] arguments)
    {
        var (source, target) = (Path.Combine(_folder, "film.dcm"), Path.Combine(_folder, "film.pnm"));
        File.WriteAllBytes(source, file.ToBytes().Span);
        var start = new ProcessStartInfo("dcmj2pnm") { RedirectStandardError = true };
        foreach (var argument in (string[])["-q", "+op", .. arguments, source, target])
            start.ArgumentList.Add(argument);
        Process? process = null;
        try
        {
            process = Process.Start(start);
        }
        catch (Win32Exception)
        {
            Assert.Skip("dcmj2pnm (DCMTK) is absent: nothing to compare with");
        }
        using (process)
        {
            var said = process!.StandardError.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, said);
        }
        var pnm = File.ReadAllBytes(target);
        // Four lines or words come first: P5 or P6, width and height, 255.
        var (at, words) = (0, 0);
        while (words < 4)
        {
            at = Array.FindIndex(pnm, at, b => b is (byte)' ' or (byte)'\n') + 1;
            words++;
        }
        Assert.Equal('P', Encoding.ASCII.GetString(pnm, 0, 1)[0]);
        return pnm[at..];
    }
}
