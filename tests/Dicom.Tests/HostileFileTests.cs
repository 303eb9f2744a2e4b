using System.IO.Compression;
using System.Text;
using System.Text.Json;
using OxiPortal.Dicom.Imaging;
using OxiPortal.Dicom.Json;
using OxiPortal.Dicom.Tests.Making;
using OxiPortal.Domain.Detection;

namespace OxiPortal.Dicom.Tests;

/// <summary>Files made to harm, or harmed: each is read whole or refused by a <see cref="DicomException"/>, in bounded time and memory.</summary>
public class HostileFileTests
{
    public static TheoryData<string, byte[]> NotDicom => new()
    {
        { "nothing", [] },
        { "one byte", [8] },
        { "a text", Encoding.UTF8.GetBytes("Dear colleague, please find the film attached.\n" + new string('x', 500)) },
        { "a zip", Zip() },
        { "zeros", new byte[1000] },
        { "a PNG", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, .. new byte[300]] },
        { "a text that begins like a data set", [8, 0, 5, 0, .. Encoding.ASCII.GetBytes("and then only letters, letters, letters, letters, letters, letters.")] },
    };

    [Theory]
    [MemberData(nameof(NotDicom))]
    public void GivenSomethingElse_WhenRead_ThenItIsNoDicomFile(string what, byte[] bytes)
    {
        Assert.NotEmpty(what);
        Assert.Contains(Refused(() => DicomFile.Read(bytes)).Code, new[] { RefusalCodes.NotDicom, RefusalCodes.Corrupt });
    }

    [Fact]
    public void GivenATextFile_WhenRead_ThenTheSentenceSaysSo() =>
        Assert.Equal("This is not a DICOM file.", Refused(() => DicomFile.Read(Encoding.UTF8.GetBytes(new string('a', 1000)))).Message);

    [Theory]
    [InlineData("native")]
    [InlineData("rle")]
    [InlineData("lossless")]
    [InlineData("baseline")]
    public void GivenAFileCutAtAnyByte_WhenDecoded_ThenItIsRefused(string syntax)
    {
        var whole = TestFilm.InEverySyntax().Single(f => f.Name == syntax).File.ToBytes();
        for (var length = 0; length < whole.Length; length++)
        {
            var cut = whole[..length].ToArray();
            Assert.ThrowsAny<DicomException>(() => Decoded.Frame(DicomFile.Read(cut)));
        }
    }

    [Theory]
    [InlineData("rle")]
    [InlineData("lossless")]
    [InlineData("baseline")]
    public void GivenACodestreamCutAtAnyByteInAWholeFile_WhenDecoded_ThenNothingHalfGreyComesOut(string syntax)
    {
        var file = TestFilm.InEverySyntax().Single(f => f.Name == syntax).File;
        var expected = Decoded.Frame(file).Words;
        var stream = ((DicomFragmentSequence)file.Dataset.Find(DicomTags.PixelData)!).Fragments[0].ToArray();
        for (var length = 0; length < stream.Length; length++)
        {
            // With an end marker put back too: a decoder that looks only for that would be fooled. (RLE has none.)
            byte[][] cuts = syntax == "rle" ? [stream[..length]] : [stream[..length], [.. stream[..length], 0xFF, 0xD9]];
            foreach (var cut in cuts)
            {
                ushort[] decoded;
                try
                {
                    decoded = Decoded.Frame(TestFilm.Compressed(file.Dataset, file.TransferSyntax, cut)).Words;
                }
                catch (DicomException)
                {
                    continue;
                }
                // What is cut off may only be padding behind the last pixel.
                Assert.Equal(expected, decoded);
            }
        }
    }

    [Theory]
    [InlineData("native", 1)]
    [InlineData("rle", 2)]
    [InlineData("lossless", 3)]
    [InlineData("baseline", 4)]
    public void GivenManyDamagedFiles_WhenRead_ThenEachIsReadOrRefused(string syntax, int seed)
    {
        var whole = TestFilm.InEverySyntax().Single(f => f.Name == syntax).File.ToBytes().ToArray();
        var random = new Random(seed);
        for (var mutant = 0; mutant < 300; mutant++)
            ReadOrRefuse(Mutate(whole, random));
    }

    [Theory]
    [InlineData("ele.dcm")]
    [InlineData("rle.dcm")]
    [InlineData("sv1.dcm")]
    [InlineData("l14.dcm")]
    [InlineData("base.dcm")]
    [InlineData("ext.dcm")]
    public async Task GivenManyDamagedRealFiles_WhenRead_ThenEachIsReadOrRefused(string name)
    {
        var whole = await File.ReadAllBytesAsync(SharedData.Path("dicom-syntaxes", name));
        var random = new Random(name.Length);
        for (var mutant = 0; mutant < 100; mutant++)
            ReadOrRefuse(Mutate(whole, random));
    }

    [Fact]
    public void GivenALengthBeyondTheFile_WhenRead_ThenTagAndPlaceAreNamed()
    {
        var raw = new RawDicom().Text(DicomTags.SOPClassUID, "UI", "1.2").Header(0x7FE0, 0x0010, "OW", 0xFFFFFFF0);
        var error = Refused(() => DicomFile.Read(raw.ToFile(DicomTransferSyntax.ExplicitVRLittleEndian)));
        Assert.Equal((RefusalCodes.Corrupt, DicomTags.PixelData), (error.Code, error.Tag));
        Assert.Contains("(7FE0,0010) PixelData at byte ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void GivenSequencesNestedTooDeep_WhenRead_ThenTheyAreRefused()
    {
        var raw = new RawDicom();
        for (var depth = 0; depth < 20_000; depth++)
            raw.Header(0x0008, 0x1140, "SQ", RawDicom.Undefined).Item(RawDicom.Undefined);
        Assert.Equal(RefusalCodes.TooLarge, Refused(() => DicomFile.Read(raw.ToFile(DicomTransferSyntax.ExplicitVRLittleEndian))).Code);
    }

    [Fact]
    public void GivenMoreAttributesThanAllowed_WhenRead_ThenTheFileIsRefused()
    {
        var raw = new RawDicom().Header(0x0008, 0x1140, "SQ", RawDicom.Undefined);
        for (var item = 0; item < 2000; item++)
            raw.Item(0);
        var bytes = raw.EndSequence().ToFile(DicomTransferSyntax.ExplicitVRLittleEndian);
        Assert.Equal(RefusalCodes.TooLarge, Refused(() => DicomFile.Read(bytes, new DicomReadLimits { MaxElements = 1000 })).Code);
    }

    [Fact]
    public void GivenADeflateBomb_WhenRead_ThenItIsRefusedBeforeItIsInflated()
    {
        var raw = new RawDicom().Header(0x7FE0, 0x0010, "OW", 64 << 20).Bytes(new byte[64 << 20]);
        var bytes = raw.ToFile(DicomTransferSyntax.DeflatedExplicitVRLittleEndian);
        Assert.True(bytes.Length < 1 << 20);
        Assert.Equal(RefusalCodes.ArchiveBomb, Refused(() => DicomFile.Read(bytes, new DicomReadLimits { MaxInflatedBytes = 1 << 20 })).Code);
    }

    [Theory]
    [InlineData(1 << 20, true)]
    [InlineData(8 << 20, false)]
    public void GivenADeflatedDataSetThatSwellsBeyondBelief_WhenRead_ThenItIsRefusedUnlessItIsSmall(int unquestioned, bool refused)
    {
        var raw = RawDicom.SmallFilm(true).Header(0x7FE1, 0x1010, "OB", 4 << 20).Bytes(new byte[4 << 20]);
        var bytes = raw.ToFile(DicomTransferSyntax.DeflatedExplicitVRLittleEndian);
        var limits = new DicomReadLimits { UnquestionedInflatedBytes = unquestioned, MaxInflationRatio = 50 };
        if (refused)
            Assert.Equal(RefusalCodes.ArchiveBomb, Refused(() => DicomFile.Read(bytes, limits)).Code);
        else
            Assert.Equal("CR", DicomFile.Read(bytes, limits).Dataset.GetString(DicomTags.Modality));
    }

    [Fact]
    public void GivenADeflatedBlankFilm_WhenRead_ThenItsRatioIsBelieved()
    {
        var raw = RawDicom.SmallFilm(true).Header(0x7FE1, 0x1010, "OB", 20 << 20).Bytes(new byte[20 << 20]);
        Assert.NotNull(DicomFile.Read(raw.ToFile(DicomTransferSyntax.DeflatedExplicitVRLittleEndian)));
    }

    [Fact]
    public async Task GivenAFileOverTheLimit_WhenReadFromAStreamOfUnknownLength_ThenItIsRefused()
    {
        using var stream = new GZipStream(new MemoryStream(GZip(new byte[3 << 20])), CompressionMode.Decompress);
        var error = await Assert.ThrowsAsync<DicomException>(() => DicomFile.ReadAsync(stream, new DicomReadLimits { MaxFileBytes = 1 << 20 }));
        Assert.Equal((RefusalCodes.TooLarge, "The file is larger than 1 MiB."), (error.Code, error.Message));
    }

    [Fact]
    public void GivenAHugeSizeOverATinyCodestream_WhenDecoded_ThenNoMemoryIsTakenForIt()
    {
        var file = TestFilm.Compressed(TestFilm.DataSet(65535, 65535, 16, 12), DicomTransferSyntax.RleLossless, new byte[64]);
        Assert.Equal(RefusalCodes.TooLarge, Refused(() => Decoded.Frame(file)).Code);
    }

    [Theory]
    [InlineData("rle")]
    [InlineData("lossless")]
    [InlineData("baseline")]
    public void GivenALargeSizeThatATinyCodestreamCannotFill_WhenDecoded_ThenNoMemoryIsTakenForIt(string syntax)
    {
        var small = TestFilm.InEverySyntax().Single(f => f.Name == syntax).File;
        var stream = ((DicomFragmentSequence)small.Dataset.Find(DicomTags.PixelData)!).Fragments[0].ToArray();
        const int Side = 8192;
        if (syntax != "rle")
        {
            var header = stream.AsSpan().IndexOf(syntax == "baseline" ? [0xFF, 0xC0] : new byte[] { 0xFF, 0xC3 });
            new byte[] { Side >> 8, 0, Side >> 8, 0 }.CopyTo(stream.AsSpan(header + 5));
        }
        var bits = small.Dataset.GetSingleValueOrDefault(DicomTags.BitsStored, 0);
        var file = TestFilm.Compressed(TestFilm.DataSet(Side, Side, bits > 8 ? 16 : 8, bits), small.TransferSyntax, stream);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(RefusalCodes.Corrupt, Refused(() => Decoded.Frame(file)).Code);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    // Seconds suffice by far where the work grows with the file; where it grows with its square, hours would not.
    private const int GenerousMilliseconds = 20_000;

    [Fact(Timeout = GenerousMilliseconds)]
    public async Task GivenASpacingOfManyValues_WhenRead_ThenItIsTakenApartOnceAndIsNone()
    {
        var dataset = TestFilm.DataSet(1, 1, 16, 12)
            .AddOrUpdate(new DicomElement(DicomTags.PixelSpacing, DicomVR.DS, Encoding.ASCII.GetBytes(string.Join('\\', Enumerable.Repeat("0.175", 400_000)))));
        var (spacing, values) = await Task.Run(
            () => (FilmReader.Spacing(dataset), dataset.GetValues<double>(DicomTags.PixelSpacing)), TestContext.Current.CancellationToken);
        Assert.Null(spacing);
        Assert.Equal(400_000, values.Count);
    }

    [Fact(Timeout = GenerousMilliseconds)]
    public async Task GivenManyAttributesOfZeros_WhenRead_ThenThePaddingIsSearchedForOnce()
    {
        var bytes = RawDicom.SmallFilm(false).Bytes(new byte[8 * 499_000]).Text(DicomTags.PatientID, "LO", "A1").ToFile(DicomTransferSyntax.ImplicitVRLittleEndian);
        var file = await Task.Run(() => DicomFile.Read(bytes), TestContext.Current.CancellationToken);
        Assert.Equal("A1", file.Dataset.GetString(DicomTags.PatientID));
    }

    [Fact(Timeout = GenerousMilliseconds)]
    public async Task GivenAPixelRepresentationOfMegabytes_WhenReadBesideManyAttributesThatMayBeSigned_ThenItIsNotLookedInto()
    {
        var raw = new RawDicom().Header(0x0028, 0x0103, "UT", 8 << 20).Bytes(Enumerable.Repeat((byte)'1', 8 << 20).ToArray())
            .Header(0x0028, 0x3010, "UN", RawDicom.Undefined);
        var item = new RawDicom(explicitVR: false).Words(DicomTags.SmallestImagePixelValue, "US", 0).ToDataSet();
        for (var i = 0; i < 100_000; i++)
            raw.Item((uint)item.Length).Bytes(item);
        var bytes = raw.EndSequence().ToFile(DicomTransferSyntax.ExplicitVRLittleEndian);
        var file = await Task.Run(() => DicomFile.Read(bytes), TestContext.Current.CancellationToken);
        Assert.Equal(DicomVR.US, file.Dataset.GetSequence(new DicomTag(0x0028, 0x3010))[0].Find(DicomTags.SmallestImagePixelValue)?.VR);
    }

    [Fact]
    public void GivenManyScansInALongStream_WhenDecoded_ThenEachTakesOnlyItsOwnMemory()
    {
        var stream = new JpegLosslessEncoder { Rows = 16, Columns = 16, Precision = 8, Samples = 3, SeparateScans = true }.Encode(TestFilm.Pixels(16, 16, 8, samples: 3));
        var file = TestFilm.Compressed(TestFilm.DataSet(16, 16, 8, 8, 3), DicomTransferSyntax.JpegLossless, [.. stream, .. new byte[16 << 20]]);
        Decoded.Frame(file);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Decoded.Frame(file);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Theory]
    [InlineData("lossless")]
    [InlineData("baseline")]
    public void GivenAComponentCodedTwice_WhenDecoded_ThenItIsRefused(string syntax)
    {
        var file = TestFilm.InEverySyntax().Single(f => f.Name == syntax).File;
        var stream = ((DicomFragmentSequence)file.Dataset.Find(DicomTags.PixelData)!).Fragments[0].ToArray();
        var scan = stream.AsSpan().IndexOf(new byte[] { 0xFF, 0xDA });
        var error = Refused(() => Decoded.Frame(TestFilm.Compressed(file.Dataset, file.TransferSyntax, [.. stream[..^2], .. stream[scan..]])));
        Assert.Contains("holds a component twice", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void GivenAnAttributeTwiceWithDifferentValues_WhenRead_ThenTheFileIsRefused()
    {
        var raw = new RawDicom().Text(DicomTags.PatientID, "LO", "A1").Text(DicomTags.PatientID, "LO", "B2");
        Assert.Equal(DicomTags.PatientID, Refused(() => DicomFile.Read(raw.ToFile(DicomTransferSyntax.ExplicitVRLittleEndian))).Tag);
    }

    private static void ReadOrRefuse(byte[] bytes)
    {
        try
        {
            var file = DicomFile.Read(bytes);
            AnalysisEligibility.Check(file.Dataset);
            ContentHash.Compute(file.Dataset);
            using (var json = new Utf8JsonWriter(Stream.Null))
                DicomJson.Write(file.Dataset, json);
            Decoded.Frame(file);
            Decoded.Film(file);
        }
        catch (DicomException error)
        {
            Assert.NotEmpty(error.Message);
        }
    }

    private static byte[] Mutate(byte[] whole, Random random)
    {
        var bytes = (byte[])whole.Clone();
        for (var change = random.Next(1, 6); change > 0; change--)
        {
            var at = random.Next(128, bytes.Length);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    bytes[at] = random.Next(2) == 0 ? (byte)0xFF : (byte)0;
                    break;
                case 3:
                    var length = Math.Min(random.Next(1, 9), bytes.Length - at);
                    bytes.AsSpan(random.Next(128, bytes.Length - length), length).CopyTo(bytes.AsSpan(at));
                    break;
                default:
                    bytes = bytes[..random.Next(Math.Max(at, 140), bytes.Length + 1)];
                    break;
            }
            if (bytes.Length < 200)
                break;
        }
        return bytes;
    }

    private static DicomException Refused(Action action) => Assert.Throws<DicomException>(action);

    private static byte[] Zip()
    {
        using var target = new MemoryStream();
        using (var zip = new ZipArchive(target, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = zip.CreateEntry("film.dcm").Open();
            entry.Write(RawDicom.SmallFilm(true).ToFile(DicomTransferSyntax.ExplicitVRLittleEndian));
        }
        return target.ToArray();
    }

    private static byte[] GZip(byte[] bytes)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return target.ToArray();
    }
}
