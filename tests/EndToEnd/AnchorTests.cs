using Microsoft.Playwright;
using OpenCvSharp;
using OxiPortal.EndToEnd.Support;

namespace OxiPortal.EndToEnd;

/// <summary>
/// The viewer's image coordinates against the picture itself: a square burned into known pixels must lie on the screen where the viewer says that
/// those pixels are. Independent of every transform in the product.
/// </summary>
[Collection(BrowserTests.Name)]
public sealed class AnchorTests(DemoPortal demo, ITestOutputHelper output) : IDisposable
{
    private const int Left = 700, Top = 500, Size = 360;
    private readonly string _folder = Directory.CreateTempSubdirectory("oxiportal-anchor-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("", 1)]
    [InlineData("?render=cpu", 1)]
    [InlineData("", 2)]
    [InlineData("", 1.25)]
    public async Task AtAnyZoomPanAndDisplay_ABurnedInSquareLiesWhereTheViewerSaysItsPixelsAre(string renderer, float ratio)
    {
        var page = await demo.SignInAsync("radiologist@demo.local", ratio);
        await Evidence.KeepIfFailedAsync(nameof(AnchorTests), demo.Browser, demo.Portal, async () =>
        {
            var room = new StudyPage(page);
            var row = await new UploadPage(page).UploadAsync(await Films.WithSquareAsync(_folder, Left, Top, Size));
            await room.OpenAsync(await row.Locator("a").GetAttributeAsync("href") is { } address ? $"/{address.TrimStart('/')}{renderer}" : "no study");
            // Only the film itself: whatever lies over it could be taken for an edge.
            await page.AddStyleTagAsync(new() { Content = "[data-testid=film] > *:not(:has(canvas)):not(canvas), [data-testid=overlay] { visibility: hidden !important }" });
            foreach (var (wheel, panX, panY) in new[] { (0, 0f, 0f), (2, 30f, 50f), (-3, -60f, 20f) })
            {
                await room.ZoomAndPanAsync(wheel, panX, panY);
                await SettledAsync(page);
                var (first, last) = (await room.ClientPointAsync(Left, Top), await room.ClientPointAsync(Left + Size, Top + Size));
                var seen = Square(await page.ScreenshotAsync(), (first.X + last.X) / 2, (first.Y + last.Y) / 2, ratio);

                var told = $"wheel {wheel}, pan {panX} {panY}: the viewer says {first} to {last}, the screen shows {seen}";
                output.WriteLine(told);
                // Half a screen pixel: an edge cannot be seen more exactly.
                Assert.True(new[] { seen.Left - first.X, seen.Top - first.Y, seen.Right - last.X, seen.Bottom - last.Y }.All(d => Math.Abs(d) <= 0.5), told);
            }
        });
        await page.Context.CloseAsync();
    }

    /// <summary>Until two frames were painted after the last movement, and the screen shows the same twice.</summary>
    private static async Task SettledAsync(IPage page)
    {
        byte[] before;
        var now = await page.ScreenshotAsync();
        do
        {
            before = now;
            await page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
            now = await page.ScreenshotAsync();
        }
        while (!now.AsSpan().SequenceEqual(before));
    }

    /// <summary>Edges of the white square around a point: where the grey is half way to the black around it, in CSS pixels.</summary>
    private static (double Left, double Top, double Right, double Bottom) Square(byte[] png, double insideX, double insideY, double ratio)
    {
        using var picture = Cv2.ImDecode(png, ImreadModes.Grayscale);
        var (x, y) = ((int)(insideX * ratio), (int)(insideY * ratio));
        var white = picture.At<byte>(y, x);
        Assert.True(white > 200, $"The square is not white on the screen ({white} at {x}, {y}).");
        double Edge(int dx, int dy)
        {
            var (atX, atY, last) = (x, y, (double)white);
            while (picture.At<byte>(atY, atX) is var grey && grey > white / 2)
                (atX, atY, last) = (atX + dx, atY + dy, grey);
            // Between the centres of the last bright pixel and the first dark one.
            var share = (last - white / 2.0) / Math.Max(1, last - picture.At<byte>(atY, atX));
            return ((dx != 0 ? atX - dx : atY - dy) + 0.5 + (dx + dy) * share) / ratio;
        }
        return (Edge(-1, 0), Edge(0, -1), Edge(1, 0), Edge(0, 1));
    }
}
