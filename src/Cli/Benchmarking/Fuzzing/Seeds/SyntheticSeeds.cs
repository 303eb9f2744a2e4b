using System.Runtime.InteropServices;
using System.Text;
using OxiPortal.Dicom;

namespace OxiPortal.Cli.Benchmarking.Fuzzing.Seeds;

/// <summary>Small films of the fuzzer's own, one of each encoding that is decoded without a native library: no run needs files from elsewhere.</summary>
internal static class SyntheticSeeds
{
    private const int Rows = 40;
    private const int Columns = 48;

    public static IEnumerable<FuzzSeed> All()
    {
        foreach (var (name, file) in Files())
            yield return FuzzSeed.Of(name, file.ToBytes().ToArray()) ?? throw new InvalidOperationException($"The synthetic seed {name} cannot be read.");
        foreach (var (name, syntax) in new[]
        {
            ("implicit", DicomTransferSyntax.ImplicitVRLittleEndian), ("big endian", DicomTransferSyntax.ExplicitVRBigEndian),
            ("deflated", DicomTransferSyntax.DeflatedExplicitVRLittleEndian),
        })
            yield return FuzzSeed.Of(name, SeedTranscriber.Write(Native(16, 12), syntax)) ?? throw new InvalidOperationException($"The synthetic seed {name} cannot be read.");
    }

    private static IEnumerable<(string Name, DicomFile File)> Files()
    {
        var twelve = Pixels(12);
        yield return ("native 12 bit", Native(16, 12));
        yield return ("native 8 bit", Native(8, 8));
        yield return ("native two frames", Native(16, 12, frames: 2));
        yield return ("native colour by plane", Native(8, 8, samples: 3));
        yield return ("rle 16 bit", Compressed(16, 12, 1, DicomTransferSyntax.RleLossless, RleEncoder.Encode(twelve, 16, 1)));
        yield return ("rle colour", Compressed(8, 8, 3, DicomTransferSyntax.RleLossless, RleEncoder.Encode(Pixels(8, 3), 8, 3)));
        foreach (var predictor in new[] { 1, 4, 7 })
        {
            yield return ($"jpeg lossless {predictor}", Compressed(16, 12, 1, predictor == 1 ? DicomTransferSyntax.JpegLosslessSV1 : DicomTransferSyntax.JpegLossless,
                new JpegLosslessEncoder { Rows = Rows, Columns = Columns, Precision = 12, Predictor = predictor, LinesPerRestart = predictor == 7 ? 8 : 0 }.Encode(twelve)));
        }
        yield return ("jpeg lossless two frames", Compressed(16, 12, 1, DicomTransferSyntax.JpegLosslessSV1, Enumerable.Repeat(
            new JpegLosslessEncoder { Rows = Rows, Columns = Columns, Precision = 12 }.Encode(twelve), 2).ToArray()));
        yield return ("jpeg lossless colour", Compressed(8, 8, 3, DicomTransferSyntax.JpegLossless,
            new JpegLosslessEncoder { Rows = Rows, Columns = Columns, Precision = 8, Samples = 3 }.Encode(Pixels(8, 3))));
        yield return ("jpeg baseline", Compressed(8, 8, 1, DicomTransferSyntax.JpegBaseline,
            new JpegSequentialEncoder { Rows = Rows, Columns = Columns, UnitsPerRestart = 6 }.Encode(Pixels(8))));
        yield return ("jpeg extended", Compressed(16, 12, 1, DicomTransferSyntax.JpegExtended,
            new JpegSequentialEncoder { Rows = Rows, Columns = Columns, Precision = 12 }.Encode(twelve)));
        yield return ("jpeg flat blocks", Compressed(8, 8, 1, DicomTransferSyntax.JpegBaseline, new JpegFlatBlocksEncoder { Rows = Rows, Columns = Columns }.Encode(Blocks(8))));
        yield return ("jpeg baseline colour", Compressed(8, 8, 3, DicomTransferSyntax.JpegBaseline,
            new JpegSequentialEncoder { Rows = Rows, Columns = Columns, Sampling = [0x22, 0x11, 0x11] }.Encode(Pixels(8, 3))));
        yield return ("jpeg baseline colour by scan", Compressed(8, 8, 3, DicomTransferSyntax.JpegBaseline,
            new JpegSequentialEncoder { Rows = Rows, Columns = Columns, Sampling = [0x11, 0x11, 0x11], SeparateScans = true }.Encode(Pixels(8, 3))));
    }

    private static DicomFile Native(int allocated, int stored, int samples = 1, int frames = 1)
    {
        var dataset = DataSet(allocated, stored, samples, frames);
        var pixels = Enumerable.Repeat(Pixels(stored, samples), frames).SelectMany(p => p).ToArray();
        if (samples > 1)
            dataset.AddOrUpdate(DicomTags.PlanarConfiguration, 1);
        return new DicomFile(dataset.AddOrUpdate(new DicomElement(
            DicomTags.PixelData, DicomVR.OW, allocated == 8 ? Array.ConvertAll(pixels, p => (byte)p) : MemoryMarshal.AsBytes(pixels.AsSpan()).ToArray())));
    }

    private static DicomFile Compressed(int allocated, int stored, int samples, DicomTransferSyntax syntax, params byte[][] fragments) =>
        Compressed(allocated, stored, samples, syntax, Rows, Columns, fragments);

    /// <summary>A film of codestreams, one for each frame.</summary>
    public static DicomFile Compressed(int allocated, int stored, int samples, DicomTransferSyntax syntax, int rows, int columns, byte[][] fragments)
    {
        // Two fragments and two frames need the offset table: PS3.5 section A.4.
        var table = new byte[fragments.Length > 1 ? 4 * fragments.Length : 0];
        for (var i = 1; i < fragments.Length; i++)
            BitConverter.GetBytes(BitConverter.ToUInt32(table, 4 * i - 4) + 8 + (fragments[i - 1].Length + 1 & ~1)).AsSpan(0, 4).CopyTo(table.AsSpan(4 * i));
        return new DicomFile(DataSet(allocated, stored, samples, fragments.Length).AddOrUpdate(DicomTags.Rows, rows).AddOrUpdate(DicomTags.Columns, columns).AddOrUpdate(
            new DicomFragmentSequence(DicomTags.PixelData, DicomVR.OB, table, [.. fragments.Select(f => new ReadOnlyMemory<byte>(f))])), syntax);
    }

    private static DicomDataset DataSet(int allocated, int stored, int samples, int frames) => new DicomDataset()
        .AddOrUpdate(DicomTags.SpecificCharacterSet, "ISO_IR 100")
        .AddOrUpdate(DicomTags.ImageType, "ORIGINAL", "PRIMARY")
        .AddOrUpdate(DicomTags.SOPClassUID, SopClasses.ComputedRadiography)
        .AddOrUpdate(DicomTags.SOPInstanceUID, "2.25.7001")
        .AddOrUpdate(DicomTags.StudyDate, "20240229")
        .AddOrUpdate(DicomTags.StudyTime, "101112.5")
        .AddOrUpdate(DicomTags.AccessionNumber, "Quillwort77")
        .AddOrUpdate(DicomTags.Modality, "CR")
        .AddOrUpdate(DicomTags.StudyDescription, "Thistledown study")
        .AddOrUpdate(new DicomSequence(DicomTags.ViewCodeSequence, new DicomDataset()
            .AddOrUpdate(DicomTags.CodeValue, "399348003").AddOrUpdate(DicomTags.CodingSchemeDesignator, "SCT").AddOrUpdate(DicomTags.CodeMeaning, "postero-anterior")))
        .AddOrUpdate(new DicomElement(new DicomTag(9, 0x10), DicomVR.LO, Encoding.ASCII.GetBytes("OXIPORTAL TEST ")))
        .AddOrUpdate(new DicomElement(new DicomTag(9, 0x1001), DicomVR.UN, new byte[] { 1, 2, 3, 4 }))
        .AddOrUpdate(DicomTags.PatientName, "Bramblewick^Odalys")
        .AddOrUpdate(DicomTags.PatientID, "Larkspur4711")
        .AddOrUpdate(DicomTags.ViewPosition, "PA")
        .AddOrUpdate(DicomTags.StudyInstanceUID, "2.25.7002")
        .AddOrUpdate(DicomTags.SeriesInstanceUID, "2.25.7003")
        .AddOrUpdate(DicomTags.PatientOrientation, "L", "F")
        .AddOrUpdate(DicomTags.SamplesPerPixel, samples)
        .AddOrUpdate(DicomTags.PhotometricInterpretation, samples == 1 ? "MONOCHROME2" : "RGB")
        .AddOrUpdate(DicomTags.NumberOfFrames, frames)
        .AddOrUpdate(DicomTags.Rows, Rows)
        .AddOrUpdate(DicomTags.Columns, Columns)
        .AddOrUpdate(DicomTags.PixelSpacing, "0.175", "0.175")
        .AddOrUpdate(DicomTags.BitsAllocated, allocated)
        .AddOrUpdate(DicomTags.BitsStored, stored)
        .AddOrUpdate(DicomTags.HighBit, stored - 1)
        .AddOrUpdate(DicomTags.PixelRepresentation, 0)
        .AddOrUpdate(DicomTags.WindowCenter, "2048", "100")
        .AddOrUpdate(DicomTags.WindowWidth, "4096", "50")
        .AddOrUpdate(DicomTags.RescaleIntercept, "0")
        .AddOrUpdate(DicomTags.RescaleSlope, "1");

    // A hill with noise: neighbours are alike, no two lines are.
    private static ushort[] Pixels(int bits, int samples = 1)
    {
        var random = new FuzzRandom(1, bits + samples);
        var most = (1 << bits) - 1;
        return [.. Enumerable.Range(0, Rows * Columns * samples).Select(i =>
        {
            var (y, x) = (i / samples / Columns, i / samples % Columns);
            return (ushort)Math.Clamp(4 * most * (long)(x * (Columns - x)) * (y * (Rows - y)) / (Columns * Columns * Rows * Rows / 4) + random.Next(most / 20), 0, most);
        })];
    }

    private static int[] Blocks(int bits)
    {
        var random = new FuzzRandom(2, bits);
        return [.. Enumerable.Range(0, (Rows / 8) * (Columns / 8)).Select(_ => random.Next(1 << bits))];
    }
}
