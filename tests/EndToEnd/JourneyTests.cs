using System.Text.Json;
using System.IO.Compression;
using Microsoft.Playwright;
using OxiPortal.EndToEnd.Support;

namespace OxiPortal.EndToEnd;

/// <summary>
/// The product's main path, as its users go it: a film is dropped on the page, the heat map arrives segment by segment, a finding is accepted, another
/// rejected with a reason, missed ones drawn; QA confirms; the administrator exports the labels and trains on them; all survives a power cut.
/// </summary>
[Collection(BrowserTests.Name)]
public sealed class JourneyTests : IDisposable
{
    private static readonly TimeSpan TrainingLimit = TimeSpan.FromMinutes(5);

    /// <summary>The demo's films are analysed first.</summary>
    private static readonly TimeSpan HubLimit = TimeSpan.FromMinutes(3);
    private readonly string _folder = Directory.CreateTempSubdirectory("oxiportal-journey-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <param name="remote">The films are analysed by a second process, which an administrator has let in; else within the portal.</param>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AFilmIsReadCheckedExportedAndTrainedOn_AndAllOfItSurvivesAPowerCut(bool remote)
    {
        Browser.SkipWhereNoneIsInstalled();
        var models = SensitiveModels.CopyTo(_folder);
        await using var portal = await RunningPortal.StartDemoAsync(new Dictionary<string, string>
        {
            ["Inference__Models"] = models,
            // There are other people's films, which are analysed first; more of them only take longer.
            ["Portal__MostDemoStudies"] = "2",
            ["Inference__Embedded"] = remote ? "false" : "true",
        });
        var (playwright, browser) = await Browser.StartAsync();
        using var _ = playwright;
        await using var __ = browser;

        await Evidence.KeepIfFailedAsync(nameof(JourneyTests), browser, portal, async () =>
        {
            await using var service = remote ? await StartServiceAsync(browser, portal, models) : null;
            await GoAsync(browser, portal, service);
        });
    }

    private async Task<OxiProcess> StartServiceAsync(IBrowser browser, RunningPortal portal, string models)
    {
        var administrator = await browser.SignInAsync(portal, "admin@demo.local");
        var tokenFile = Path.Combine(_folder, "token");
        await File.WriteAllTextAsync(tokenFile, await new TokensPage(administrator).IssueAsync());
        await administrator.Context.CloseAsync();
        return OxiProcess.Start(["inference", "--portal", portal.Url, "--token-file", tokenFile, "--models", models]);
    }

    /// <param name="service">The inference service; null: the portal analyses itself.</param>
    private async Task GoAsync(IBrowser browser, RunningPortal portal, OxiProcess? service)
    {
        var radiologist = await browser.SignInAsync(portal, "radiologist@demo.local");
        var studies = await new UploadPage(radiologist).UploadAllAsync(await Films.ForTheJourneyAsync(_folder));
        await HeatArrivesBeforeTheAnalysisIsCompleteAsync(radiologist, studies);
        var (drawn, accepted, rejected) = await ReadAsync(radiologist, studies);

        // Of each film also that there is nothing more to find.
        await QaConfirmsEverythingAsync(browser, portal, drawn.Count + accepted + rejected + studies.Count);
        var zip = await ExportAsync(browser, portal);
        ExportHoldsTheDrawnBoxes(zip, drawn, accepted, rejected);
        // A data set is the same wherever its films were analysed: it is trained on once.
        if (service is null)
            await TrainingRunsOnTheExportAsync(zip);
        else
            FilmsWereAnalysedBy(service, portal);

        await radiologist.Context.CloseAsync();
        await portal.RestartAfterPowerCutAsync();
        await AllIsStillThereAsync(browser, portal, studies, drawn, accepted, rejected);
    }

    /// <summary>On the first of the films on which the models see something. Each film's events are let through one by one.</summary>
    private static async Task HeatArrivesBeforeTheAnalysisIsCompleteAsync(IPage page, List<string> studies)
    {
        var seen = new List<string>();
        foreach (var study in studies)
        {
            if (await HeatBeforeCompletionAsync(page, study, seen) > 0)
                return;
        }
        Assert.Fail("On none of the films did any pixel carry heat before the analysis was complete.\n" + string.Join('\n', seen));
    }

    /// <returns>The share of the overlay's pixels that carried heat while the analysis still ran.</returns>
    private static async Task<double> HeatBeforeCompletionAsync(IPage page, string study, List<string> seen)
    {
        var hub = await HeldHub.PutBetweenAsync(page);
        var room = new StudyPage(page);
        await room.OpenAsync(study);

        // One event after the other, until the heat map shows on the film's own pixels.
        double shown = 0;
        while (shown <= 0)
        {
            await WaitUntilAsync(() => hub.NextKind() is not null);
            Assert.NotEqual("Failed", hub.NextKind());
            if (hub.NextKind() == "Completed")
                break;
            hub.LetOneThrough();
            if (hub.LetThrough[^1] != "SegmentScored")
                continue;
            await room.WaitForSegmentsAsync(hub.LetThrough.Count(kind => kind == "SegmentScored"));
            if ((await room.HeatAsync()).Above > 0)
                shown = await HeatOnTheCanvasAsync(page, room);
        }
        seen.Add($"{study}: {string.Join(' ', hub.LetThrough)}; heat {await page.EvaluateAsync<string>("() => JSON.stringify([window.oxiViewer.heatCoverage(), window.oxiViewer.state()])")}; painted {shown}");
        Assert.Equal("running", (await room.StateAsync()).GetProperty("stage").GetString());
        Assert.DoesNotContain("Completed", hub.LetThrough);

        hub.Open();
        await room.WaitForStageAsync("completed");
        Assert.Equal("Completed", hub.LetThrough[^1]);
        Assert.True((await room.HeatAsync()).Arrived > 0.1, "The heat map stayed all but empty.");
        return shown;
    }

    /// <summary>The share of the overlay that is bare with the heat map off, before and after, and painted with it on.</summary>
    private static async Task<double> HeatOnTheCanvasAsync(IPage page, StudyPage room)
    {
        async Task ShowAsync(bool heat)
        {
            if ((await room.StateAsync()).GetProperty("overlays").GetProperty("heat").GetBoolean() != heat)
                await page.Keyboard.PressAsync("h");
            await page.WaitForFunctionAsync("on => window.oxiViewer.state().overlays.heat === on", heat);
            // A glowing segment fades within 300 ms.
            await Task.Delay(400);
        }

        while (true)
        {
            await ShowAsync(false);
            await room.RememberOverlayAsync();
            await ShowAsync(true);
            var painted = await room.NewlyPaintedAsync();
            await ShowAsync(false);
            var otherwise = await room.NewlyPaintedAsync();
            await ShowAsync(true);
            // Nothing but the heat has come onto the film meanwhile.
            if (otherwise == 0)
                return painted;
        }
    }

    /// <summary>Accepts the first mark found on the films, rejects the others, and draws three boxes at three zooms on the first film.</summary>
    private static async Task<(List<Box> Drawn, int Accepted, int Rejected)> ReadAsync(IPage page, List<string> studies)
    {
        var room = new StudyPage(page);
        List<Box> drawn = [];
        int accepted = 0, rejected = 0;
        foreach (var (study, number) in studies.Select((s, i) => (s, i)))
        {
            await room.OpenAsync(study);
            await room.WaitForStageAsync("completed");
            var open = page.Locator("[data-testid=findings] button[data-kind=Open]");
            if (accepted == 0 && await open.CountAsync() > 0)
            {
                await open.First.ClickAsync();
                await page.Keyboard.PressAsync("a");
                await page.Locator("[data-testid=findings] button[data-kind=Accepted]").WaitForAsync();
                accepted++;
            }
            for (var left = await open.CountAsync(); left > 0; left--, rejected++)
            {
                await open.First.ClickAsync();
                await page.Keyboard.PressAsync("r");
                await page.GetByTestId("reasons").WaitForAsync();
                await page.Keyboard.PressAsync("2");
                await Assertions.Expect(open).ToHaveCountAsync(left - 1);
            }
            if (number == 0)
            {
                await room.ZoomAndPanAsync(0, 0, 0);
                drawn.Add(await DrawAroundMiddleAsync(room, 61, 43, "at the start"));
                await room.ZoomAndPanAsync(3, 40, -30);
                drawn.Add(await DrawAroundMiddleAsync(room, 83, 57, "zoomed in"));
                await page.Keyboard.PressAsync("f");
                await room.ZoomAndPanAsync(-2, -25, 20);
                drawn.Add(await DrawAroundMiddleAsync(room, 37, 71, "zoomed out"));
            }
            await page.Keyboard.PressAsync("n");
            await page.WaitForFunctionAsync("() => document.querySelector('[data-testid=nothing-more]')?.checked === true");
            await page.Keyboard.PressAsync("Control+Enter");
            await page.GetByTestId("submitted").WaitForAsync();
        }
        Assert.True(accepted == 1 && rejected >= 1, "The models marked fewer than two places on the three films: nothing to accept and reject.");
        return (drawn, accepted, rejected);
    }

    private static async Task<Box> DrawAroundMiddleAsync(StudyPage room, float width, float height, string comment)
    {
        var middle = await room.MiddleAsync();
        var from = new PointOnPage(middle.X - width, middle.Y - height);
        var (x, y, w, h) = await room.DrawAsync(from, new PointOnPage(middle.X + width, middle.Y + height), "36118008", comment);
        return new Box(x, y, w, h);
    }

    private static async Task QaConfirmsEverythingAsync(IBrowser browser, RunningPortal portal, int decisions)
    {
        var page = await browser.SignInAsync(portal, "qa@demo.local");
        await page.GotoAsync("/qa");
        await Assertions.Expect(page.Locator(".oxi-review-item")).ToHaveCountAsync(decisions, new() { Timeout = 30_000 });
        await AccessibilityTests.AxeFindsNothingAsync(page, "the review page with decisions");
        for (var left = decisions; left > 0; left--)
        {
            await Assertions.Expect(page.Locator(".oxi-review-item")).ToHaveCountAsync(left, new() { Timeout = 30_000 });
            await page.WaitForFunctionAsync("() => { const picture = document.querySelector('.oxi-crop img'); return picture?.complete && picture.naturalWidth > 0; }");
            await page.Keyboard.PressAsync("c");
        }
        await page.GetByText("Nothing awaits a check").WaitForAsync();
        await page.Context.CloseAsync();
    }

    private async Task<string> ExportAsync(IBrowser browser, RunningPortal portal)
    {
        var page = await browser.SignInAsync(portal, "admin@demo.local");
        await page.GotoAsync("/admin/export");
        await page.Locator("input[name=noBurnedInText]").CheckAsync();
        var export = page.GetByRole(AriaRole.Button, new() { Name = "Export as zip" });
        await Assertions.Expect(export).ToBeEnabledAsync();
        var download = await page.RunAndWaitForDownloadAsync(() => export.ClickAsync());
        var zip = Path.Combine(_folder, "export.zip");
        await download.SaveAsAsync(zip);
        await page.Context.CloseAsync();
        return zip;
    }

    private static void ExportHoldsTheDrawnBoxes(string zip, List<Box> drawn, int accepted, int rejected)
    {
        using var archive = ZipFile.OpenRead(zip);
        using var coco = JsonDocument.Parse(archive.GetEntry("annotations.json")!.Open());
        var boxes = coco.RootElement.GetProperty("annotations").EnumerateArray()
            .Select(a => a.GetProperty("bbox").EnumerateArray().Select(v => v.GetDouble()).ToArray())
            .Select(b => new Box(b[0], b[1], b[2], b[3]))
            .ToList();

        Assert.Equal(drawn.Count + accepted, boxes.Count);
        Assert.Equal(rejected, coco.RootElement.GetProperty("rejected").GetArrayLength());
        foreach (var box in drawn)
            Assert.Contains(boxes, exported => exported.IsWithinOnePixelOf(box));
        foreach (var image in coco.RootElement.GetProperty("images").EnumerateArray())
            Assert.NotNull(archive.GetEntry("images/" + Path.GetFileName(image.GetProperty("file_name").GetString()!)));
    }

    private async Task TrainingRunsOnTheExportAsync(string zip)
    {
        var models = Path.Combine(_folder, "trained");
        await using var training = OxiProcess.Start(
            ["train", "irregularities", "--data", zip, "--out", models, "--images", "8", "--regions", Path.Combine(SourceTree.Root, "models")]);

        var exitCode = await training.WaitForExitAsync(TrainingLimit);

        Assert.True(exitCode == 0, training.Printed);
        Assert.True(File.Exists(Path.Combine(models, "irregularities.onnx")), training.Printed);
        Assert.True(File.Exists(Path.Combine(models, "irregularities.json")), training.Printed);
    }

    private static void FilmsWereAnalysedBy(OxiProcess service, RunningPortal portal)
    {
        const string Analysed = "irregularities in";
        Assert.Contains(Analysed, service.Printed, StringComparison.Ordinal);
        Assert.DoesNotContain(Analysed, portal.Printed, StringComparison.Ordinal);
    }

    private static async Task AllIsStillThereAsync(
        IBrowser browser, RunningPortal portal, List<string> studies, List<Box> drawn, int accepted, int rejected)
    {
        var page = await browser.SignInAsync(portal, "radiologist@demo.local");
        var room = new StudyPage(page);
        List<string> kinds = [];
        foreach (var study in studies)
        {
            await room.OpenAsync(study);
            await room.WaitForStageAsync("completed");
            await page.GetByTestId("submitted").WaitForAsync();
            Assert.True((await room.HeatAsync()).Arrived > 0.1, "The heat map did not survive.");
            kinds.AddRange(await room.KindsAsync());
            if (study != studies[0])
                continue;
            var shown = (await room.BoxesAsync("added")).Select(b => new Box(b.X, b.Y, b.Width, b.Height)).ToList();
            foreach (var box in drawn)
                Assert.Contains(shown, b => b.IsWithinOnePixelOf(box));
        }
        Assert.Equal((drawn.Count, accepted, rejected), (kinds.Count(k => k == "Added"), kinds.Count(k => k == "Accepted"), kinds.Count(k => k == "Rejected")));
        await page.Context.CloseAsync();
    }

    private static async Task WaitUntilAsync(Func<bool> condition)
    {
        var began = System.Diagnostics.Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(began.Elapsed < HubLimit, $"Nothing arrived from the hub within {HubLimit}.");
            await Task.Delay(20);
        }
    }

    private sealed record Box(double X, double Y, double Width, double Height)
    {
        public bool IsWithinOnePixelOf(Box other) =>
            Math.Abs(X - other.X) <= 1 && Math.Abs(Y - other.Y) <= 1
            && Math.Abs(X + Width - other.X - other.Width) <= 1 && Math.Abs(Y + Height - other.Y - other.Height) <= 1;
    }
}
