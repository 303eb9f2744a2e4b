using System.Net;
using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using OxiPortal.Domain.Audit;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Audit.Verification;
using OxiPortal.Infrastructure.Identity;
using OxiPortal.Infrastructure.Intake;
using OxiPortal.Infrastructure.Persistence;
using OxiPortal.Infrastructure.Persistence.Rows;
using OxiPortal.Portal.Accounts;
using OxiPortal.Portal.Tests.Support;
using OxiPortal.Portal.Tests.Tokens;

namespace OxiPortal.Portal.Tests.Audit;

/// <summary>What people and programs do over HTTP, and what the audit record has of it.</summary>
public sealed class AccessRecordTests
{
    private const string Here = "127.0.0.1";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task GivenSignInsThatFailAndOneThatSucceeds_ThenEachIsRecorded_AndNothingThatWasTyped()
    {
        await using var portal = await TokenPortal.StartAsync();
        var ada = await portal.AddAdministratorAsync("ada@test.local");
        var before = await CountAsync(portal);
        using var browser = new Browser(portal.Address);

        using (await browser.SignInAsync("my-secret-password@typed.here", "x"))
        using (await browser.SignInAsync("ada@test.local", "wrong-password-1"))
        using (await browser.SignInAsync("ada@test.local", PortalFixture.Password))
        using (await browser.SignOutAsync())
        {
        }

        var entries = await EntriesAsync(portal, before);
        Assert.Equal(
            [
                (AuditAction.SignInFailed, null, null, "unknown account"), (AuditAction.SignInFailed, null, $"{ada.UserId}", "wrong password"),
                (AuditAction.SignedIn, ada.UserId, $"{ada.UserId}", null), (AuditAction.SignedOut, (Guid?)ada.UserId, (string?)$"{ada.UserId}", (string?)null),
            ],
            entries.Select(e => (e.Action, e.ActorId, e.Subject, e.Detail)));
        Assert.All(entries, e => Assert.Equal(Here, e.Origin));
        Assert.All(entries, e => Assert.DoesNotContain("secret", $"{e.ActorName}{e.Subject}{e.Detail}", StringComparison.Ordinal));
        Assert.Empty(await FaultsAsync(portal));
    }

    [Fact]
    public async Task GivenTooManyWrongPasswords_ThenTheLockIsRecorded()
    {
        await using var portal = await TokenPortal.StartAsync();
        await portal.AddAdministratorAsync("ada@test.local");
        using var browser = new Browser(portal.Address);

        for (var i = 0; i < 9; i++)
        {
            using var answer = await browser.SignInAsync("ada@test.local", "wrong-password-1");
        }

        Assert.Equal("locked out", (await EntriesAsync(portal, 0))[^1].Detail);
    }

    [Fact]
    public async Task GivenARecordThatCannotBeWritten_ThenNobodyIsSignedIn_AndNoFilmIsGiven()
    {
        await using var portal = await TokenPortal.StartAsync();
        await AddReaderAsync(portal);
        using var reader = new Browser(portal.Address);
        using (var signedIn = await reader.SignInAsync("reader@test.local", PortalFixture.Password))
            Assert.Equal(HttpStatusCode.Redirect, signedIn.StatusCode);
        var film = Films.Small(901);
        using (var content = new MemoryStream(film.ToBytes().ToArray()))
            await portal.Service<TakeInUpload>().RunAsync(TokenPortal.Administrator, "film.dcm", content, Cancel);
        await ExecuteAsync(portal, "CREATE TRIGGER Full BEFORE INSERT ON AuditEntries BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END");
        using var browser = new Browser(portal.Address);

        using var refused = await browser.SignInAsync("reader@test.local", PortalFixture.Password);
        using var frame = await reader.Client.GetAsync($"/dicomweb/studies/{film.Study()}/series/{film.Series()}/instances/{film.Instance()}/frames/1", Cancel);
        using var crop = await reader.Client.GetAsync($"/api/films/{film.Study()}/{film.Instance()}/crop?x=0&y=0&width=50&height=50", Cancel);
        var page = await reader.Client.GetStringAsync("/worklist", Cancel);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.DoesNotContain("oxi=", browser.CookieHeader(), StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "application/problem+json"), (frame.StatusCode, frame.Content.Headers.ContentType!.MediaType));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, crop.StatusCode);
        Assert.Contains("The audit record cannot be written", page, StringComparison.Ordinal);
        Assert.DoesNotContain(film.Study(), page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GivenAReaderWhoOpensAFilm_ThenListStudyAndPixelsAreRecordedOnceEach_FromTheConnectionsAddress()
    {
        await using var portal = await TokenPortal.StartAsync();
        var reader = await AddReaderAsync(portal);
        var film = Films.Small(902);
        using (var content = new MemoryStream(film.ToBytes().ToArray()))
            await portal.Service<TakeInUpload>().RunAsync(TokenPortal.Administrator, "film.dcm", content, Cancel);
        using var browser = new Browser(portal.Address);
        // Whoever asks may claim to be anywhere: no proxy is configured that would be believed.
        browser.Client.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.9");
        using (await browser.SignInAsync("reader@test.local", PortalFixture.Password))
        {
        }
        var before = await CountAsync(portal);
        var instance = $"/dicomweb/studies/{film.Study()}/series/{film.Series()}/instances/{film.Instance()}";

        foreach (var address in new[] { "/worklist", "/worklist", $"/studies/{film.Study()}", $"{instance}/metadata", $"{instance}/frames/1", $"{instance}/frames/1" })
        {
            using var answer = await browser.Client.GetAsync(address, Cancel);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        var entries = await EntriesAsync(portal, before);
        Assert.Equal([AuditAction.ListViewed, AuditAction.StudyViewed, AuditAction.PixelsRead], entries.Select(e => e.Action));
        Assert.All(entries, e => Assert.Equal((reader.UserId, Here), (e.ActorId, e.Origin)));
        Assert.Equal(film.Instance(), entries[2].SopInstanceUid);
        Assert.NotNull(entries[1].PatientKey);
    }

    [Fact]
    public async Task GivenATokenThatIsRefused_ThenThatIsRecordedOnce_AndTheTokenIsNot()
    {
        await using var portal = await TokenPortal.StartAsync();
        var (id, token) = await portal.IssueAsync();
        await portal.Service<Infrastructure.ServiceTokens.RevokeServiceToken>().RunAsync(TokenPortal.Administrator, id, Cancel);
        var before = await CountAsync(portal);
        using var client = new HttpClient { BaseAddress = portal.Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", token);

        for (var i = 0; i < 4; i++)
        {
            using var answer = await client.GetAsync(TokenPortal.Path, Cancel);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }

        var entry = Assert.Single(await EntriesAsync(portal, before));
        Assert.Equal((AuditAction.TokenRefused, id, "revoked", Here), (entry.Action, entry.ActorId, entry.Detail, entry.Origin));
        Assert.DoesNotContain(token[4..12], $"{entry.ActorName}{entry.Subject}{entry.Detail}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task GivenARequest_ThenItsAddressStandsBesideWhoAsks_AndTheirOwnPrincipalStaysAsItIs()
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse("::ffff:192.0.2.44");
        var signedIn = new ClaimsPrincipal(new ClaimsIdentity(
            [new Claim(ClaimTypes.NameIdentifier, Guid.NewGuid().ToString()), new Claim(ActorClaims.Site, "1")], "cookie"));
        var claim = new OriginClaim(new HttpContextAccessor { HttpContext = context });

        var known = await claim.TransformAsync(await claim.TransformAsync(signedIn));

        Assert.Equal("192.0.2.44", ActorClaims.From(known)!.Origin);
        Assert.Single(known.FindAll(ActorClaims.Origin));
        // What goes into a cookie.
        Assert.Empty(signedIn.FindAll(ActorClaims.Origin));
    }

    private static async Task<Actor> AddReaderAsync(TokenPortal portal)
    {
        var roles = new HashSet<Role> { Role.Radiologist };
        var made = await portal.Service<CreateUser>().RunAsync(TokenPortal.Administrator, "reader@test.local", "Rita", PortalFixture.Password, roles, Cancel);
        return new Actor(made.User!.Id, "Rita", SiteId.Default, roles);
    }

    private static PortalDb Db(TokenPortal portal) => portal.Service<IDbContextFactory<PortalDb>>().CreateDbContext();

    private static async Task ExecuteAsync(TokenPortal portal, string statement)
    {
        await using var db = Db(portal);
        await db.Database.ExecuteSqlRawAsync(statement, Cancel);
    }

    private static async Task<int> CountAsync(TokenPortal portal) => (await EntriesAsync(portal, 0)).Count;

    private static async Task<List<AuditEntryRow>> EntriesAsync(TokenPortal portal, int skip)
    {
        await using var db = Db(portal);
        return await db.AuditEntries.AsNoTracking().OrderBy(e => e.Sequence).Skip(skip).ToListAsync(Cancel);
    }

    private static async Task<List<AuditFault>> FaultsAsync(TokenPortal portal)
    {
        var faults = new List<AuditFault>();
        await portal.Service<VerifyAudit>().RunAsync(
            fault =>
            {
                faults.Add(fault);
                return Task.CompletedTask;
            },
            (_, _) => { },
            Cancel);
        return faults;
    }
}
