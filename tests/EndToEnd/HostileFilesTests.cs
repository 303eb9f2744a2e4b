using System.IO.Compression;
using Microsoft.Playwright;
using OxiPortal.Dicom;
using OxiPortal.Dicom.Synthetic;
using OxiPortal.EndToEnd.Support;

namespace OxiPortal.EndToEnd;

/// <summary>What is no frontal chest film, or no film at all, gets its own sentence where the person looks, and the portal goes on.</summary>
[Collection(BrowserTests.Name)]
public sealed class HostileFilesTests(DemoPortal demo) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("oxiportal-hostile-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task EachGetsItsOwnMessage_AndTheServerGoesOn()
    {
        var page = await demo.SignInAsync("radiologist@demo.local");
        await Evidence.KeepIfFailedAsync(nameof(HostileFilesTests), demo.Browser, demo.Portal, async () =>
        {
            var film = await File.ReadAllBytesAsync(await FilmAsync("whole.dcm", 961));
            await RefusedAsync(page, Write("cut.dcm", film[..(film.Length / 2)]), "corrupt");
            await RefusedAsync(page, Write("letter.dcm", "Dear colleague, thank you for the kind referral of this patient."u8.ToArray()), "not-dicom");
            await RefusedAsync(page, Bomb("bomb.zip"), "archive-bomb");
            await RefusedAsync(page, Write("huge.dcm", [.. film, .. new byte[DemoPortal.LargestFileMiB << 20]]), "too-large");

            await NotAnalysedAsync(page, await FilmAsync("side.dcm", 962, view: "LL"), "This file is a lateral view. It is shown, but not analysed.");
            await NotAnalysedAsync(page, await FilmAsync("slice.dcm", 963, change: file =>
                file.Dataset.AddOrUpdate(DicomTags.SOPClassUID, "1.2.840.10008.5.1.4.1.1.2").AddOrUpdate(DicomTags.Modality, "CT")), "not a radiograph");
            await NotAnalysedAsync(page, await FilmAsync("black.dcm", 964, paint: pixels => pixels.Clear()), "one grey");
            var random = new Random(5);
            await NotAnalysedAsync(page, await FilmAsync("noise.dcm", 965, paint: pixels =>
            {
                foreach (ref var pixel in pixels)
                    pixel = (ushort)random.Next(4096);
            }), "lung");

            var last = await new UploadPage(page).UploadAsync(await FilmAsync("after.dcm", 966));
            Assert.Equal("Stored", await last.GetAttributeAsync("data-outcome"));
        });
        await page.Context.CloseAsync();
    }

    /// <summary>The upload page itself says it; nothing is kept.</summary>
    private static async Task RefusedAsync(IPage page, string file, string code)
    {
        var row = await new UploadPage(page).UploadAsync(file);
        Assert.Equal((Path.GetFileName(file), "Refused", code), (Path.GetFileName(file), await row.GetAttributeAsync("data-outcome"), await row.GetAttributeAsync("data-code")));
        Assert.True((await row.InnerTextAsync()).Length > Path.GetFileName(file).Length + 20, "No sentence says why.");
    }

    /// <summary>The file is kept and shown; its study page and the worklist say why there is no analysis.</summary>
    private static async Task NotAnalysedAsync(IPage page, string file, string words)
    {
        var row = await new UploadPage(page).UploadAsync(file);
        Assert.Equal("Stored", await row.GetAttributeAsync("data-outcome"));
        var address = (await row.Locator("a").GetAttributeAsync("href"))!.TrimStart('/');
        await page.GotoAsync("/" + address);
        var sentence = page.GetByTestId("film-sentence");
        await Assertions.Expect(sentence).ToContainTextAsync(words, new() { Timeout = 60_000, IgnoreCase = true });
        await page.GotoAsync("/worklist");
        var study = page.Locator($"tr[data-study='{address["studies/".Length..]}']");
        await Assertions.Expect(study).ToHaveAttributeAsync("data-state", new System.Text.RegularExpressions.Regex("^(Refused|NotForAnalysis)$"), new() { Timeout = 30_000 });
    }

    private async Task<string> FilmAsync(string name, int number, string view = "PA", Action<DicomFile>? change = null, Painter? paint = null)
    {
        var film = SyntheticRadiograph.Draw(new SyntheticFilmOptions { Seed = number, Rows = 1100, Columns = 1000, PixelSpacingMm = 0.35 });
        paint?.Invoke(film.Pixels.AsSpan());
        var file = film.ToDicom(SyntheticStudy.Demo(number), view);
        change?.Invoke(file);
        return await Films.SaveAsync(file, Path.Combine(_folder, name));
    }

    private string Write(string name, byte[] content)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    private string Bomb(string name)
    {
        var path = Path.Combine(_folder, name);
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach (var film in new[] { "1.dcm", "2.dcm", "3.dcm" })
        {
            using var entry = zip.CreateEntry(film, CompressionLevel.SmallestSize).Open();
            entry.Write(new byte[40 << 20]);
        }
        return path;
    }

    private delegate void Painter(Span<ushort> pixels);
}
