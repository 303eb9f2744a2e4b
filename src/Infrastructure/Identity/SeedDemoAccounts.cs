using System.Security.Cryptography;
using OxiPortal.Domain.Sites;

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

    /// <summary>radiologist@demo.local, qa@demo.local, admin@demo.local.</summary>
    /// <exception cref="InvalidOperationException">An account could not be made.</exception>
    public async Task<IReadOnlyList<DemoAccount>> RunAsync(CancellationToken cancel)
    {
        var made = new List<DemoAccount>();
        foreach (var (email, name, role) in Demo)
        {
            var password = NewPassword();
            var outcome = await ResetAsync(email, password)
                ?? await accounts.CreateAsync(SiteId.Default, email, name, password, new HashSet<Role> { role }, cancel);
            if (!outcome.Succeeded)
                throw new InvalidOperationException($"The demo account {email} could not be made: {string.Join(' ', outcome.Problems)}");
            made.Add(new DemoAccount(email, password, role.ToString()));
        }
        return made;
    }

    /// <summary>Null: there is no such account yet.</summary>
    private Task<UserOutcome?> ResetAsync(string email, string password) => accounts.WithManagerAsync(async users =>
    {
        var user = await users.FindByEmailAsync(email);
        if (user is null)
            return null;
        var reset = await users.ResetPasswordAsync(user, await users.GeneratePasswordResetTokenAsync(user), password);
        return reset.Succeeded ? new UserOutcome(Accounts.Item(user, new HashSet<Role>()), []) : Accounts.Problems(reset);
    });

    // Letters and digits that are not mistaken for each other: 92 bits.
    private static string NewPassword() =>
        RandomNumberGenerator.GetString("abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789", 16);
}
