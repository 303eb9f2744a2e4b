using OxiPortal.Portal.Accounts;
using OxiPortal.Portal.Administration;
using OxiPortal.Portal.Api;
using OxiPortal.Portal.Api.Inference;
using OxiPortal.Portal.Api.Wado;
using OxiPortal.Portal.Hubs;
using OxiPortal.Portal.Layout;
using OxiPortal.Portal.Observability;
using OxiPortal.Portal.Qa;
using OxiPortal.Portal.Upload;

namespace OxiPortal.Portal.Hosting;

/// <summary>What the portal answers to.</summary>
internal static class PortalEndpoints
{
    public static void UsePortal(this WebApplication app, bool https)
    {
        app.RefuseWhileStopping();
        app.UseWhen(c => ProgramPaths.Include(c.Request.Path), programs => programs.UseExceptionHandler());
        app.UseWhen(c => !ProgramPaths.Include(c.Request.Path), people =>
        {
            people.UseExceptionHandler("/error", createScopeForErrors: true);
            people.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        });
        if (https)
            app.UseHsts();
        app.UseSecurityHeaders();
        app.UseRouting();
        app.UseRateLimiter();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();

        app.MapStaticAssets().AllowAnonymous();
        app.MapPortalHealth();
        app.MapPrometheus(MetricsOptions.Of(app.Configuration));
        app.MapAccount();
        app.MapUploads();
        app.MapWado();
        app.MapCrops();
        app.MapExports();
        app.MapInference();
        app.MapHub<AnalysisHub>(AnalysisHub.Path, hub => hub.CloseOnAuthenticationExpiration = true);
        app.MapRazorComponents<App>()
            .AddInteractiveServerRenderMode(circuit => circuit.ContentSecurityFrameAncestorsPolicy = null);
    }

    /// <summary>
    /// A page that is cut off connects again at once; let in, it would hold up the end for the host's whole patience (dotnet/aspnetcore issue 58947).
    /// Pages and services try again until the portal is back.
    /// </summary>
    private static void RefuseWhileStopping(this WebApplication app)
    {
        var stopping = app.Lifetime.ApplicationStopping;
        app.Use((context, next) =>
        {
            if (!stopping.IsCancellationRequested)
                return next(context);
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            context.Response.Headers.RetryAfter = "5";
            return Task.CompletedTask;
        });
    }
}
