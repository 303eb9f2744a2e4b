using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Persistence;

namespace OxiPortal.Infrastructure.Identity;

/// <summary>What the account use cases share: a fresh unit of Identity's managers a call, and how roles are set.</summary>
public sealed class Accounts(IServiceScopeFactory scopes, IDbContextFactory<PortalDb> contexts, TimeProvider time)
{
    internal async Task<T> WithManagerAsync<T>(Func<UserManager<PortalUser>, Task<T>> work)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>());
    }

    internal Task<UserOutcome> CreateAsync(
        SiteId site, string email, string displayName, string password, IReadOnlySet<Role> roles, CancellationToken cancel)
    {
        var problems = new List<string>();
        if (string.IsNullOrWhiteSpace(displayName))
            problems.Add("The name is missing.");
        if (displayName?.Length > 200)
            problems.Add("The name has more than 200 characters.");
        if (roles.Count == 0)
            problems.Add("Choose at least one role.");
        if (problems.Count > 0)
            return Task.FromResult(new UserOutcome(null, problems));
        return WithManagerAsync(async users =>
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
            if (named.Succeeded)
                return new UserOutcome(Item(user, roles), []);
            await users.DeleteAsync(user);
            return Problems(named);
        });
    }

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
