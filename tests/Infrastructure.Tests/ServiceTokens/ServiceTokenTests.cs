using Microsoft.EntityFrameworkCore;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Identity;
using OxiPortal.Infrastructure.Persistence.Rows;
using OxiPortal.Infrastructure.ServiceTokens;
using OxiPortal.Infrastructure.Tests.Support;

namespace OxiPortal.Infrastructure.Tests.ServiceTokens;

public class ServiceTokenTests
{
    private static readonly HashSet<ServiceScope> Inference = [ServiceScope.Inference];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task GivenAnIssuedToken_ThenItNamesItsProgramSiteAndScopes_AndIsKeptNowhere(string database)
    {
        await using var portal = await TestPortal.StartAsync(database);
        HashSet<ServiceScope> scopes = [ServiceScope.Stow, ServiceScope.Inference];
        var issued = await portal.Get<IssueServiceToken>().RunAsync(Actors.Administrator, " GPU box ", scopes, 90, Cancel);

        var service = await CheckAsync(portal, issued.Token);

        Assert.Equal((issued.Id, "GPU box", SiteId.Default), (service?.TokenId, service?.Name, service?.Site));
        Assert.Equal(scopes.Order(), service!.Scopes.Order());
        Assert.DoesNotContain(issued.Token!, issued.ToString(), StringComparison.Ordinal);
        await using var db = portal.Db();
        var row = await db.ServiceTokens.AsNoTracking().SingleAsync(Cancel);
        Assert.Equal(ServiceTokenText.Hash(issued.Token!), row.TokenHash);
        Assert.Equal(issued.Token!.Substring(4, 8), row.TokenStart);
        Assert.Equal((Actors.Administrator.UserId, Actors.Administrator.DisplayName), (row.CreatedByUserId, row.CreatedBy));
        Assert.Equal(portal.Time.GetUtcNow().AddDays(90), row.ExpiresAt);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task GivenATokensLastMoment_ThenItIsValidBeforeAndRefusedFromThenOn(string database)
    {
        await using var portal = await TestPortal.StartAsync(database);
        var token = await IssueAsync(portal, days: 1);

        portal.Time.Advance(TimeSpan.FromDays(1) - TimeSpan.FromSeconds(1));
        Assert.NotNull(await CheckAsync(portal, token));
        portal.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Null(await CheckAsync(portal, token));
        Assert.Equal(ServiceTokenState.Expired, (await ListAsync(portal)).Single().State);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task GivenATokenThatWasJustUsed_WhenItIsRevoked_ThenTheNextCheckRefusesIt_AndTheFirstRevocationStays(string database)
    {
        await using var portal = await TestPortal.StartAsync(database);
        var token = await IssueAsync(portal);
        Assert.NotNull(await CheckAsync(portal, token));
        var id = (await ListAsync(portal)).Single().Id;
        var at = portal.Time.GetUtcNow();

        Assert.True(await portal.Get<RevokeServiceToken>().RunAsync(Actors.Administrator, id, Cancel));
        Assert.Null(await CheckAsync(portal, token));

        portal.Time.Advance(TimeSpan.FromHours(1));
        Assert.False(await portal.Get<RevokeServiceToken>().RunAsync(Actors.With(Role.Administrator), id, Cancel));
        var item = (await ListAsync(portal)).Single();
        Assert.Equal((ServiceTokenState.Revoked, at, Actors.Administrator.DisplayName), (item.State, item.RevokedAt, item.RevokedBy));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task GivenManyUses_ThenTheLastUseIsNotedOnceAMinute(string database)
    {
        await using var portal = await TestPortal.StartAsync(database);
        var token = await IssueAsync(portal);
        Assert.Null((await ListAsync(portal)).Single().LastUsedAt);
        var first = portal.Time.GetUtcNow();

        await CheckAsync(portal, token);
        portal.Time.Advance(TimeSpan.FromSeconds(59));
        await CheckAsync(portal, token);
        Assert.Equal(first, (await ListAsync(portal)).Single().LastUsedAt);
        portal.Time.Advance(TimeSpan.FromSeconds(1));
        await CheckAsync(portal, token);

        Assert.Equal(first.AddMinutes(1), (await ListAsync(portal)).Single().LastUsedAt);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task GivenAnotherSitesToken_ThenItNamesThatSite_AndNobodyHereSeesOrRevokesIt(string database)
    {
        await using var portal = await TestPortal.StartAsync(database);
        await using (var db = portal.Db())
        {
            db.Sites.Add(new SiteRow { SiteId = 2, Name = "Second site" });
            await db.SaveChangesAsync(Cancel);
        }
        var there = Actors.Administrator with { Site = new SiteId(2) };
        var issued = await portal.Get<IssueServiceToken>().RunAsync(there, "theirs", Inference, 1, Cancel);

        Assert.Equal(new SiteId(2), (await CheckAsync(portal, issued.Token))?.Site);
        Assert.Empty(await ListAsync(portal));
        Assert.False(await portal.Get<RevokeServiceToken>().RunAsync(Actors.Administrator, issued.Id!.Value, Cancel));
        Assert.NotNull(await CheckAsync(portal, issued.Token));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task GivenAnIssuerWhoMayNoLongerSignIn_ThenTheTokenGoesOnAndTheListSaysSo(string database)
    {
        await using var portal = await TestPortal.StartAsync(database);
        HashSet<Role> roles = [Role.Administrator];
        await portal.Get<CreateUser>().RunAsync(Actors.Administrator, "root@example.org", "Root", "a long enough phrase", roles, Cancel);
        var jo = (await portal.Get<CreateUser>().RunAsync(Actors.Administrator, "jo@example.org", "Jo", "a long enough phrase", roles, Cancel)).User!;
        var issued = await portal.Get<IssueServiceToken>().RunAsync(new Actor(jo.Id, "Jo", SiteId.Default, roles), "GPU box", Inference, 1, Cancel);
        Assert.False((await ListAsync(portal)).Single().IssuerDisabled);

        Assert.True((await portal.Get<ChangeUser>().RunAsync(Actors.Administrator, jo.Id, roles, disabled: true, Cancel)).Succeeded);

        Assert.NotNull(await CheckAsync(portal, issued.Token));
        Assert.True((await ListAsync(portal)).Single().IssuerDisabled);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task GivenAHashThatIsThere_ThenItCannotComeASecondTime(string database)
    {
        await using var portal = await TestPortal.StartAsync(database);
        await IssueAsync(portal);
        await using var db = portal.Db();
        var row = await db.ServiceTokens.AsNoTracking().SingleAsync(Cancel);
        row.Id = Guid.CreateVersion7(portal.Time.GetUtcNow());
        db.ServiceTokens.Add(row);

        await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync(Cancel));
    }

    [Theory]
    [InlineData("", 1, 90, "name")]
    [InlineData("  ", 1, 90, "name")]
    [InlineData("x", 0, 90, "scope")]
    [InlineData("x", 1, 0, "730 days")]
    [InlineData("x", 1, 731, "730 days")]
    public async Task GivenAnUnfitRequest_ThenItsProblemIsSaidAndNoTokenIsIssued(string name, int scopes, int days, string word)
    {
        await using var portal = await TestPortal.StartAsync(Databases.Chosen);

        var issued = await portal.Get<IssueServiceToken>().RunAsync(Actors.Administrator, name, Inference.Take(scopes).ToHashSet(), days, Cancel);

        Assert.Contains(word, Assert.Single(issued.Problems), StringComparison.Ordinal);
        Assert.Null(issued.Token);
        Assert.Empty(await ListAsync(portal));
    }

    [Fact]
    public async Task GivenTheNamesLimit_ThenItHolds()
    {
        await using var portal = await TestPortal.StartAsync(Databases.Chosen);
        var issue = portal.Get<IssueServiceToken>();

        Assert.True((await issue.RunAsync(Actors.Administrator, new string('x', 100), Inference, 730, Cancel)).Succeeded);
        Assert.False((await issue.RunAsync(Actors.Administrator, new string('x', 101), Inference, 730, Cancel)).Succeeded);
    }

    [Fact]
    public async Task GivenWhatIsNoToken_ThenItIsNobodys()
    {
        await using var portal = await TestPortal.StartAsync(Databases.Chosen);
        var token = await IssueAsync(portal);
        string?[] garbage =
        [
            null, "", "oxi_", token[4..], token[..^1], token + "x", token.ToUpperInvariant(), "OXI_" + token[4..], " " + token[1..], token[..^1] + "=", token[..^1] + "\u00e9",
            ServiceTokenText.New(), ServiceTokenText.Hash(token), new string('a', 100_000),
        ];

        foreach (var text in garbage)
            Assert.Null(await CheckAsync(portal, text));
    }

    [Fact]
    public void GivenManyNewTokens_ThenEachHasTheFormAndNoneComesTwice()
    {
        var tokens = Enumerable.Range(0, 1000).Select(_ => ServiceTokenText.New()).ToHashSet();

        Assert.Equal(1000, tokens.Count);
        Assert.All(tokens, token => Assert.True(ServiceTokenText.IsOne(token), token));
    }

    [Fact]
    public void GivenAProgramsPrincipal_ThenItIsThatProgramAndNoPerson()
    {
        var service = new ServiceIdentity(Guid.CreateVersion7(), "GPU box", new SiteId(2), Inference);

        var principal = service.ToPrincipal("ServiceToken");
        var read = ServiceClaims.From(principal);

        Assert.Equal((service.TokenId, service.Name, service.Site), (read?.TokenId, read?.Name, read?.Site));
        Assert.Equal(Inference, read!.Scopes);
        Assert.Null(ActorClaims.From(principal));
        Assert.Null(ServiceClaims.From(null));
        Assert.DoesNotContain(Enum.GetValues<Role>(), role => principal.IsInRole(role.ToString()));
    }

    [Fact]
    public async Task GivenAScopeOfALaterVersion_ThenItGivesNoRight()
    {
        await using var portal = await TestPortal.StartAsync(Databases.Chosen);
        var token = await IssueAsync(portal);
        await using (var db = portal.Db())
            await db.ServiceTokens.ExecuteUpdateAsync(set => set.SetProperty(t => t.Scopes, "Export Teleport"), Cancel);

        Assert.Equal([ServiceScope.Export], (await CheckAsync(portal, token))!.Scopes);
    }

    private static async Task<string> IssueAsync(TestPortal portal, int days = 90) =>
        (await portal.Get<IssueServiceToken>().RunAsync(Actors.Administrator, "GPU box", Inference, days, Cancel)).Token!;

    private static Task<ServiceIdentity?> CheckAsync(TestPortal portal, string? token) => portal.Get<CheckServiceToken>().RunAsync(token, Cancel);

    private static Task<IReadOnlyList<ServiceTokenItem>> ListAsync(TestPortal portal) => portal.Get<ListServiceTokens>().RunAsync(Actors.Administrator, Cancel);
}
