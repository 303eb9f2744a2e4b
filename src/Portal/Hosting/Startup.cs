using OxiPortal.Infrastructure.Identity;

namespace OxiPortal.Portal.Hosting;

/// <summary>What happens once before the portal answers: database, accounts or setup link.</summary>
internal static class Startup
{
    public static async Task PrepareAsync(WebApplication app, PortalStart start, TextWriter output, CancellationToken cancel)
    {
        if (start.Demo)
            return;
        if (await app.Services.GetRequiredService<InviteFirstAdministrator>().RunAsync(cancel) is { } token)
            await output.WriteLineAsync($"There is no administrator yet. Set one up, once, at PATH: /account/setup?token={Uri.EscapeDataString(token)}");
    }
}
