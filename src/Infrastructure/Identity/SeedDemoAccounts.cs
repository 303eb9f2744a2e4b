namespace OxiPortal.Infrastructure.Identity;

/// <summary>A demo account with its random password.</summary>
public sealed record DemoAccount(string Email, string Password, string Role);

/// <summary>Makes the three demo accounts, with new random passwords at every start. Run by the host with --demo only.</summary>
public sealed class SeedDemoAccounts
{
    /// <summary>radiologist@demo.local, qa@demo.local, admin@demo.local.</summary>
    public Task<IReadOnlyList<DemoAccount>> RunAsync(CancellationToken cancel) =>
        throw new NotSupportedException($"{this}: being built ({cancel}).");
}
