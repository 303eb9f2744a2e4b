using OpenCvSharp;
using OxiPortal.Dicom;
using OxiPortal.Dicom.Imaging;
using OxiPortal.Dicom.Synthetic;
using OxiPortal.EndToEnd.Support;

namespace OxiPortal.EndToEnd;

/// <summary>The greys and colours on the screen against those of the server's own pipeline: eight bands, each read in its middle.</summary>
[Collection(BrowserTests.Name)]
public sealed class ShownValuesTests(DemoPortal demo, ITestOutputHelper output) : IDisposable
{
    private const int Bands = 8, Side = 640;
    private readonly string _folder = Directory.CreateTempSubdirectory("oxiportal-shown-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("window", 981)]
    [InlineData("sigmoid", 982)]
    [InlineData("colour", 983)]
    [InlineData("presentation", 984)]
    [InlineData("rescale", 985)]
    public async Task EachBandOfAFilm_IsOnTheScreenAsTheServerRendersIt(string kind, int number)
    {
        var file = Film(kind, number);
        var rendered = await DisplayPipeline.RenderAsync(file, PixelDecoder.Managed, DisplayOptions.Default, TestContext.Current.CancellationToken);
        var page = await demo.SignInAsync("radiologist@demo.local");
        await Evidence.KeepIfFailedAsync(nameof(ShownValuesTests), demo.Browser, demo.Portal, async () =>
        {
            var room = new StudyPage(page);
            var row = await new UploadPage(page).UploadAsync(await Films.SaveAsync(file, Path.Combine(_folder, kind + ".dcm")));
            var address = $"/{(await row.Locator("a").GetAttributeAsync("href"))!.TrimStart('/')}";
            foreach (var renderer in (string[])["", "?render=cpu"])
            {
                await room.OpenAsync(address + renderer);
                await page.AddStyleTagAsync(new() { Content = "[data-testid=film] > *:not(:has(canvas)):not(canvas), [data-testid=overlay] { visibility: hidden !important }" });
                await page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
                using var picture = Cv2.ImDecode(await page.ScreenshotAsync(), ImreadModes.Color);
                for (var band = 0; band < Bands; band++)
                {
                    var x = band * Side / Bands + Side / Bands / 2;
                    var at = await room.ClientPointAsync(x, Side / 2);
                    var seen = picture.At<Vec3b>((int)at.Y, (int)at.X);
                    var place = Side / 2 * Side + x;
                    var expected = rendered.IsColour ? rendered.Values[(place * 3)..(place * 3 + 3)] : [.. Enumerable.Repeat(rendered.Values[place], 3)];
                    var told = $"{kind}{renderer}, band {band}: the server renders {string.Join(' ', expected)}, the screen shows {seen.Item2} {seen.Item1} {seen.Item0}";
                    output.WriteLine(told);
                    Assert.True(Math.Abs(expected[0] - seen.Item2) <= 1 && Math.Abs(expected[1] - seen.Item1) <= 1 && Math.Abs(expected[2] - seen.Item0) <= 1, told);
                }
            }
        });
        await page.Context.CloseAsync();
    }

    private static DicomFile Film(string kind, int number)
    {
        var file = SyntheticRadiograph.Draw(new SyntheticFilmOptions { Seed = number, Rows = Side, Columns = Side, PixelSpacingMm = 0.5 }).ToDicom(SyntheticStudy.Demo(number));
        var dataset = file.Dataset;
        foreach (var tag in (DicomTag[])[DicomTags.WindowCenter, DicomTags.WindowWidth, DicomTags.VOILUTFunction, DicomTags.VOILUTSequence])
            dataset.Remove(tag);
        switch (kind)
        {
            case "window":
                Window(dataset, "LINEAR_EXACT").AddOrUpdate(DicomTags.PhotometricInterpretation, "MONOCHROME1").AddOrUpdate(DicomTags.PresentationLUTShape, "INVERSE")
                    .AddOrUpdate(DicomTags.PixelPaddingValue, 0);
                break;
            case "sigmoid":
                Window(dataset, "SIGMOID");
                break;
            case "presentation":
                Window(dataset, "LINEAR").AddOrUpdate(DicomTags.PhotometricInterpretation, "MONOCHROME1");
                dataset.Remove(DicomTags.PresentationLUTShape);
                dataset.AddOrUpdate(new DicomSequence(DicomTags.PresentationLUTSequence, [new DicomDataset()
                    .AddOrUpdate(DicomTags.LUTDescriptor, 256, 0, 12)
                    .AddOrUpdate(new DicomElement(DicomTags.LUTData, DicomVR.OW, Bytes(Enumerable.Range(0, 256).Select(i => (ushort)(4095 * Math.Sqrt(i / 255.0))))))]));
                break;
            case "rescale": // Of several values: none.
                Window(dataset, "LINEAR").AddOrUpdate(DicomTags.RescaleSlope, "2", "3").AddOrUpdate(DicomTags.RescaleIntercept, "0");
                break;
            default:
                dataset.AddOrUpdate(DicomTags.PhotometricInterpretation, "YBR_FULL").AddOrUpdate(DicomTags.SamplesPerPixel, 3).AddOrUpdate(DicomTags.PlanarConfiguration, 0)
                    .AddOrUpdate(DicomTags.BitsAllocated, 8).AddOrUpdate(DicomTags.BitsStored, 8).AddOrUpdate(DicomTags.HighBit, 7);
                dataset.AddOrUpdate(new DicomElement(DicomTags.PixelData, DicomVR.OB, Pixels().SelectMany(band => new[] { (byte)(40 + band * 24), (byte)(90 + band * 9), (byte)(170 - band * 11) }).ToArray()));
                return file;
        }
        dataset.AddOrUpdate(new DicomElement(DicomTags.PixelData, DicomVR.OW, Bytes(Pixels().Select(band => (ushort)(band * 4095 / (Bands - 1))))));
        return file;
    }

    private static DicomDataset Window(DicomDataset dataset, string function) =>
        dataset.AddOrUpdate(DicomTags.WindowCenter, "1800").AddOrUpdate(DicomTags.WindowWidth, "2600").AddOrUpdate(DicomTags.VOILUTFunction, function);

    private static IEnumerable<int> Pixels() => Enumerable.Range(0, Side * Side).Select(i => i % Side * Bands / Side);

    private static byte[] Bytes(IEnumerable<ushort> words) => [.. words.SelectMany(BitConverter.GetBytes)];
}
