using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using OxiPortal.Domain.Audit;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Audit;
using OxiPortal.Infrastructure.Persistence;

namespace OxiPortal.Infrastructure.Identity;

/// <summary>What the account use cases share: a fresh unit of Identity's managers a call, and how roles are set.</summary>
public sealed class Accounts(IServiceScopeFactory scopes, IDbContextFactory<PortalDb> contexts, AuditLog audit, TimeProvider time)
{
    private const int MaxTries = 100;

    /// <summary>
    /// Changes an account and records it, in one transaction: the managers save as they go, and what was begun is undone where it does not end well.
    /// </summary>
    /// <param name="work">By managers of their own. Run again from the beginning where the race for the record's end is lost.</param>
    /// <param name="fact">Who did what, where the work succeeded.</param>
    /// <param name="cancel">Ends the wait.</param>
    internal async Task<UserOutcome> ChangeAsync(
        Func<UserManager<PortalUser>, Task<UserOutcome>> work, Func<UserItem, (Actor Actor, AuditFact Fact)> fact, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var scope = scopes.CreateAsyncScope();
            try
            {
                return await ChangeAsync(scope.ServiceProvider, work, fact, cancel);
            }
            catch (DbUpdateException lost) when (attempt < MaxTries && Conflicts.IsLostRace(lost))
            {
                // Somebody else was recorded in between.
            }
        }
    }

    private async Task<UserOutcome> ChangeAsync(
        IServiceProvider services, Func<UserManager<PortalUser>, Task<UserOutcome>> work, Func<UserItem, (Actor Actor, AuditFact Fact)> fact, CancellationToken cancel)
    {
        // The one that the managers of the same scope save through.
        var db = services.GetRequiredService<PortalDb>();
        var users = services.GetRequiredService<UserManager<PortalUser>>();
        return await Conflicts.InTransactionAsync(db, async () =>
        {
            var outcome = await work(users);
            if (outcome.User is not { } user)
                return outcome;
            var (actor, happened) = fact(user);
            await audit.AppendAsync(db, actor, happened, cancel);
            await db.SaveChangesAsync(cancel);
            return outcome;
        }, cancel, keep: outcome => outcome.User is not null);
    }

    /// <param name="by">Makes the account; null: whoever it is for (the first administrator), from <paramref name="origin"/>.</param>
    internal Task<UserOutcome> CreateAsync(
        Actor? by, string origin, string email, string displayName, string password, IReadOnlySet<Role> roles, CancellationToken cancel)
    {
        var site = by?.Site ?? SiteId.Default;
        var problems = new List<string>();
        if (string.IsNullOrWhiteSpace(displayName))
            problems.Add("The name is missing.");
        if (displayName?.Length > 200)
            problems.Add("The name has more than 200 characters.");
        if (roles.Count == 0)
            problems.Add("Choose at least one role.");
        if (problems.Count > 0)
            return Task.FromResult(new UserOutcome(null, problems));
        return ChangeAsync(async users =>
        {
            cancel.ThrowIfCancellationRequested();
            var user = new PortalUser
            {
                Id = Guid.CreateVersion7(time.GetUtcNow()),
                SiteId = site.Value,
                UserName = email.Trim(),
                Email = email.Trim(),
                EmailConfirmed = true,
                DisplayName = displayName!.Trim(),
                CreatedAt = time.GetUtcNow(),
            };
            var made = await users.CreateAsync(user, password);
            if (!made.Succeeded)
                return Problems(made);
            var named = await users.AddToRolesAsync(user, roles.Select(r => r.ToString()));
            return named.Succeeded ? new UserOutcome(Item(user, roles), []) : Problems(named);
        }, made => by is null
            ? (new Actor(made.Id, made.DisplayName, site, roles) { Origin = origin }, Fact(AuditAction.AdministratorSetUp, made))
            : (by, Fact(AuditAction.UserCreated, made)), cancel);
    }

    /// <summary>About an account, by its id: an e-mail can be another person's tomorrow.</summary>
    internal static AuditFact Fact(AuditAction action, UserItem user) => new(action)
    {
        Subject = user.Id.ToString(),
        Detail = $"{string.Join(", ", user.Roles.Order())}; {(user.Disabled ? "disabled" : "enabled")}",
    };

    internal async Task<IReadOnlyList<UserItem>> ListAsync(SiteId site, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var users = await db.Users.AsNoTracking().Where(u => u.SiteId == site.Value).OrderBy(u => u.NormalizedEmail).ToListAsync(cancel);
        var roles = await db.UserRoles.AsNoTracking()
            .Join(db.Roles, u => u.RoleId, r => r.Id, (u, r) => new { u.UserId, r.Name })
            .ToListAsync(cancel);
        return [.. users.Select(u => Item(u, roles.Where(r => r.UserId == u.Id).Select(r => Enum.Parse<Role>(r.Name!)).ToHashSet()))];
    }

    internal static UserItem Item(PortalUser user, IReadOnlySet<Role> roles) =>
        new(user.Id, user.Email ?? "", user.DisplayName, roles, user.Disabled, user.CreatedAt);

    internal static UserOutcome Problems(IdentityResult result) => new(null, [.. result.Errors.Select(e => e.Description)]);
}
