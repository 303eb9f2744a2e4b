using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using OxiPortal.Dicom.Imaging;
using OxiPortal.Dicom.Tests.Making;

namespace OxiPortal.Dicom.Tests.Isolation;

/// <summary>
/// Films that other people's encoders compressed in JPEG-LS, JPEG 2000 and HTJ2K, decoded by real codec processes: without loss every value comes
/// out as it went in, with loss every value is within a grey level of the encoder's own decoder.
/// </summary>
public sealed class NativeComparisonTests : IDisposable
{
    private const int OneLevel = 1;

    private readonly DicomTools _tools = new();

    public void Dispose() => _tools.Dispose();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, bool> OpenJpegOptions => new()
    {
        { "12", "-n 6", true },
        { "16", "-n 1 -p RLCP", true },
        { "12 signed", "-n 3 -p RPCL", true },
        { "8", "-t 64,64 -p PCRL", true },
        { "12", "-t 512,512 -p CPRL -b 32,32", true },
        { "RGB", "-mct 1", true },
        { "12", "-I -r 8", false },
        { "16", "-I -r 12,6 -t 100,100", false },
        { "12 signed", "-I -q 45 -p RPCL", false },
        { "RGB", "-I -r 5", false },
        { "full", "-t 512,512", true },
    };

    [Theory, MemberData(nameof(OpenJpegOptions))]
    public async Task GivenAFilmInJpeg2000_WhenDecoded_ThenItIsTheEncodersPicture(string kind, string options, bool lossless)
    {
        DicomTools.Require("opj_compress", "opj_decompress");
        var film = Film(kind);
        var (raw, codestream) = (_tools.NewPath(".rawl"), _tools.NewPath(".j2k"));
        await File.WriteAllBytesAsync(raw, Planes(film), Cancel);
        await _tools.RunAsync("opj_compress", ["-i", raw, "-o", codestream, "-F", RawShape(film), .. options.Split(' ')]);
        var file = await WrappedAsync(film, codestream, lossless ? DicomTransferSyntax.Jpeg2000Lossless : DicomTransferSyntax.Jpeg2000);
        if (lossless)
        {
            await AssertExactAsync(film, file);
            return;
        }
        var expanded = _tools.NewPath(".rawl");
        await _tools.RunAsync("opj_decompress", "-i", codestream, "-o", expanded);
        AssertNear(Interleaved(film, await File.ReadAllBytesAsync(expanded, Cancel)), await DecodeAsync(file));
    }

    public static TheoryData<string, string, bool> OpenJphOptions => new()
    {
        { "12", "-reversible true -prog_order LRCP", true },
        { "16", "-reversible true -prog_order RPCL -num_decomps 2", true },
        { "8", "-reversible true -prog_order RPCL -tile_size {64,64}", true },
        { "RGB", "-reversible true -prog_order CPRL", true },
        { "12 signed", "-reversible true -prog_order RPCL", true },
        { "12", "-qstep 0.001", false },
        { "RGB", "-qstep 0.01", false },
        { "full", "-reversible true -prog_order RPCL", true },
    };

    [Theory, MemberData(nameof(OpenJphOptions))]
    public async Task GivenAFilmInHighThroughputJpeg2000_WhenDecoded_ThenItIsTheEncodersPicture(string kind, string options, bool lossless)
    {
        DicomTools.Require("ojph_compress", "ojph_expand");
        var film = Film(kind);
        var extension = Samples(film) == 3 ? ".ppm" : ".pgm";
        var (picture, codestream) = (_tools.NewPath(extension), _tools.NewPath(".j2c"));
        await File.WriteAllBytesAsync(picture, Netpbm(film), Cancel);
        await _tools.RunAsync("ojph_compress", ["-i", picture, "-o", codestream, .. options.Split(' ')]);
        if (Middle(film) > 0)
            await SayThatItIsSignedAsync(codestream);
        var syntax = (lossless, options.Contains("RPCL", StringComparison.Ordinal)) switch
        {
            (false, _) => DicomTransferSyntax.HighThroughputJpeg2000,
            (_, true) => DicomTransferSyntax.HighThroughputJpeg2000LosslessRpcl,
            _ => DicomTransferSyntax.HighThroughputJpeg2000Lossless,
        };
        var file = await WrappedAsync(film, codestream, syntax);
        if (lossless)
        {
            await AssertExactAsync(film, file);
            return;
        }
        var expanded = _tools.NewPath(extension);
        await _tools.RunAsync("ojph_expand", "-i", codestream, "-o", expanded);
        AssertNear(FromNetpbm(film, await File.ReadAllBytesAsync(expanded, Cancel)), await DecodeAsync(file));
    }

    [Theory]
    [InlineData("dcmcjpls", "")]
    [InlineData("gdcmconv", "--jpegls")]
    public async Task GivenSmallFilmsInJpegLs_WhenDecoded_ThenEveryValueIsExact(string tool, string options)
    {
        DicomTools.Require(tool);
        foreach (var film in ComparisonFilm.AllKinds())
            await AssertExactAsync(film, await ConvertedAsync(film, tool, options));
    }

    [Fact]
    public async Task GivenAFullSizeFilmInJpegLs_WhenDecoded_ThenEveryValueIsExact()
    {
        DicomTools.Require("dcmcjpls");
        var film = ComparisonFilm.Full(12);
        await AssertExactAsync(film, await ConvertedAsync(film, "dcmcjpls", ""));
    }

    [Theory]
    [InlineData("12")]
    [InlineData("16")]
    [InlineData("8")]
    [InlineData("RGB")]
    public async Task GivenAFilmInNearLosslessJpegLs_WhenDecoded_ThenItIsDcmtksPicture(string kind)
    {
        DicomTools.Require("dcmcjpls", "dcmdjpls");
        var film = Film(kind);
        var path = await _tools.ConvertAsync(film.File, "dcmcjpls", "+en", "+md", "3");
        var file = await DicomFile.OpenAsync(path, cancel: Cancel);
        Assert.Equal(DicomTransferSyntax.JpegLsNearLossless, file.TransferSyntax);
        var theirs = await DicomFile.OpenAsync(await _tools.ConvertAsync(path, "dcmdjpls"), cancel: Cancel);
        var frame = await DecodeAsync(file);
        AssertNear([.. Values(await DecodeAsync(theirs))], frame);
        // NEAR bounds the loss: ISO/IEC 14495-1, 3.1.
        Assert.InRange(Values(frame).Zip(film.Frames[0], (a, b) => Math.Abs((short)(ushort)a - (short)b)).Max(), 1, 3);
    }

    private static ComparisonFilm Film(string kind) => kind switch
    {
        "full" => ComparisonFilm.Full(12),
        "RGB" => ComparisonFilm.Colour(),
        "12 signed" => ComparisonFilm.Grey(12, signed: true),
        _ => ComparisonFilm.Grey(int.Parse(kind, CultureInfo.InvariantCulture)),
    };

    private async Task<DicomFile> ConvertedAsync(ComparisonFilm film, string tool, string options) =>
        await DicomFile.OpenAsync(await _tools.ConvertAsync(film.File, tool, options.Split(' ', StringSplitOptions.RemoveEmptyEntries)), cancel: Cancel);

    private static async Task<DicomFile> WrappedAsync(ComparisonFilm film, string codestream, DicomTransferSyntax syntax)
    {
        var bytes = await File.ReadAllBytesAsync(codestream, Cancel);
        var dataset = film.File.Dataset.AddOrUpdate(new DicomFragmentSequence(DicomTags.PixelData, DicomVR.OB, Array.Empty<byte>(), [new ReadOnlyMemory<byte>(bytes)]));
        if (Samples(film) == 3) // PS3.5 8.2.4: the codestream's own colour transform.
            dataset.AddOrUpdate(DicomTags.PhotometricInterpretation, syntax == DicomTransferSyntax.Jpeg2000 || syntax == DicomTransferSyntax.HighThroughputJpeg2000 ? "YBR_ICT" : "YBR_RCT");
        // As it would come by the net: written and read again.
        return DicomFile.Read(new DicomFile(dataset, syntax).ToBytes());
    }

    private static async Task<PixelFrame> DecodeAsync(DicomFile file, int frame = 0) => await new PixelDecoder(NativeCodecs.Pool).DecodeFrameAsync(file, frame, Cancel);

    private static async Task AssertExactAsync(ComparisonFilm film, DicomFile file)
    {
        Assert.True(file.TransferSyntax.IsEncapsulated);
        for (var i = 0; i < film.Frames.Length; i++)
            Assert.True((await DecodeAsync(file, i)).ToLittleEndianBytes().AsSpan().SequenceEqual(film.Bytes(i)), $"{film.Name}, frame {i}: other values");
    }

    private static void AssertNear(ushort[] expected, PixelFrame frame)
    {
        Assert.Equal(expected.Length, frame.Count);
        var most = 0;
        for (var i = 0; i < expected.Length; i++)
            most = Math.Max(most, Math.Abs((short)(ushort)((ushort)frame[i] - expected[i])));
        Assert.InRange(most, 0, OneLevel);
    }

    private static IEnumerable<ushort> Values(PixelFrame frame) => Enumerable.Range(0, frame.Count).Select(i => (ushort)frame[i]);

    private static int Tag(ComparisonFilm film, DicomTag tag) => film.File.Dataset.GetSingleValueOrDefault(tag, 0);

    private static int Samples(ComparisonFilm film) => Tag(film, DicomTags.SamplesPerPixel);

    private static bool IsNarrow(ComparisonFilm film) => Tag(film, DicomTags.BitsAllocated) == 8;

    private static string RawShape(ComparisonFilm film) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Tag(film, DicomTags.Columns)},{Tag(film, DicomTags.Rows)},{Samples(film)},{Tag(film, DicomTags.BitsStored)},{(Tag(film, DicomTags.PixelRepresentation) == 1 ? 's' : 'u')}");

    // OpenJPEG's raw files: component after component, little endian, a byte for up to 8 bits.
    private static byte[] Planes(ComparisonFilm film)
    {
        var samples = Samples(film);
        ushort[] planes = [.. Enumerable.Range(0, samples).SelectMany(c => film.Frames[0].Where((_, i) => i % samples == c))];
        return IsNarrow(film) ? Array.ConvertAll(planes, v => (byte)v) : MemoryMarshal.AsBytes(planes.AsSpan()).ToArray();
    }

    private static ushort[] Interleaved(ComparisonFilm film, byte[] planes)
    {
        var values = IsNarrow(film) ? Array.ConvertAll(planes, v => (ushort)v) : MemoryMarshal.Cast<byte, ushort>(planes).ToArray();
        var samples = Samples(film);
        // Signed values are written in as many bits as they have.
        var above = Tag(film, DicomTags.PixelRepresentation) == 1 ? 16 - Tag(film, DicomTags.BitsStored) : 0;
        values = Array.ConvertAll(values, v => above == 0 ? v : (ushort)((short)(v << above) >> above));
        return [.. Enumerable.Range(0, values.Length).Select(i => values[i % samples * (values.Length / samples) + i / samples])];
    }

    // PGM and PPM: colours interleaved, big endian.
    private static byte[] Netpbm(ComparisonFilm film)
    {
        var header = string.Create(
            CultureInfo.InvariantCulture,
            $"{(Samples(film) == 3 ? "P6" : "P5")}\n{Tag(film, DicomTags.Columns)} {Tag(film, DicomTags.Rows)}\n{(1 << Tag(film, DicomTags.BitsStored)) - 1}\n");
        var unsigned = film.Frames[0].Select(v => (ushort)(v + Middle(film)));
        IEnumerable<byte> values = IsNarrow(film) ? unsigned.Select(v => (byte)v) : unsigned.SelectMany(v => new[] { (byte)(v >> 8), (byte)v });
        return [.. Encoding.ASCII.GetBytes(header), .. values];
    }

    // What lies in the middle of an unsigned range is 0 where values have a sign.
    private static int Middle(ComparisonFilm film) => Tag(film, DicomTags.PixelRepresentation) == 1 ? 1 << (Tag(film, DicomTags.BitsStored) - 1) : 0;

    // The tool writes no signed values. Unsigned ones are coded as their distance from the middle of the range (ISO/IEC 15444-1, G.1), signed ones as they are: the same
    // bits but for the sign in Ssiz (A.5.1).
    private static async Task SayThatItIsSignedAsync(string codestream)
    {
        const int Ssiz = 42;
        var bytes = await File.ReadAllBytesAsync(codestream, Cancel);
        bytes[Ssiz] |= 0x80;
        await File.WriteAllBytesAsync(codestream, bytes, Cancel);
    }

    private static ushort[] FromNetpbm(ComparisonFilm film, byte[] picture)
    {
        var count = film.Frames[0].Length;
        return IsNarrow(film)
            ? Array.ConvertAll(picture[^count..], v => (ushort)v)
            : [.. Enumerable.Range(0, count).Select(i => (ushort)(picture[picture.Length - 2 * count + 2 * i] << 8 | picture[picture.Length - 2 * count + 2 * i + 1]))];
    }
}
