namespace OxiPortal.Infrastructure.Identity;

/// <summary>Makes the one-time token of the first administrator's setup link. Run by the host at start.</summary>
public sealed class InviteFirstAdministrator
{
    /// <summary>A new token, which voids an earlier one; null: there is an administrator.</summary>
    public Task<string?> RunAsync(CancellationToken cancel) => throw new NotSupportedException($"{this}: being built ({cancel}).");
}

/// <summary>Makes the first administrator, for whoever holds the token.</summary>
public sealed class SetUpFirstAdministrator
{
    /// <summary>A wrong or used token is a problem, not an exception.</summary>
    public Task<UserOutcome> RunAsync(string token, string email, string displayName, string password, CancellationToken cancel) =>
        throw new NotSupportedException($"{this}: being built ({token} {email} {displayName} {password} {cancel}).");
}
