using OxiPortal.Inference.Pipeline;
using OxiPortal.Infrastructure;
using OxiPortal.Infrastructure.Identity;
using OxiPortal.Portal.Demo;

namespace OxiPortal.Portal.Hosting;

/// <summary>What happens once before the portal answers: folders, database and models, then the demo's accounts and studies, or a setup link.</summary>
internal static class Startup
{
    public static async Task PrepareAsync(WebApplication app, PortalStart start, TextWriter output, CancellationToken cancel)
    {
        try
        {
            await app.Services.PrepareInfrastructureAsync(cancel);
        }
        catch (InvalidOperationException e)
        {
            throw new PortalConfigurationException(e.Message, e);
        }
        // Opened here and not by the host's start: a missing model then stops the start before anything is promised.
        app.Services.GetRequiredService<AnalysisPipeline>();
        if (start.Demo)
        {
            await DemoAccounts.SeedAsync(app.Services, output, cancel);
            await DemoStudies.SeedAsync(app.Services, DemoFilms.All, output, cancel);
        }
        else if (await app.Services.GetRequiredService<InviteFirstAdministrator>().RunAsync(cancel) is { } token)
        {
            var address = app.Configuration["urls"]?.Split(';')[0] ?? ListenAddresses.Default;
            await output.WriteLineAsync("There is no administrator yet. Set up the first one by this link, which works once:");
            await output.WriteLineAsync($"{address.TrimEnd('/')}/account/setup?token={Uri.EscapeDataString(token)}");
        }
    }
}
