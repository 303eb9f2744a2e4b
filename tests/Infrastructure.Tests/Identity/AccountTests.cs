using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Identity;
using OxiPortal.Infrastructure.Tests.Support;

namespace OxiPortal.Infrastructure.Tests.Identity;

public class AccountTests
{
    private const string Password = "a long enough phrase";

    private static readonly HashSet<Role> Readers = [Role.Radiologist];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task GivenANewAccount_ThenItsPrincipalBecomesAnActorWithItsRolesAndSite(string database)
    {
        await using var portal = await TestPortal.StartAsync(database);
        var made = await CreateAsync(portal, "jo@example.org", Role.Radiologist, Role.QA);

        await using var scope = portal.Scope();
        var user = await scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>().FindByEmailAsync("JO@example.org");
        var principal = await scope.ServiceProvider.GetRequiredService<IUserClaimsPrincipalFactory<PortalUser>>().CreateAsync(user!);
        var actor = ActorClaims.From(principal);

        Assert.Equal((made.User!.Id, "Jo", SiteId.Default), (actor!.UserId, actor.DisplayName, actor.Site));
        Assert.Equal([Role.Radiologist, Role.QA], actor.Roles.Order());
        Assert.Null(ActorClaims.From(null));
    }

    [Fact]
    public async Task GivenAnUnfitRequest_ThenItsProblemsAreSaidAndNoAccountIsMade()
    {
        await using var portal = await TestPortal.StartAsync(Databases.Chosen);
        await CreateAsync(portal, "jo@example.org", Role.Radiologist);
        var create = portal.Get<CreateUser>();

        Assert.NotEmpty((await create.RunAsync(Actors.Administrator, "jo@example.org", "Jo", Password, Readers, Cancel)).Problems);
        Assert.NotEmpty((await create.RunAsync(Actors.Administrator, "no address", "Jo", Password, Readers, Cancel)).Problems);
        Assert.NotEmpty((await create.RunAsync(Actors.Administrator, "b@example.org", "Jo", "too short", Readers, Cancel)).Problems);
        Assert.NotEmpty((await create.RunAsync(Actors.Administrator, "b@example.org", " ", Password, Readers, Cancel)).Problems);
        Assert.NotEmpty((await create.RunAsync(Actors.Administrator, "b@example.org", "Jo", Password, new HashSet<Role>(), Cancel)).Problems);
        Assert.Single(await portal.Get<ListUsers>().RunAsync(Actors.Administrator, Cancel));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task GivenAChange_ThenRolesAreReplacedAndADisabledAccountMayNotSignInAndItsSessionsEnd(string database)
    {
        await using var portal = await TestPortal.StartAsync(database);
        await CreateAsync(portal, "root@example.org", Role.Administrator);
        var jo = (await CreateAsync(portal, "jo@example.org", Role.Radiologist)).User!;
        var before = await portal.FindAsync(jo.Id);

        var changed = await portal.Get<ChangeUser>().RunAsync(Actors.Administrator, jo.Id, new HashSet<Role> { Role.QA }, disabled: true, Cancel);

        Assert.Equal([Role.QA], changed.User!.Roles);
        var after = await portal.FindAsync(jo.Id);
        Assert.NotEqual(before.SecurityStamp, after.SecurityStamp);
        await using var scope = portal.Scope();
        Assert.False(await scope.ServiceProvider.GetRequiredService<SignInManager<PortalUser>>().CanSignInAsync(after));
        var listed = (await portal.Get<ListUsers>().RunAsync(Actors.Administrator, Cancel)).Single(u => u.Id == jo.Id);
        Assert.True(listed.Disabled);
        Assert.Equal([Role.QA], listed.Roles);
    }

    [Fact]
    public async Task GivenTheLastAdministrator_ThenItCannotBeTakenAway()
    {
        await using var portal = await TestPortal.StartAsync(Databases.Chosen);
        var root = (await CreateAsync(portal, "root@example.org", Role.Administrator)).User!;
        var change = portal.Get<ChangeUser>();

        Assert.False((await change.RunAsync(Actors.Administrator, root.Id, Readers, disabled: false, Cancel)).Succeeded);
        Assert.False((await change.RunAsync(Actors.Administrator, root.Id, root.Roles, disabled: true, Cancel)).Succeeded);
        await CreateAsync(portal, "other@example.org", Role.Administrator);
        Assert.True((await change.RunAsync(Actors.Administrator, root.Id, Readers, disabled: false, Cancel)).Succeeded);
    }

    [Fact]
    public async Task GivenTwoAdministratorsWhoDemoteEachOtherAtOnce_ThenOneStays()
    {
        await using var portal = await TestPortal.StartAsync(Databases.Chosen);
        UserItem[] both = [(await CreateAsync(portal, "root@example.org", Role.Administrator)).User!, (await CreateAsync(portal, "other@example.org", Role.Administrator)).User!];

        var outcomes = await Task.WhenAll(both.Select(u =>
            Task.Run(() => portal.Get<ChangeUser>().RunAsync(Actors.Administrator, u.Id, Readers, disabled: false, Cancel), Cancel)));

        Assert.Single(outcomes, o => o.Succeeded);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task GivenASetupLink_ThenItWorksOnceAndOnlyTheNewestOne_AndItsTokenIsKeptNowhere(string database)
    {
        await using var portal = await TestPortal.StartAsync(database);
        var invite = portal.Get<InviteFirstAdministrator>();
        var setUp = portal.Get<SetUpFirstAdministrator>();
        var old = await invite.RunAsync(Cancel);
        var token = await invite.RunAsync(Cancel);
        await using (var db = portal.Db())
            Assert.DoesNotContain(token!, db.SetupTokens.Single().TokenHash, StringComparison.Ordinal);

        Assert.False((await setUp.RunAsync(old!, "root@example.org", "Root", Password, "10.0.0.1", Cancel)).Succeeded);
        Assert.False((await setUp.RunAsync(token!, "root@example.org", "Root", "short", "10.0.0.1", Cancel)).Succeeded);
        var made = await setUp.RunAsync(token!, "root@example.org", "Root", Password, "10.0.0.1", Cancel);
        Assert.Equal([Role.Administrator], made.User!.Roles);
        Assert.False((await setUp.RunAsync(token!, "second@example.org", "Second", Password, "10.0.0.1", Cancel)).Succeeded);
        Assert.Null(await invite.RunAsync(Cancel));
    }

    [Fact]
    public async Task GivenTheDemo_ThenEveryStartGivesThreeAccountsNewPasswordsThatWork()
    {
        await using var portal = await TestPortal.StartAsync(Databases.Chosen);
        var first = await portal.Get<SeedDemoAccounts>().RunAsync(Cancel);
        var second = await portal.Get<SeedDemoAccounts>().RunAsync(Cancel);

        Assert.Equal(["radiologist@demo.local", "qa@demo.local", "admin@demo.local"], second.Select(a => a.Email));
        Assert.Equal(["Radiologist", "QA", "Administrator"], second.Select(a => a.Role));
        Assert.Empty(first.Select(a => a.Password).Intersect(second.Select(a => a.Password)));
        await using var scope = portal.Scope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
        foreach (var account in second)
            Assert.True(await users.CheckPasswordAsync((await users.FindByEmailAsync(account.Email))!, account.Password));
    }

    private static Task<UserOutcome> CreateAsync(TestPortal portal, string email, params Role[] roles) =>
        portal.Get<CreateUser>().RunAsync(Actors.Administrator, email, "Jo", Password, roles.ToHashSet(), Cancel);
}
