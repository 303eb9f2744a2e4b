using System.Security.Cryptography;
using OxiPortal.Domain.Audit;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Audit;

namespace OxiPortal.Infrastructure.Identity;

/// <summary>A demo account with its random password.</summary>
public sealed record DemoAccount(string Email, string Password, string Role);

/// <summary>Makes the three demo accounts, with new random passwords at every start. Run by the host with --demo only.</summary>
public sealed class SeedDemoAccounts(Accounts accounts)
{
    private static readonly (string Email, string Name, Role Role)[] Demo =
    [
        ("radiologist@demo.local", "Demo radiologist", Role.Radiologist),
        ("qa@demo.local", "Demo QA", Role.QA),
        ("admin@demo.local", "Demo administrator", Role.Administrator),
    ];

    // Its Origin says so, too.
    private static readonly Actor Portal = new(Guid.Empty, "portal", SiteId.Default, new HashSet<Role>());

    /// <summary>radiologist@demo.local, qa@demo.local, admin@demo.local.</summary>
    /// <exception cref="InvalidOperationException">An account could not be made.</exception>
    public async Task<IReadOnlyList<DemoAccount>> RunAsync(CancellationToken cancel)
    {
        var made = new List<DemoAccount>();
        foreach (var (email, name, role) in Demo)
        {
            var password = NewPassword();
            var outcome = await ResetAsync(email, password, role, cancel)
                ?? await accounts.CreateAsync(Portal, Portal.Origin, email, name, password, new HashSet<Role> { role }, cancel);
            if (!outcome.Succeeded)
                throw new InvalidOperationException($"The demo account {email} could not be made: {string.Join(' ', outcome.Problems)}");
            made.Add(new DemoAccount(email, password, role.ToString()));
        }
        return made;
    }

    /// <summary>Null: there is no such account yet.</summary>
    private async Task<UserOutcome?> ResetAsync(string email, string password, Role role, CancellationToken cancel)
    {
        if (!(await accounts.ListAsync(SiteId.Default, cancel)).Any(u => string.Equals(u.Email, email, StringComparison.OrdinalIgnoreCase)))
            return null;
        return await accounts.ChangeAsync(async users =>
        {
            var user = await users.FindByEmailAsync(email) ?? throw new InvalidOperationException($"The demo account {email} has just been taken away.");
            var reset = await users.ResetPasswordAsync(user, await users.GeneratePasswordResetTokenAsync(user), password);
            return reset.Succeeded ? new UserOutcome(Accounts.Item(user, new HashSet<Role> { role }), []) : Accounts.Problems(reset);
        }, reset => (Portal, new AuditFact(AuditAction.UserChanged) { Subject = reset.Id.ToString(), Detail = "password reset" }), cancel);
    }

    // Letters and digits that are not mistaken for each other: 92 bits.
    private static string NewPassword() =>
        RandomNumberGenerator.GetString("abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789", 16);
}
