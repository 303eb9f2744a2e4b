using Microsoft.Playwright;
using OpenCvSharp;
using OxiPortal.EndToEnd.Support;

namespace OxiPortal.EndToEnd;

/// <summary>
/// The viewer's image coordinates against the picture itself: a square burned into known pixels must lie on the screen where the viewer says that
/// those pixels are. Independent of every transform in the product.
/// </summary>
public sealed class AnchorTests : IDisposable
{
    private const int Left = 700, Top = 500, Size = 360;
    private readonly string _folder = Directory.CreateTempSubdirectory("oxiportal-anchor-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task AtAnyZoomAndPan_ABurnedInSquareLiesWhereTheViewerSaysItsPixelsAre()
    {
        await using var portal = await RunningPortal.StartDemoAsync();
        var (playwright, browser) = await Browser.StartAsync();
        using var _ = playwright;
        await using var __ = browser;
        var page = await browser.SignInAsync(portal, "radiologist@demo.local");
        var room = new StudyPage(page);
        await page.GotoAsync("/upload");
        await page.Locator(".oxi-drop[data-ready=true]").WaitForAsync();
        await page.Locator("input[type=file][multiple]").First.SetInputFilesAsync(await Films.WithSquareAsync(_folder, Left, Top, Size));
        var address = await page.Locator("tr[data-outcome=Stored] a").GetAttributeAsync("href", new() { Timeout = 60_000 });
        await room.OpenAsync("/" + address!.TrimStart('/'));

        foreach (var (wheel, panX, panY) in new[] { (0, 0f, 0f), (2, 30f, 50f), (-3, -60f, 20f) })
        {
            await room.ZoomAndPanAsync(wheel, panX, panY);
            var expected = await CornersAsync(room);
            var seen = await BrightSquareAsync(page, expected);

            Assert.InRange(seen.Left, expected.Left - 1, expected.Left + 1);
            Assert.InRange(seen.Top, expected.Top - 1, expected.Top + 1);
            Assert.InRange(seen.Right, expected.Right - 1, expected.Right + 1);
            Assert.InRange(seen.Bottom, expected.Bottom - 1, expected.Bottom + 1);
        }
    }

    private static async Task<(double Left, double Top, double Right, double Bottom)> CornersAsync(StudyPage room)
    {
        var first = await room.ClientPointAsync(Left, Top);
        var last = await room.ClientPointAsync(Left + Size, Top + Size);
        return (first.X, first.Y, last.X, last.Y);
    }

    /// <summary>Where the white square's edges are on a screenshot with everything the AI drew hidden, in CSS pixels.</summary>
    private static async Task<(double Left, double Top, double Right, double Bottom)> BrightSquareAsync(
        IPage page, (double Left, double Top, double Right, double Bottom) near)
    {
        await page.Keyboard.DownAsync(" ");
        var png = await page.ScreenshotAsync();
        await page.Keyboard.UpAsync(" ");
        using var picture = Cv2.ImDecode(png, ImreadModes.Grayscale);
        var middle = (X: (int)((near.Left + near.Right) / 2), Y: (int)((near.Top + near.Bottom) / 2));
        var white = picture.At<byte>(middle.Y, middle.X);
        Assert.True(white > 200, $"The square is not white on the screen ({white}).");
        // An edge is where the grey is half way between the square and its surroundings: enlarging a film blurs it evenly to both sides.
        int Edge(int x, int y, int dx, int dy, double near)
        {
            var beyond = (int)Math.Round(near) + 12 * (dx + dy);
            var outside = picture.At<byte>(dy == 0 ? y : beyond, dx == 0 ? x : beyond);
            for (; picture.At<byte>(y, x) > (white + outside) / 2; x += dx, y += dy)
            {
            }
            return dx != 0 ? x : y;
        }
        var left = Edge(middle.X, middle.Y, -1, 0, near.Left) + 1;
        var right = Edge(middle.X, middle.Y, 1, 0, near.Right) - 1;
        var top = Edge(middle.X, middle.Y, 0, -1, near.Top) + 1;
        var bottom = Edge(middle.X, middle.Y, 0, 1, near.Bottom) - 1;
        return (left, top, right + 1, bottom + 1);
    }
}
