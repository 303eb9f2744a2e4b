using Microsoft.Extensions.Options;
using OxiPortal.Inference.Pipeline;
using OxiPortal.Inference.Service;
using OxiPortal.Infrastructure;
using OxiPortal.Infrastructure.Identity;
using OxiPortal.Portal.Api.Inference;
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
        if (app.Services.GetRequiredService<IOptions<InferenceOptions>>().Value.Embedded)
            app.Services.GetRequiredService<AnalysisPipeline>();
        else
            await output.WriteLineAsync($"Films are analysed by inference services elsewhere, with {app.Services.GetRequiredService<ActiveModels>().Identity}.");
        if (start.Demo)
        {
            await DemoAccounts.SeedAsync(app.Services, output, cancel);
            var most = app.Services.GetRequiredService<PortalOptions>().MostDemoStudies;
            await DemoStudies.SeedAsync(app.Services, [.. DemoFilms.All.Take(most)], output, cancel);
        }
        else if (await app.Services.GetRequiredService<InviteFirstAdministrator>().RunAsync(cancel) is { } token)
        {
            var address = app.Configuration["urls"]?.Split(';')[0] ?? ListenAddresses.Default;
            await output.WriteLineAsync("There is no administrator yet. Set up the first one by this link, which works once:");
            await output.WriteLineAsync($"{address.TrimEnd('/')}/account/setup?token={Uri.EscapeDataString(token)}");
        }
    }
}
