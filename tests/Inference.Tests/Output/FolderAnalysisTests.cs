using System.Text.Json;
using OpenCvSharp;
using OxiPortal.Dicom.Imaging;
using OxiPortal.Dicom.Synthetic;
using OxiPortal.Domain.Detection;
using OxiPortal.Inference.Output;
using OxiPortal.Inference.Tests.Support;

namespace OxiPortal.Inference.Tests.Output;

/// <summary>The contract of <c>oxi analyze</c>, with the shipped models.</summary>
public sealed class FolderAnalysisTests(ShippedModels models) : IClassFixture<ShippedModels>, IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("oxi-analyze-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task GivenADrawnFilm_WhenAnalysed_ThenItsFilesObeyTheContract()
    {
        var drawn = SyntheticRadiograph.Draw(Options(seed: 7));
        await File.WriteAllBytesAsync(At("film.dcm"), drawn.ToDicom(SyntheticStudy.Demo(1)).ToBytes().ToArray());

        Assert.Null(Assert.Single(await RunAsync("film.dcm")).Refusal);

        using var json = Json("film.dcm");
        var root = json.RootElement;
        Assert.Equal(At("film.dcm"), root.GetProperty("input").GetString());
        Assert.Equal((900, 820), (root.GetProperty("rows").GetInt32(), root.GetProperty("columns").GetInt32()));
        Assert.Equal([0.4, 0.4], root.GetProperty("pixelSpacingMm").EnumerateArray().Select(v => v.GetDouble()));
        Assert.Contains(root.GetProperty("pixelSpacingSource").GetString(), new[] { "PixelSpacing", "ImagerPixelSpacing" });
        Assert.All(root.GetProperty("models").EnumerateArray(), m => Assert.Equal(64, m.GetProperty("sha256").GetString()!.Length));
        Assert.Equal("cpu", root.GetProperty("device").GetString());
        Assert.InRange(root.GetProperty("abnormalityScore").GetDouble(), 0, 1);
        Assert.InRange(root.GetProperty("cardiothoracicRatio").GetDouble(), 0.2, 0.9);
        var regions = root.GetProperty("regions").EnumerateArray().ToArray();
        Assert.Equal(["RightLung", "LeftLung", "Heart"], regions.Select(r => r.GetProperty("region").GetString()));
        var segments = root.GetProperty("segments").EnumerateArray().ToArray();
        Assert.True(segments.Length >= 5);
        Assert.All(segments, s => Assert.True(s.GetProperty("scale").GetDouble() >= 0.8));
        foreach (var boxed in regions.Concat(segments).Concat(root.GetProperty("findings").EnumerateArray()))
        {
            var box = boxed.GetProperty("box").EnumerateArray().Select(v => v.GetDouble()).ToArray();
            Assert.True(box is [>= 0, >= 0, > 0, > 0] && box[0] + box[2] <= 820.001 && box[1] + box[3] <= 900.001, string.Join(", ", box));
        }
        foreach (var name in new[] { "decode", "regions", "segments", "total" })
            Assert.True(root.GetProperty("timingsMs").GetProperty(name).GetDouble() > 0);

        using var map = Cv2.ImRead(Out("film.dcm" + AnalysisFiles.RegionsSuffix), ImreadModes.Unchanged);
        Assert.Equal((900, 820, MatType.CV_8UC1), (map.Rows, map.Cols, map.Type()));
        map.GetArray(out byte[] bits);
        for (var r = 0; r < 3; r++)
            Assert.Equal(regions[r].GetProperty("areaPx").GetInt64(), bits.LongCount(b => (b & (1 << r)) != 0));
        using var heat = Cv2.ImRead(Out("film.dcm" + AnalysisFiles.HeatmapSuffix), ImreadModes.Unchanged);
        Assert.Equal(MatType.CV_16UC1, heat.Type());
        Assert.Equal(900 / 820.0, heat.Rows / (double)heat.Cols, 0.01);
    }

    [Fact]
    public async Task GivenADrawnFilm_WhenItsRegionsAreCompared_ThenTheyLieWhereTheyWereDrawn()
    {
        var drawn = SyntheticRadiograph.Draw(Options(seed: 9));
        await File.WriteAllBytesAsync(At("film.dcm"), drawn.ToDicom(SyntheticStudy.Demo(2)).ToBytes().ToArray());

        await RunAsync("film.dcm");

        using var map = Cv2.ImRead(Out("film.dcm" + AnalysisFiles.RegionsSuffix), ImreadModes.Unchanged);
        map.GetArray(out byte[] bits);
        Assert.True(Dice(1, drawn.Masks.RightLung) > 0.7 && Dice(2, drawn.Masks.LeftLung) > 0.7);

        double Dice(int bit, Domain.Anatomy.RegionMask mask)
        {
            long both = 0, found = 0, truth = 0;
            for (var i = 0; i < bits.Length; i++)
            {
                var (inFound, inTruth) = ((bits[i] & bit) != 0, mask.AtFilmPixel(i % 820, i / 820, 900, 820));
                both += inFound && inTruth ? 1 : 0;
                found += inFound ? 1 : 0;
                truth += inTruth ? 1 : 0;
            }
            return 2.0 * both / (found + truth);
        }
    }

    [Fact]
    public async Task GivenFilesThatAreNoFilms_WhenAnalysed_ThenEachSaysWhyAndTheNextGoesOn()
    {
        await File.WriteAllTextAsync(At("a-letter.dcm"), "Dear colleague, ...");
        await File.WriteAllBytesAsync(At("b-lateral.dcm"), SyntheticRadiograph.Draw(Options(seed: 3)).ToDicom(SyntheticStudy.Demo(3), "LL").ToBytes().ToArray());
        await File.WriteAllBytesAsync(At("c-black.png"), Png((_, _) => 0));
        var random = new Random(5);
        await File.WriteAllBytesAsync(At("d-noise.png"), Png((_, _) => random.Next(256)));
        await File.WriteAllBytesAsync(At("e-gradient.png"), Png((x, y) => (x + y) / 4));
        await File.WriteAllBytesAsync(At("f-hand.png"), Hand());
        await File.WriteAllBytesAsync(At("g-cut.dcm"), (await File.ReadAllBytesAsync(At("b-lateral.dcm")))[..20_000]);
        await File.WriteAllBytesAsync(At("h-film.dcm"), SyntheticRadiograph.Draw(Options(seed: 7)).ToDicom(SyntheticStudy.Demo(1)).ToBytes().ToArray());

        var done = await RunAsync(
            "a-letter.dcm", "b-lateral.dcm", "c-black.png", "d-noise.png", "e-gradient.png", "f-hand.png", "g-cut.dcm", "h-film.dcm", "i-missing.dcm");

        string[] noLungs = [RefusalCodes.NoLungFound, RefusalCodes.ImplausibleRegions];
        Assert.Equal(
            [RefusalCodes.NotDicom, RefusalCodes.NotFrontal, RefusalCodes.BlankImage, "no lungs", "no lungs", "no lungs", RefusalCodes.Corrupt, null, RefusalCodes.Unreadable],
            done.Select(d => noLungs.Contains(d.Refusal?.Code) ? "no lungs" : d.Refusal?.Code));
        foreach (var refused in done.Where(d => d.Refusal is not null))
        {
            using var json = Json(Path.GetFileName(refused.Input.Path));
            Assert.Equal(["input", "error", "code"], json.RootElement.EnumerateObject().Select(p => p.Name));
            Assert.Equal(refused.Refusal!.Code, json.RootElement.GetProperty("code").GetString());
            Assert.False(File.Exists(refused.Input.BasePath + AnalysisFiles.HeatmapSuffix));
        }
    }

    [Fact]
    public async Task GivenAnInputThatIsRefusedNow_WhenItWasAnalysedBefore_ThenNoOldPictureIsLeft()
    {
        await File.WriteAllBytesAsync(At("film.dcm"), SyntheticRadiograph.Draw(Options(seed: 7)).ToDicom(SyntheticStudy.Demo(1)).ToBytes().ToArray());
        await RunAsync("film.dcm");
        await File.WriteAllTextAsync(At("film.dcm"), "overwritten");

        await RunAsync("film.dcm");

        Assert.Equal(["film.dcm.analysis.json"], Directory.GetFiles(Path.Combine(_root, "out")).Select(Path.GetFileName));
    }

    [Fact]
    public async Task GivenTheRunIsStopped_WhenOneInputIsDone_ThenItsFilesAreWholeAndNothingElseIsThere()
    {
        foreach (var name in new[] { "a.dcm", "b.dcm", "c.dcm" })
            await File.WriteAllTextAsync(At(name), "no film");
        using var cancel = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => FolderAnalysis.RunAsync(
            AnalysisInputs.Find([At("a.dcm"), At("b.dcm"), At("c.dcm")], Path.Combine(_root, "out")), PixelDecoder.Managed, models.Pipeline, _ => cancel.Cancel(), cancel.Token));

        Assert.All(Directory.GetFiles(Path.Combine(_root, "out")), file => Assert.EndsWith(AnalysisFiles.JsonSuffix, file, StringComparison.Ordinal));
        Assert.True(File.Exists(Out("a.dcm" + AnalysisFiles.JsonSuffix)));
    }

    [Theory]
    [InlineData("cxr/jsrt/images", 6)]
    [InlineData("cxr/wingspan/images", 6)]
    [InlineData("cxr/shenzhen/images", 6)]
    [InlineData("cxr/gb_covid/images", 6)]
    [InlineData("cxr/nih/images", 6)]
    public async Task GivenRealFilms_WhenAnalysed_ThenNoneIsRefused(string folder, int count)
    {
        var files = Directory.GetFiles(SharedData.Folder(folder)).Order(StringComparer.Ordinal).ToArray();
        var chosen = Enumerable.Range(0, count).Select(i => files[i * files.Length / count]);

        var done = new List<AnalysedInput>();
        await FolderAnalysis.RunAsync([.. chosen.Select(f => new AnalysisInput(f, Out(Path.GetFileName(f))))], PixelDecoder.Managed, models.Pipeline, done.Add, CancellationToken.None);

        Assert.All(done, d => Assert.True(d.Refusal is null, $"{Path.GetFileName(d.Input.Path)}: {d.Refusal}"));
    }

    [Theory]
    [InlineData("udacity_test1.dcm")]
    [InlineData("CR-MONO1-10-chest.dcm")]
    [InlineData("siim_jpeg_baseline.dcm")]
    public async Task GivenRealDicomFilms_WhenAnalysed_ThenNoneIsRefused(string file)
    {
        var path = Path.Combine(SharedData.Folder("cxr/dicom"), file);

        var done = new List<AnalysedInput>();
        await FolderAnalysis.RunAsync([new AnalysisInput(path, Out(file))], PixelDecoder.Managed, models.Pipeline, done.Add, CancellationToken.None);

        Assert.Null(Assert.Single(done).Refusal);
    }

    private static SyntheticFilmOptions Options(int seed) => new() { Seed = seed, Rows = 900, Columns = 820, PixelSpacingMm = 0.4 };

    private async Task<List<AnalysedInput>> RunAsync(params string[] names)
    {
        List<AnalysedInput> done = [];
        var inputs = AnalysisInputs.Find([.. names.Select(At)], Path.Combine(_root, "out"));
        await FolderAnalysis.RunAsync(inputs, PixelDecoder.Managed, models.Pipeline, done.Add, CancellationToken.None);
        return done;
    }

    private string At(string name) => Path.Combine(_root, name);

    private string Out(string name) => Path.Combine(_root, "out", name);

    private JsonDocument Json(string name) => JsonDocument.Parse(File.ReadAllBytes(Out(name + AnalysisFiles.JsonSuffix)));

    private static byte[] Png(Func<int, int, int> grey)
    {
        var pixels = new byte[512 * 512];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)grey(i % 512, i / 512);
        return PngPicture.Grey8(512, 512, pixels);
    }

    private static byte[] Hand()
    {
        using var hand = new Mat(512, 512, MatType.CV_8UC1, Scalar.Black);
        Cv2.Ellipse(hand, new Point(256, 340), new Size(90, 110), 0, 0, 360, new Scalar(120), -1);
        foreach (var (x, angle) in new[] { (180, -20), (220, -7), (260, 0), (300, 8) })
        {
            Cv2.Ellipse(hand, new Point(x, 170), new Size(20, 110), angle, 0, 360, new Scalar(120), -1);
            Cv2.Ellipse(hand, new Point(x, 170), new Size(9, 95), angle, 0, 360, new Scalar(220), -1);
            Cv2.Ellipse(hand, new Point(x, 330), new Size(9, 70), 0, 0, 360, new Scalar(210), -1);
        }
        Cv2.GaussianBlur(hand, hand, new Size(7, 7), 0);
        hand.GetArray(out byte[] pixels);
        return PngPicture.Grey8(512, 512, pixels);
    }
}
