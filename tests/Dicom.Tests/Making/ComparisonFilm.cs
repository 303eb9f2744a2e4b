using System.Runtime.InteropServices;
using OxiPortal.Dicom.Synthetic;

namespace OxiPortal.Dicom.Tests.Making;

/// <summary>A drawn chest with what is hard on a codec (grain, hard edges, a patch of pure noise, both ends of the range), and its true values.</summary>
/// <param name="Name">What kind it is.</param>
/// <param name="File">Uncompressed.</param>
/// <param name="Frames">Of each frame the stored values, colours interleaved, signed ones in two's complement.</param>
internal sealed record ComparisonFilm(string Name, DicomFile File, ushort[][] Frames)
{
    public const int FullRows = 2500, FullColumns = 2048;

    private static readonly Lazy<SyntheticRadiograph> Large = new(() => Draw(FullRows, FullColumns)), Small = new(() => Draw(204, 157));

    /// <summary>2500 x 2048.</summary>
    public static ComparisonFilm Full(int bits, bool signed = false) => Create(Large.Value, bits, signed);

    /// <summary>Small films of every kind, of no whole number of blocks. (GDCM cannot write RLE of an odd number of bytes.)</summary>
    public static IReadOnlyList<ComparisonFilm> AllKinds() =>
        [Grey(8), Grey(10), Grey(12), Grey(16), Grey(12, signed: true), Colour(), Create(Small.Value, 12, false, frames: 2)];

    /// <summary>Small, of no whole number of blocks.</summary>
    public static ComparisonFilm Grey(int bits, bool signed = false) => Create(Small.Value, bits, signed);

    /// <summary>Small, RGB.</summary>
    public static ComparisonFilm Colour() => Create(Small.Value, 8, signed: false, samples: 3);

    /// <summary>The values as <c>oxi dicom pixels</c> writes them.</summary>
    public byte[] Bytes(int frame) => MemoryMarshal.AsBytes(Frames[frame].AsSpan()).ToArray();

    private static SyntheticRadiograph Draw(int rows, int columns) =>
        SyntheticRadiograph.Draw(new SyntheticFilmOptions { Seed = 4, Rows = rows, Columns = columns, PixelSpacingMm = 420.0 / rows });

    private static ComparisonFilm Create(SyntheticRadiograph drawn, int bits, bool signed, int samples = 1, int frames = 1)
    {
        var random = new Random(bits);
        var pixels = Enumerable.Range(0, frames).Select(_ => Roughen(drawn, bits, samples, random, signed ? 1 << (bits - 1) : 0)).ToArray();
        var dataset = drawn.ToDicom(SyntheticStudy.Demo(1)).Dataset
            .AddOrUpdate(DicomTags.BitsAllocated, bits > 8 ? 16 : 8)
            .AddOrUpdate(DicomTags.BitsStored, bits)
            .AddOrUpdate(DicomTags.HighBit, bits - 1)
            .AddOrUpdate(DicomTags.PixelRepresentation, signed ? 1 : 0)
            .AddOrUpdate(DicomTags.SamplesPerPixel, samples);
        if (samples == 3)
            dataset.AddOrUpdate(DicomTags.PhotometricInterpretation, "RGB").AddOrUpdate(DicomTags.PlanarConfiguration, 0);
        if (frames > 1)
            dataset.AddOrUpdate(DicomTags.NumberOfFrames, frames);
        var all = pixels.SelectMany(p => p).ToArray();
        dataset.AddOrUpdate(new DicomElement(DicomTags.PixelData, DicomVR.OW, bits > 8 ? MemoryMarshal.AsBytes(all.AsSpan()).ToArray() : Even(Array.ConvertAll(all, v => (byte)v))));
        var name = $"{bits} bits{(signed ? " signed" : "")}{(samples > 1 ? " RGB" : "")}{(frames > 1 ? $" {frames} frames" : "")}";
        return new ComparisonFilm(name, new DicomFile(dataset), pixels);
    }

    private static ushort[] Roughen(SyntheticRadiograph drawn, int bits, int samples, Random random, int middle)
    {
        var (rows, columns) = (drawn.Options.Rows, drawn.Options.Columns);
        var most = (1 << bits) - 1;
        var values = new ushort[rows * columns * samples];
        for (var i = 0; i < values.Length; i++)
        {
            var (y, x) = (i / samples / columns, i / samples % columns);
            var grain = random.Next(-most / 400 - 1, most / 400 + 2);
            var value = (y * 16 / rows, x * 16 / columns) switch
            {
                (1, 1) => random.Next(most + 1),
                (1, 3) => (x / 3 + y / 5) % 2 * most,
                (1, 13) => most,
                (14, 2) => 0,
                _ => (int)((long)drawn.Pixels[y * columns + x] * most / 4095) * (4 - i % samples) / 4 + grain,
            };
            values[i] = (ushort)(Math.Clamp(value, 0, most) - middle);
        }
        return values;
    }

    private static byte[] Even(byte[] bytes) => bytes.Length % 2 == 0 ? bytes : [.. bytes, 0];
}
