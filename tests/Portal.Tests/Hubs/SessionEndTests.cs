using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.EntityFrameworkCore;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Identity;
using OxiPortal.Infrastructure.Intake;
using OxiPortal.Infrastructure.Persistence;
using OxiPortal.Portal.Hubs;
using OxiPortal.Portal.Tests.Support;
using OxiPortal.Portal.Tests.Tokens;

namespace OxiPortal.Portal.Tests.Hubs;

/// <summary>Who watches is looked at every minute; who cannot be looked at does not go on watching.</summary>
public sealed class SessionEndTests
{
    private const string Email = "jo@watch.local";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("UPDATE AspNetUsers SET Disabled = 1", false)]
    [InlineData("ALTER TABLE AspNetUsers RENAME TO Away", true)]
    public async Task GivenAWatchedStudy_WhenTheAccountIsDisabledOrCannotBeLookedAt_ThenTheConnectionEndsWithinAMinute(string happens, bool logged)
    {
        await using var portal = await TokenPortal.StartAsync();
        var reader = new HashSet<Role> { Role.Radiologist };
        Assert.NotNull((await portal.Service<CreateUser>().RunAsync(TokenPortal.Administrator, Email, "Jo", PortalFixture.Password, reader, Cancel)).User);
        var film = Films.Small(650);
        using var content = new MemoryStream(film.ToBytes().ToArray());
        await portal.Service<TakeInUpload>().RunAsync(TokenPortal.Administrator, "film.dcm", content, Cancel);
        using var browser = new Browser(portal.Address);
        using var signedIn = await browser.SignInAsync(Email, PortalFixture.Password);
        await using var connection = new HubConnectionBuilder().WithUrl(new Uri(portal.Address, AnalysisHub.Path), o => o.Cookies = browser.Cookies).Build();
        var closed = new TaskCompletionSource();
        connection.Closed += _ =>
        {
            closed.TrySetResult();
            return Task.CompletedTask;
        };
        await connection.StartAsync(Cancel);
        await using var watched = connection.StreamAsync<AnalysisMessage>("Watch", film.Study(), 0L, Cancel).GetAsyncEnumerator(Cancel);
        Assert.True(await watched.MoveNextAsync());

        await using (var db = await portal.Service<IDbContextFactory<PortalDb>>().CreateDbContextAsync(Cancel))
            await db.Database.ExecuteSqlRawAsync(happens, Cancel);
        portal.Time.Advance(TimeSpan.FromMinutes(1));

        await closed.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        Assert.Equal(logged, portal.Log.Lines.Any(l => l.Contains("whether a watcher's session still holds", StringComparison.Ordinal)));
    }
}
