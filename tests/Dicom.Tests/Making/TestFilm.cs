using System.Runtime.InteropServices;

namespace OxiPortal.Dicom.Tests.Making;

/// <summary>Small films with made-up pixels, plain and compressed by the tests' own encoders.</summary>
internal static class TestFilm
{
    /// <summary>A smooth hill with noise: what predictors and run lengths have to cope with.</summary>
    public static ushort[] Pixels(int rows, int columns, int bits, int samples = 1, int seed = 1)
    {
        var random = new Random(seed);
        var most = (1 << bits) - 1;
        var pixels = new ushort[rows * columns * samples];
        for (var i = 0; i < pixels.Length; i++)
        {
            var (y, x) = (i / samples / columns, i / samples % columns);
            var hill = Math.Sin(3.0 * x / columns + i % samples) * Math.Sin(3.0 * y / rows) * 0.9;
            pixels[i] = (ushort)Math.Clamp(most * hill + random.Next(-most / 40 - 1, most / 40 + 2), 0, most);
        }
        return pixels;
    }

    public static DicomDataset DataSet(int rows, int columns, int bitsAllocated, int bitsStored, int samples = 1, string? photometric = null) => new DicomDataset()
        .AddOrUpdate(DicomTags.SOPClassUID, SopClasses.ComputedRadiography)
        .AddOrUpdate(DicomTags.SOPInstanceUID, "2.25.7")
        .AddOrUpdate(DicomTags.StudyInstanceUID, "2.25.8")
        .AddOrUpdate(DicomTags.Modality, "CR")
        .AddOrUpdate(DicomTags.PatientName, "Doe^Jane")
        .AddOrUpdate(DicomTags.ViewPosition, "PA")
        .AddOrUpdate(DicomTags.SamplesPerPixel, samples)
        .AddOrUpdate(DicomTags.PhotometricInterpretation, photometric ?? (samples == 1 ? "MONOCHROME2" : "RGB"))
        .AddOrUpdate(DicomTags.Rows, rows)
        .AddOrUpdate(DicomTags.Columns, columns)
        .AddOrUpdate(DicomTags.BitsAllocated, bitsAllocated)
        .AddOrUpdate(DicomTags.BitsStored, bitsStored)
        .AddOrUpdate(DicomTags.HighBit, bitsStored - 1)
        .AddOrUpdate(DicomTags.PixelRepresentation, 0);

    public static DicomFile Native(DicomDataset dataset, ushort[] pixels) =>
        new(dataset.AddOrUpdate(new DicomElement(DicomTags.PixelData, DicomVR.OW, dataset.GetSingleValueOrDefault(DicomTags.BitsAllocated, 16) == 8
            ? Array.ConvertAll(pixels, p => (byte)p)
            : MemoryMarshal.AsBytes(pixels.AsSpan()).ToArray())));

    public static DicomFile Compressed(DicomDataset dataset, DicomTransferSyntax syntax, params byte[][] fragments) =>
        new(dataset.AddOrUpdate(new DicomFragmentSequence(
            DicomTags.PixelData, DicomVR.OB, ReadOnlyMemory<byte>.Empty, [.. fragments.Select(f => new ReadOnlyMemory<byte>(f))])), syntax);

    /// <summary>The same film in three transfer syntaxes, for tests of damage.</summary>
    public static IEnumerable<(string Name, DicomFile File)> InEverySyntax(int rows = 24, int columns = 20)
    {
        var pixels = Pixels(rows, columns, 12);
        yield return ("native", Native(DataSet(rows, columns, 16, 12), pixels));
        yield return ("rle", Compressed(DataSet(rows, columns, 16, 12), DicomTransferSyntax.RleLossless, RleEncoder.Encode(pixels, 16, 1)));
        yield return ("lossless", Compressed(
            DataSet(rows, columns, 16, 12), DicomTransferSyntax.JpegLossless,
            new JpegLosslessEncoder { Rows = rows, Columns = columns, Precision = 12, Predictor = 7, LinesPerRestart = 8 }.Encode(pixels)));
        yield return ("baseline", Compressed(
            DataSet(rows, columns, 8, 8), DicomTransferSyntax.JpegBaseline, new JpegSequentialEncoder { Rows = rows, Columns = columns }.Encode(Pixels(rows, columns, 8))));
    }

    public static ushort[] Words(DicomFile file, int frame = 0) => Decoded.Frame(DicomFile.Read(file.ToBytes()), frame).Words;
}
