using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using OxiPortal.Cli.Benchmarking.Fuzzing.Seeds;
using OxiPortal.Cli.Commands;
using OxiPortal.Dicom;
using OxiPortal.Dicom.Synthetic;

namespace OxiPortal.Cli.Tests;

/// <summary><c>oxi dicom</c> by its contract.</summary>
public sealed class DicomCommandTests : IDisposable
{
    private static readonly Lazy<SyntheticRadiograph> Film = new(() => SyntheticRadiograph.Draw(
        new SyntheticFilmOptions { Seed = 1, Rows = 96, Columns = 80, PixelSpacingMm = 4 }));

    private readonly string _folder = Directory.CreateTempSubdirectory("oxi-dicom").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task GivenAFile_WhenDumped_ThenItIsDicomJsonWithoutPixels()
    {
        var (exit, output, error) = await RunAsync("dicom", "dump", await FilmFileAsync());
        Assert.Equal((0, ""), (exit, error));
        using var json = JsonDocument.Parse(output);
        Assert.Equal("Demo^Ada", json.RootElement.GetProperty("00100010").GetProperty("Value")[0].GetProperty("Alphabetic").GetString());
        Assert.False(json.RootElement.TryGetProperty("7FE00010", out _));
    }

    [Fact]
    public async Task GivenAFile_WhenDumpedAsATree_ThenItIsForPeople()
    {
        var path = Path.Combine(_folder, "tree.dcm");
        var film = Film.Value.ToDicom(SyntheticStudy.Demo(1));
        film.Dataset.AddOrUpdate(DicomTags.ImageComments, "one\u001B[2Jtwo")
            .AddOrUpdate(new DicomElement(new DicomTag(0x0011, 0x0010), DicomVR.LO, "ACME"u8.ToArray()))
            .AddOrUpdate(new DicomElement(new DicomTag(0x0011, 0x1001), DicomVR.UN, new byte[40]));
        await File.WriteAllBytesAsync(path, film.ToBytes().ToArray());

        var (exit, output, error) = await RunAsync("dicom", "dump", path, "--tree");

        Assert.Equal((0, ""), (exit, error));
        string[] lines =
        [
            "# Explicit VR Little Endian (1.2.840.10008.1.2.1)",
            "(0010,0010) PN        8  PatientName: Demo^Ada",
            "(0008,2218) SQ           AnatomicRegionSequence: 1 item",
            "  item 1",
            "    (0008,0104) LO        6  CodeMeaning: Chest",
            "(0011,0010) LO        4  PrivateCreator: ACME",
            "(0011,1001) UN       40  [ACME]: 00000000000000000000000000000000...",
            "(0020,4000) LT       10  ImageComments: one\u00B7[2Jtwo",
            "(7FE0,0010) OW    15360  PixelData: 1 x 96 rows x 80 columns x 1, 12 of 16 bits, native",
        ];
        Assert.Empty(lines.Except(output.ReplaceLineEndings("\n").Split('\n')));
    }

    [Fact]
    public async Task GivenAFile_WhenItsPixelsAreWritten_ThenTheyAreSixteenBitLittleEndian()
    {
        var raw = Path.Combine(_folder, "film.raw");
        var (exit, _, error) = await RunAsync("dicom", "pixels", await FilmFileAsync(), "--out", raw);
        Assert.Equal((0, ""), (exit, error));
        var bytes = await File.ReadAllBytesAsync(raw);
        Assert.Equal(Film.Value.Pixels, Enumerable.Range(0, bytes.Length / 2).Select(i => BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(i * 2))));
    }

    [Fact]
    public async Task GivenATruncatedFile_WhenItsPixelsAreWritten_ThenOneSentenceSaysSoAndNothingIsLeft()
    {
        var path = await FilmFileAsync();
        await using (var file = new FileStream(path, FileMode.Open))
            file.SetLength(file.Length - 100);
        var (exit, output, error) = await RunAsync("dicom", "pixels", path, "--out", Path.Combine(_folder, "film.raw"));
        Assert.Equal((1, ""), (exit, output));
        Assert.Matches("^oxi dicom pixels: The file is truncated: [^\n]+\\.\n$", error.ReplaceLineEndings("\n"));
        Assert.Equal([path], Directory.GetFiles(_folder));
    }

    [Theory]
    [InlineData("dump")]
    [InlineData("pixels")]
    public async Task GivenATextNamedDcm_WhenLookedInto_ThenItIsRefused(string command)
    {
        var path = Path.Combine(_folder, "letter.dcm");
        await File.WriteAllTextAsync(path, "Dear colleague, this is no film.");
        string[] output = command == "pixels" ? ["--out", Path.Combine(_folder, "film.raw")] : [];
        var (exit, _, error) = await RunAsync(["dicom", command, path, .. output]);
        Assert.Equal((1, $"oxi dicom {command}: This is not a DICOM file.\n"), (exit, error.ReplaceLineEndings("\n")));
    }

    [Fact]
    public async Task GivenAFile_WhenRendered_ThenItIsAnEightBitPngOfItsSize()
    {
        var png = Path.Combine(_folder, "film.png");
        var (exit, _, error) = await RunAsync("dicom", "render", await FilmFileAsync(), "--out", png, "--window", "2048,4096", "--overlays");
        Assert.Equal((0, ""), (exit, error));
        var bytes = await File.ReadAllBytesAsync(png);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], bytes[..4]);
        // IHDR: width, height, 8 bits, grey.
        Assert.Equal((80, 96, 8, 0), (BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(20)), bytes[24], bytes[25]));
    }

    [Theory]
    [InlineData("--frame", "2")]
    [InlineData("--voi", "99")]
    public async Task GivenAFrameOrWindowThatIsNotThere_WhenRendered_ThenOneSentenceSaysSoAndNothingIsLeft(string option, string value)
    {
        var path = await FilmFileAsync();
        var (exit, _, error) = await RunAsync("dicom", "render", path, "--out", Path.Combine(_folder, "film.png"), option, value);
        Assert.Equal(1, exit);
        Assert.Matches("^oxi dicom render: [^\n]+\\.\n$", error.ReplaceLineEndings("\n"));
        Assert.Equal([path], Directory.GetFiles(_folder));
    }

    [Theory]
    [InlineData("--window", "2048")]
    [InlineData("--window", "2048,0.5")]
    [InlineData("--window", "a,b")]
    [InlineData("--frame", "0")]
    [InlineData("--voi", "0")]
    [InlineData("--voi", "1", "--window", "1,2")]
    public async Task GivenWrongOptions_WhenRendered_ThenTheyAreRefused(params string[] options)
    {
        var (exit, _, error) = await RunAsync(["dicom", "render", await FilmFileAsync(), "--out", Path.Combine(_folder, "film.png"), .. options]);
        Assert.Equal(2, exit);
        Assert.StartsWith("oxi: --", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GivenNoFile_WhenDumped_ThenTheErrorNamesIt()
    {
        var (exit, _, error) = await RunAsync("dicom", "dump", Path.Combine(_folder, "absent.dcm"));
        Assert.Equal(1, exit);
        Assert.Contains("absent.dcm", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GivenAFilmInJpeg2000_WhenRendered_ThenItsPixelsAreThoseOfPixels()
    {
        var missing = await CodecLibraries.MissingAsync(TestContext.Current.CancellationToken);
        Assert.SkipWhen(missing.Count > 0, string.Join(' ', missing));
        var (path, raw, png) = (Path.Combine(_folder, "j2k.dcm"), Path.Combine(_folder, "j2k.raw"), Path.Combine(_folder, "j2k.png"));
        await File.WriteAllBytesAsync(path, NativeSeeds.All().Single(s => s.Name == "jpeg 2000").File);

        var pixels = await RunAsync("dicom", "pixels", path, "--out", raw);
        // LINEAR, PS3.3 C.11.2.1.2.1: of centre 128 and width 256, 0 to 255 come out as they are, give or take the rounding.
        var picture = await RunAsync("dicom", "render", path, "--out", png, "--window", "128,256");

        Assert.Equal((0, "", 0, ""), (pixels.Exit, pixels.Error, picture.Exit, picture.Error));
        var stored = MemoryMarshal.Cast<byte, ushort>(await File.ReadAllBytesAsync(raw)).ToArray();
        Assert.Equal(Enumerable.Range(0, 64).Select(i => (ushort)(i % 8 * (i / 8) * 13)), stored);
        using var shown = OpenCvSharp.Cv2.ImRead(png, OpenCvSharp.ImreadModes.Grayscale);
        Assert.All(stored.Select((value, i) => (value, i)), s => Assert.InRange(shown.At<byte>(s.i / 8, s.i % 8) - Math.Min((int)s.value, 255), -1, 1));
    }

    private async Task<string> FilmFileAsync()
    {
        var path = Path.Combine(_folder, "film.dcm");
        await using var file = File.Create(path);
        await Film.Value.ToDicom(SyntheticStudy.Demo(1)).SaveAsync(file);
        return path;
    }

    private static async Task<(int Exit, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = await OxiCommand.RunAsync(args, output, error);
        return (exit, output.ToString(), error.ToString());
    }
}
