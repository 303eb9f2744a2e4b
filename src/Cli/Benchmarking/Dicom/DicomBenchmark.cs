using System.Diagnostics;
using OxiPortal.Dicom;
using OxiPortal.Dicom.Codecs;
using OxiPortal.Dicom.Imaging;
using OxiPortal.Dicom.Isolation;
using OxiPortal.Dicom.Synthetic;

namespace OxiPortal.Cli.Benchmarking.Dicom;

/// <summary>Has other people's programs compress a drawn film, decodes it, and times that beside them.</summary>
internal sealed class DicomBenchmark : IDisposable
{
    private const int TinySide = 64;

    // The runtime compiles a method anew after thirty calls and a tenth of a second without new ones.
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(1);

    private readonly SyntheticRadiograph _film, _tiny;
    private readonly int _rounds;
    private readonly OtherPrograms _programs = new();
    private readonly NativeCodecPool _pool = new(new CodecOptions { Processes = 1 });
    private readonly BareLibraries _bare = new();

    /// <param name="rows">Of the film.</param>
    /// <param name="columns">Of the film.</param>
    /// <param name="rounds">Runs of each: the median counts.</param>
    public DicomBenchmark(int rows, int columns, int rounds)
    {
        _film = Draw(rows, columns);
        _tiny = Draw(TinySide, TinySide);
        _rounds = rounds;
    }

    /// <summary>Why a syntax cannot be measured here; null where it can.</summary>
    public static string? Obstacle(BenchedSyntax syntax)
    {
        foreach (var program in new[] { syntax.Encoder[0], syntax.Decoder[0] })
        {
            if (!OtherPrograms.IsInstalled(program))
                return $"{program} is not installed";
        }
        if (syntax.IsNative && !BareLibraries.Have(syntax.IsCodestream ? NativeCodec.Jpeg2000 : NativeCodec.JpegLs))
            return "its library is not installed";
        return null;
    }

    /// <summary>Measures one syntax.</summary>
    /// <exception cref="InvalidOperationException">Another program failed.</exception>
    /// <exception cref="DicomException">We could not decode what it made.</exception>
    public async Task<SyntaxResult> MeasureAsync(BenchedSyntax syntax, CancellationToken cancel)
    {
        var drawn = BenchedFilm.Create(_film, syntax.Bits, syntax.IsSigned);
        var film = await MakeAsync(syntax, drawn, "film", cancel);
        var tiny = await MakeAsync(syntax, BenchedFilm.Create(_tiny, syntax.Bits, syntax.IsSigned), "tiny", cancel);
        var decoder = syntax.IsNative ? new PixelDecoder(_pool) : PixelDecoder.Managed;

        var target = _programs.PathOf("decoded" + Extension(syntax));
        await DecodeByProgramAsync(syntax, film.Source, target, cancel);
        var expected = syntax.IsLossless ? drawn.Values : await ReadAsync(syntax, target, drawn.Values.Length, cancel);
        var decoded = (await decoder.DecodeFrameAsync(DicomFile.Read(film.Dicom), cancel: cancel)).Words;
        var farthest = SyntaxResult.FarthestOf(decoded, expected, syntax.IsSigned);

        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < s_warmUp;)
            await TimeAsync(decoder, film.Dicom, cancel);
        List<double> ours = [], theirs = [], starts = [];
        // One after the other, so that whatever else the machine does falls on both.
        for (var round = 0; round < _rounds; round++)
        {
            ours.Add(await TimeAsync(decoder, film.Dicom, cancel));
            if (syntax.IsNative)
            {
                await new PixelDecoder(_bare).DecodeFrameAsync(DicomFile.Read(film.Dicom), cancel: cancel);
                theirs.Add(_bare.LastMs);
            }
            else
            {
                theirs.Add(await DecodeByProgramAsync(syntax, film.Source, target, cancel));
                starts.Add(await DecodeByProgramAsync(syntax, tiny.Source, target, cancel));
            }
        }
        return new SyntaxResult(syntax, film.Dicom.Length, ours, theirs, starts, farthest);
    }

    public void Dispose()
    {
        _pool.Dispose();
        _programs.Dispose();
    }

    private static SyntheticRadiograph Draw(int rows, int columns) =>
        SyntheticRadiograph.Draw(new SyntheticFilmOptions { Seed = 1, Rows = rows, Columns = columns, PixelSpacingMm = 420.0 / rows });

    private static string Extension(BenchedSyntax syntax) => syntax.IsCodestream ? ".pgm" : ".dcm";

    private async Task<(byte[] Dicom, string Source)> MakeAsync(BenchedSyntax syntax, BenchedFilm film, string name, CancellationToken cancel)
    {
        var plain = _programs.PathOf(name + "-plain" + Extension(syntax));
        await File.WriteAllBytesAsync(plain, syntax.IsCodestream ? film.ToPgm() : film.ToDicom(), cancel);
        var compressed = _programs.PathOf(name + (!syntax.IsCodestream ? ".dcm" : syntax.Encoder[0].StartsWith("ojph", StringComparison.Ordinal) ? ".j2c" : ".j2k"));
        await _programs.RunAsync(syntax.Encoder, syntax.IsCodestream, plain, compressed, cancel);
        var bytes = await File.ReadAllBytesAsync(compressed, cancel);
        return (syntax.IsCodestream ? film.Encapsulate(bytes, syntax.Syntax) : bytes, compressed);
    }

    private Task<double> DecodeByProgramAsync(BenchedSyntax syntax, string source, string target, CancellationToken cancel) =>
        _programs.RunAsync(syntax.Decoder, syntax.IsCodestream, source, target, cancel);

    private static async Task<ushort[]> ReadAsync(BenchedSyntax syntax, string path, int values, CancellationToken cancel) => syntax.IsCodestream
        ? BenchedFilm.ReadPgm(await File.ReadAllBytesAsync(path, cancel), values)
        : (await PixelDecoder.Managed.DecodeFrameAsync(await DicomFile.OpenAsync(path, cancel: cancel), cancel: cancel)).Words;

    private static async Task<double> TimeAsync(PixelDecoder decoder, byte[] dicom, CancellationToken cancel)
    {
        var start = Stopwatch.GetTimestamp();
        await decoder.DecodeFrameAsync(DicomFile.Read(dicom), cancel: cancel);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
