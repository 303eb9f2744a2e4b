using Microsoft.Playwright;
using OxiPortal.Domain.Reading;
using OxiPortal.EndToEnd.Support;

namespace OxiPortal.Chaos.Tests;

/// <summary>A reader before Chromium. What the page said is kept goes into the ledger; what it did not come to say does not.</summary>
internal sealed class ReadingDesk(IBrowser browser, ChaosPortal portal, Ledger ledger)
{
    private const int OverlapReason = 2;
    private static readonly ViewportSize Window = new() { Width = 1280, Height = 800 };
    private IBrowserContext? _session;
    private IPage? _page;

    /// <summary>Signs in once; the cookie outlives every restart of the portal.</summary>
    public async Task SignInAsync()
    {
        _page = await browser.SignInAsync(portal, "radiologist@demo.local", Window);
        _session = _page.Context;
    }

    /// <summary>Decides about a film's marks, now and then draws one more, and submits, as far as it gets.</summary>
    /// <param name="gone">The portal was killed: the page is closed, and the next round opens another in the same session.</param>
    /// <returns>Why it got no further; null: it got to its end.</returns>
    public async Task<string?> ReadAsync(string study, Round round, PhaseBell bell, CancellationToken gone)
    {
        var page = _page is { IsClosed: false } kept ? kept : await _session!.NewPageAsync();
        _page = page;
        try
        {
            await using var closing = gone.Register(() => _ = page.CloseAsync());
            await ReadAsync(page, study, round, bell);
            return null;
        }
        catch (Exception e) when (e is PlaywrightException or TimeoutException or InvalidOperationException)
        {
            // What the page had said by then is written down.
            await page.CloseAsync();
            return gone.IsCancellationRequested ? "the portal went away" : e.Message.Split('\n')[0];
        }
    }

    private async Task ReadAsync(IPage page, string study, Round round, PhaseBell bell)
    {
        page.SetDefaultTimeout(30_000);
        var room = new StudyPage(page);
        await room.OpenAsync($"/studies/{study}");
        await room.WaitForStageAsync("completed");
        var open = page.Locator("[data-testid=findings] button[data-kind=Open]");
        while (await open.CountAsync() > 0)
        {
            var mark = int.Parse((await open.First.GetAttributeAsync("data-testid"))!["finding-".Length..], System.Globalization.CultureInfo.InvariantCulture);
            await open.First.ClickAsync();
            var (kind, reason) = round.Random.Next(2) == 0 ? (VerdictKind.Accepted, null) : (VerdictKind.Rejected, RejectionReasons.All[OverlapReason - 1].Code);
            await page.Keyboard.PressAsync(kind == VerdictKind.Accepted ? "a" : "r");
            if (kind == VerdictKind.Rejected)
            {
                await page.GetByTestId("reasons").WaitForAsync();
                await page.Keyboard.PressAsync($"{OverlapReason}");
            }
            bell.Ring(Phase.Verdict);
            await page.Locator($"[data-testid=finding-{mark}][data-kind={kind}]").WaitForAsync();
            ledger.Verdicts.Add(new(round.Number, study, kind, mark, reason, null, null));
        }
        // Where the round's point is a verdict there are enough of them: marks, a box, the end.
        var whole = round.Phase == Phase.Verdict;
        if (round.Random.Next(2) == 0 || whole)
            await DrawAsync(room, study, round, bell);
        if (round.Random.Next(3) == 0 && !whole)
            return;
        await page.Keyboard.PressAsync("n");
        await page.WaitForFunctionAsync("() => document.querySelector('[data-testid=nothing-more]')?.checked === true");
        await page.Keyboard.PressAsync("Control+Enter");
        bell.Ring(Phase.Verdict);
        await page.GetByTestId("submitted").WaitForAsync();
        ledger.Submitted[study] = round.Number;
    }

    private async Task DrawAsync(StudyPage room, string study, Round round, PhaseBell bell)
    {
        var middle = await room.MiddleAsync();
        var comment = $"drawn in round {round.Number}";
        bell.Ring(Phase.Verdict);
        var box = await room.DrawAsync(
            new(middle.X - 40 - round.Random.Next(60), middle.Y - 70), new(middle.X + 50, middle.Y + 30 + round.Random.Next(60)), "36118008", comment);
        ledger.Verdicts.Add(new(round.Number, study, VerdictKind.Added, null, null, comment, box));
    }
}
