using System.Text.Json;
using Microsoft.AspNetCore.Identity;
using OxiPortal.Infrastructure.Identity;
using OxiPortal.Portal.Hosting;

namespace OxiPortal.Portal.Demo;

/// <summary>The demo's three accounts. Their passwords are random, printed, and kept in a file that only its owner can read.</summary>
internal static class DemoAccounts
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Keeps the accounts of an earlier start as long as their file still tells the truth.</summary>
    public static async Task SeedAsync(IServiceProvider services, TextWriter output, CancellationToken cancel)
    {
        var file = services.GetRequiredService<DataFolder>().Accounts;
        var accounts = await KeptAsync(services, file, cancel);
        if (accounts is null)
        {
            accounts = await services.GetRequiredService<SeedDemoAccounts>().RunAsync(cancel);
            await DataFolder.WriteSecretAsync(file, JsonSerializer.Serialize(accounts, Json) + "\n", cancel);
        }
        await output.WriteLineAsync($"Demo accounts (also in {file}):");
        foreach (var account in accounts)
            await output.WriteLineAsync($"  {account.Email,-24} {account.Password}   {account.Role}");
    }

    private static async Task<IReadOnlyList<DemoAccount>?> KeptAsync(IServiceProvider services, string file, CancellationToken cancel)
    {
        if (!File.Exists(file))
            return null;
        DemoAccount[]? accounts;
        try
        {
            accounts = JsonSerializer.Deserialize<DemoAccount[]>(await File.ReadAllTextAsync(file, cancel), Json);
        }
        catch (JsonException)
        {
            return null;
        }
        if (accounts is not { Length: > 0 })
            return null;
        await using var scope = services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
        foreach (var account in accounts)
        {
            if (await users.FindByEmailAsync(account.Email) is not { } user || !await users.CheckPasswordAsync(user, account.Password))
                return null;
        }
        return accounts;
    }
}
