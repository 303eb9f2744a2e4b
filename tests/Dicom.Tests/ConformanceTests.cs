using System.Diagnostics;
using System.Text.RegularExpressions;
using OxiPortal.Dicom.Synthetic;
using OxiPortal.Dicom.Tests.Making;

namespace OxiPortal.Dicom.Tests;

/// <summary>What we write, judged by others: dciodvfy (dicom3tools) finds no error that the source did not have, DCMTK reads all of it.</summary>
public sealed partial class ConformanceTests : IDisposable
{
    private readonly DicomTools _tools = new();

    public void Dispose() => _tools.Dispose();

    public static TheoryData<string> Syntaxes => [.. new[] { DicomTransferSyntax.ImplicitVRLittleEndian, DicomTransferSyntax.ExplicitVRLittleEndian,
        DicomTransferSyntax.ExplicitVRBigEndian, DicomTransferSyntax.DeflatedExplicitVRLittleEndian }.Select(s => s.Uid)];

    public static TheoryData<string, bool> RealFiles
    {
        get
        {
            TheoryData<string, bool> files = new(
                from folder in new[] { "dicom", "dicom_codecs" }
                let path = SharedData.TryPath("cxr", folder)
                where path is not null
                from file in Directory.GetFiles(path)
                    // It has no SOP Instance UID anywhere: it cannot be a file of PS3.10.
                where Path.GetFileName(file) != "JLSL_RGB_ILV2.dcm"
                select ($"{folder}/{Path.GetFileName(file)}", Path.GetFileName(file).Length % 2 == 0));
            // A theory without a row would fail: with one whose file is not there, it is skipped and says so.
            if (files.Count == 0)
                files.Add("dicom/none", false);
            return files;
        }
    }

    [Theory]
    [MemberData(nameof(RealFiles), DisableDiscoveryEnumeration = true)]
    public async Task GivenARealFile_WhenWrittenAnew_ThenNoErrorIsNewAndItsContentStays(string name, bool definedLengths)
    {
        DicomTools.Require("dciodvfy", "dcmdump");
        var source = SharedData.Path(["cxr", .. name.Split('/')]);
        using var file = await DicomFile.OpenAsync(source);
        var target = _tools.NewPath();
        await using (var stream = File.Create(target))
            await file.SaveAsync(stream, new DicomWriteOptions { DefinedLengths = definedLengths });

        Assert.Empty((await ErrorsAsync(target)).Except(await ErrorsAsync(source)));
        await _tools.RunAsync("dcmdump", "-q", target);
        using var again = await DicomFile.OpenAsync(target);
        Assert.Equal(ContentHash.Compute(file.Dataset), ContentHash.Compute(again.Dataset));
    }

    [Theory, MemberData(nameof(Syntaxes))]
    public async Task GivenASyntheticFilm_WhenWrittenInAnySyntax_ThenItHasNoErrorsAndDcmtkReadsTheSamePixels(string syntax)
    {
        DicomTools.Require("dciodvfy", "dcmdump", "dcmconv");
        var film = SyntheticRadiograph.Draw(new SyntheticFilmOptions { Seed = 1, Rows = 96, Columns = 80, PixelSpacingMm = 4 });
        var source = film.ToDicom(SyntheticStudy.Demo(1));
        var target = _tools.NewPath();
        await using (var stream = File.Create(target))
            await source.SaveAsync(stream, new DicomWriteOptions { TransferSyntax = DicomTransferSyntax.Parse(syntax) });

        Assert.Equal("", string.Join('\n', await ErrorsAsync(target)));
        await _tools.RunAsync("dcmdump", "-q", target);
        using var converted = await DicomFile.OpenAsync(await _tools.ConvertAsync(target, "dcmconv", "+te"));
        Assert.Equal(film.Pixels, Decoded.Frame(converted).Words);
    }

    [Theory, MemberData(nameof(Syntaxes))]
    public async Task GivenSequencesPrivateAttributesAndNumbersOfAllKinds_WhenWritten_ThenDcmtkReadsEveryValue(string syntax)
    {
        DicomTools.Require("dcmdump");
        var film = TestFilm.Native(
            TestFilm.DataSet(2, 2, 16, 12)
                .AddOrUpdate(DicomTags.SpecificCharacterSet, "ISO_IR 192")
                .AddOrUpdate(DicomTags.PatientName, "Müller^Jürgen")
                .AddOrUpdate(DicomTags.PixelSpacing, 0.1, 1.0 / 3)
                .AddOrUpdate(DicomTags.SelectorFDValue, -2.5)
                .AddOrUpdate(DicomTags.SelectorUVValue, ulong.MaxValue)
                .AddOrUpdate(DicomTags.SelectorSVValue, long.MinValue)
                .AddOrUpdate(DicomTags.SelectorSLValue, -70000)
                .AddOrUpdate(DicomTags.FrameIncrementPointer, DicomTags.FrameTime)
                .AddOrUpdate(DicomTags.ReferencedImageSequence, new DicomDataset().AddOrUpdate(DicomTags.ReferencedFrameNumber, 5), new DicomDataset())
                .AddOrUpdate(new DicomElement(new DicomTag(0x0011, 0x0010), DicomVR.LO, "ACME"u8.ToArray()))
                .AddOrUpdate(new DicomElement(new DicomTag(0x0011, 0x1001), DicomVR.UT, "hidden"u8.ToArray())),
            [1, 2, 3, 4095]);
        var target = _tools.NewPath();
        await using (var stream = File.Create(target))
            await film.SaveAsync(stream, new DicomWriteOptions { TransferSyntax = DicomTransferSyntax.Parse(syntax) });

        var dump = await _tools.RunAsync("dcmdump", "+L", "-q", target);

        string[] expected =
        [
            "[Müller^Jürgen]", "[0.1\\0.33333333333333]", "FD -2.5", "UV 18446744073709551615", "SV -9223372036854775808", "SL -70000", "AT (0018,1063)", "IS [5]",
            "[ACME]", syntax == DicomTransferSyntax.ImplicitVRLittleEndian.Uid ? @"68\69\64\64\65\6e" : "[hidden]", @"0001\0002\0003\0fff",
        ];
        Assert.All(expected, value => Assert.Contains(value, dump, StringComparison.Ordinal));
    }

    // dciodvfy ends with 1 where there are errors: what it prints counts. Places in the file are left out, they move; and the header's UIDs are named as
    // the data set's, whose errors they repeat.
    private async Task<IEnumerable<string>> ErrorsAsync(string path)
    {
        using (var file = await DicomFile.OpenAsync(path))
        {
            // It does not inflate: DCMTK does it for it.
            if (file.TransferSyntax.IsDeflated)
                path = await _tools.ConvertAsync(path, "dcmconv", "+te");
        }
        using var process = Process.Start(new ProcessStartInfo("dciodvfy", [path]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var printed = await process.StandardError.ReadToEndAsync() + await output;
        await process.WaitForExitAsync();
        return [.. printed.Split('\n').Where(line => line.StartsWith("Error", StringComparison.Ordinal)).Select(line => Moving().Replace(line, ""))];
    }

    [GeneratedRegex("0x[0-9a-fA-F]+|at byte [0-9]+|Media ?Storage| ")]
    private static partial Regex Moving();
}
