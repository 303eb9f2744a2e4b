using System.Text.Json;
using Microsoft.Playwright;

namespace OxiPortal.EndToEnd.Support;

internal sealed record PointOnPage(float X, float Y);

/// <summary>The study page as a reader handles it: mouse, keys, and the viewer's read-only diagnostics.</summary>
internal sealed class StudyPage(IPage page)
{
    private static readonly PageWaitForFunctionOptions Patient = new() { Timeout = 60_000 };

    public ILocator Findings => page.Locator("[data-testid=findings] button");

    public ILocator Film => page.GetByTestId("film");

    public async Task OpenAsync(string address)
    {
        await page.GotoAsync(address);
        await WaitUntilShownAsync();
    }

    public Task WaitUntilShownAsync() => page.WaitForFunctionAsync("() => window.oxiViewer?.state().shown === true", null, Patient);

    public Task WaitForStageAsync(string stage) =>
        page.WaitForFunctionAsync("stage => window.oxiViewer?.state().stage === stage", stage, Patient);

    public Task WaitForStageAsync(string stage, TimeSpan atMost) =>
        page.WaitForFunctionAsync("stage => window.oxiViewer?.state().stage === stage", stage, new() { Timeout = (float)atMost.TotalMilliseconds });

    public Task WaitForSegmentsAsync(int scored) =>
        page.WaitForFunctionAsync("scored => window.oxiViewer?.state().segmentsDone >= scored", scored, Patient);

    /// <summary>The boxes of one kind of finding on the film that is shown, in image coordinates.</summary>
    public async Task<IReadOnlyList<(double X, double Y, double Width, double Height)>> BoxesAsync(string kind)
    {
        var boxes = await page.EvaluateAsync<JsonElement>("kind => window.oxiViewer.boxes().filter(b => b.state === kind).map(b => [b.box.x, b.box.y, b.box.width, b.box.height])", kind);
        return [.. boxes.EnumerateArray().Select(b => (b[0].GetDouble(), b[1].GetDouble(), b[2].GetDouble(), b[3].GetDouble()))];
    }

    public async Task<JsonElement> StateAsync() =>
        await page.EvaluateAsync<JsonElement>("() => JSON.parse(JSON.stringify(window.oxiViewer.state()))");

    public async Task<(double Arrived, double Above)> HeatAsync()
    {
        var heat = await page.EvaluateAsync<JsonElement>("() => window.oxiViewer.heatCoverage()");
        return (heat.GetProperty("arrived").GetDouble(), heat.GetProperty("above").GetDouble());
    }

    /// <summary>The heat map's cells as the viewer holds them: rows, columns, then 0..255 row by row.</summary>
    public async Task<int[]> HeatCellsAsync() =>
        await page.EvaluateAsync<int[]>("() => { const heat = window.oxiViewer.heat(); return heat === null ? [] : [heat.rows, heat.columns, ...heat.values]; }");

    /// <summary>The overlay's pixels (width, height, then RGBA) as base64, when they have been the same for half a second: what glows has faded by then.</summary>
    public async Task<string> OverlayAtRestAsync()
    {
        for (var before = ""; ;)
        {
            var now = await page.GetByTestId("overlay").EvaluateAsync<string>(
                """
                canvas => {
                  const { width, height, data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
                  let text = `${width}x${height}:`;
                  for (let at = 0; at < data.length; at += 8192) text += String.fromCharCode(...data.subarray(at, at + 8192));
                  return btoa(text);
                }
                """);
            if (now == before)
                return now;
            before = now;
            await Task.Delay(500);
        }
    }

    /// <summary>Keeps in mind which pixels of the overlay are painted now: read from the canvas itself.</summary>
    public Task RememberOverlayAsync() => page.GetByTestId("overlay").EvaluateAsync(
        "canvas => { window.oxiTestOverlay = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height); }");

    /// <summary>Share of the overlay's pixels that are plainly painted now and were bare, with all around them, when it was kept in mind.</summary>
    public Task<double> NewlyPaintedAsync() => page.GetByTestId("overlay").EvaluateAsync<double>(
        """
        canvas => {
          const { width, height, data: before } = window.oxiTestOverlay;
          const now = canvas.getContext('2d').getImageData(0, 0, width, height).data;
          let painted = 0;
          for (let y = 1; y < height - 1; y++)
            for (let x = 1; x < width - 1; x++) {
              let bare = now[(y * width + x) * 4 + 3] >= 40;
              for (let dy = -1; bare && dy <= 1; dy++)
                for (let dx = -1; bare && dx <= 1; dx++)
                  bare = before[((y + dy) * width + x + dx) * 4 + 3] === 0;
              painted += bare ? 1 : 0;
            }
          return painted / (width * height);
        }
        """);

    public async Task<(double X, double Y)> ImagePointAsync(PointOnPage client)
    {
        var area = await Film.BoundingBoxAsync() ?? throw new InvalidOperationException("The film is not on the page.");
        var point = await page.EvaluateAsync<JsonElement>(
            "([x, y]) => window.oxiViewer.canvasToImage(x, y)", new double[] { client.X - area.X, client.Y - area.Y });
        return (point.GetProperty("x").GetDouble(), point.GetProperty("y").GetDouble());
    }

    public async Task<PointOnPage> ClientPointAsync(double x, double y)
    {
        var point = await page.EvaluateAsync<JsonElement>("([x, y]) => window.oxiViewer.imageToClient(x, y)", new double[] { x, y });
        return new(point.GetProperty("x").GetSingle(), point.GetProperty("y").GetSingle());
    }

    /// <summary>Zooms with the wheel and pans with the middle button, both around the film's middle.</summary>
    public async Task ZoomAndPanAsync(int wheelSteps, float panX, float panY)
    {
        var middle = await MiddleAsync();
        await page.Mouse.MoveAsync(middle.X, middle.Y);
        for (var i = 0; i < Math.Abs(wheelSteps); i++)
            await page.Mouse.WheelAsync(0, Math.Sign(wheelSteps) * -120);
        await page.Mouse.DownAsync(new() { Button = MouseButton.Middle });
        await page.Mouse.MoveAsync(middle.X + panX, middle.Y + panY, new() { Steps = 4 });
        await page.Mouse.UpAsync(new() { Button = MouseButton.Middle });
    }

    /// <summary>Draws from corner to corner, labels it and saves. Returns the box in image coordinates by the film's own pixels.</summary>
    public async Task<(double X, double Y, double Width, double Height)> DrawAsync(PointOnPage from, PointOnPage to, string labelCode, string comment)
    {
        var count = await Findings.CountAsync();
        await page.Keyboard.PressAsync("d");
        await page.WaitForFunctionAsync("() => window.oxiViewer.state().boxMode !== 'off' && window.oxiViewer.state().boxMode !== null");
        await page.Mouse.MoveAsync(from.X, from.Y);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(to.X, to.Y, new() { Steps = 5 });
        await page.Mouse.UpAsync();
        var (x1, y1) = await ImagePointAsync(from);
        var (x2, y2) = await ImagePointAsync(to);
        await page.GetByTestId($"label-{labelCode}").CheckAsync();
        await page.GetByTestId("label-comment").FillAsync(comment);
        await page.GetByTestId("label-save").ClickAsync();
        await page.Locator("[data-testid=findings] button[data-kind=Added]").Nth(0).WaitForAsync();
        await page.WaitForFunctionAsync(
            "n => document.querySelectorAll('[data-testid=findings] button').length === n && window.oxiViewer.state().unsaved === 0", count + 1);
        return (Math.Min(x1, x2), Math.Min(y1, y2), Math.Abs(x2 - x1), Math.Abs(y2 - y1));
    }

    public async Task<PointOnPage> MiddleAsync()
    {
        var area = await Film.BoundingBoxAsync() ?? throw new InvalidOperationException("The film is not on the page.");
        return new(area.X + area.Width / 2, area.Y + area.Height / 2);
    }

    /// <summary>The kinds of the decisions in the list: Open, Accepted, Rejected, Corrected, Added.</summary>
    public async Task<IReadOnlyList<string>> KindsAsync() =>
        await Findings.EvaluateAllAsync<string[]>("buttons => buttons.map(b => b.dataset.kind)");
}
