using System.Net;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Components.Server.Circuits;
using MudBlazor;
using MudBlazor.Services;
using OxiPortal.Inference.Service;
using OxiPortal.Infrastructure;
using OxiPortal.Portal.Accounts;
using OxiPortal.Portal.Administration;
using OxiPortal.Portal.Api;
using OxiPortal.Portal.Api.Inference;
using OxiPortal.Portal.Hubs;
using OxiPortal.Portal.Observability;
using OxiPortal.Portal.Studies;
using OxiPortal.Portal.Tokens;
using OxiPortal.Portal.Worklist;

namespace OxiPortal.Portal.Hosting;

/// <summary>Registers what the portal is made of.</summary>
internal static class PortalServices
{
    public static void AddPortal(this WebApplicationBuilder builder, PortalOptions options, DataFolder data, bool https)
    {
        var services = builder.Services;
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton(data);
        services.AddNativeCodecs(builder.Configuration);
        services.AddInfrastructure(builder.Configuration);
        services.AddInference(builder.Configuration.GetSection(InferenceOptions.Section));
        services.AddPortalHealth(builder.Configuration);
        services.AddObservability(builder.Configuration);
        services.AddSingleton<ModelsInUse>();
        services.AddScoped<WorklistChoice>();
        services.AddStudies();

        services.Configure<ForwardedHeadersOptions>(forwarded => Believe(forwarded, options.HttpsProxies));
        services.AddSignInCookie(options, https);
        services.AddServiceTokens(options);
        services.AddAuthorization(PortalPolicies.Add);
        services.AddCascadingAuthenticationState();
        services.AddScoped<AuthenticationStateProvider, AccountRevalidation>();
        services.AddAntiforgery(antiforgery => Secure(antiforgery, https));
        services.AddRateLimiter(limiter => SignInRate.Add(limiter, options.SignInAttemptsPerMinute));
        services.AddHsts(hsts => hsts.MaxAge = TimeSpan.FromDays(365));
        services.AddProblemDetails();
        services.AddExceptionHandler<AuditUnavailableHandler>();
        services.AddExceptionHandler<DatabaseTroubleHandler>();

        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddSignalR().AddMessagePackProtocol();
        services.AddMudServices(mud => mud.SnackbarConfiguration.PositionClass = Defaults.Classes.Position.BottomRight);
    }

    /// <summary>The embedded inference service, or what services elsewhere are measured against.</summary>
    private static void AddInference(this IServiceCollection services, IConfigurationSection section)
    {
        services.AddSingleton<ActiveModels>();
        if (IsEmbedded(section))
            services.AddInferenceService(section.Bind);
        else
            services.AddInferenceOptions(section.Bind);
    }

    private static void AddObservability(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddPortalTelemetry(configuration, MetricsOptions.Of(configuration));
        services.AddSingleton<QueueWatch>().AddHostedService(provider =>
        {
            // Nobody asks for these two before there is something to count: they listen from the host's start.
            provider.GetRequiredService<PortalMeter>();
            provider.GetRequiredService<StageTimes>();
            return provider.GetRequiredService<QueueWatch>();
        });
        services.AddSingleton<PortalMeter>().AddSingleton<StageTimes>().AddSingleton<DeliveryTraces>().AddSingleton<ReadStatus>();
        services.AddSingleton<CircuitHandler, CircuitCount>();
    }

    private static bool IsEmbedded(IConfigurationSection section)
    {
        const string key = nameof(InferenceOptions.Embedded);
        return section[key] is not { } text || (bool.TryParse(text, out var embedded)
            ? embedded
            : throw new PortalConfigurationException($"{InferenceOptions.Section}:{key} is '{text}'; it must be true or false."));
    }

    private static void Believe(ForwardedHeadersOptions forwarded, IReadOnlyList<string> proxies)
    {
        forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
        forwarded.KnownIPNetworks.Clear();
        forwarded.KnownProxies.Clear();
        foreach (var proxy in proxies)
            forwarded.KnownProxies.Add(IPAddress.Parse(proxy));
    }

    private static void Secure(AntiforgeryOptions antiforgery, bool https)
    {
        antiforgery.HeaderName = RequireAntiforgery.Header;
        antiforgery.Cookie.Name = https ? "__Host-oxi-form" : "oxi-form";
        antiforgery.Cookie.HttpOnly = true;
        antiforgery.Cookie.SameSite = SameSiteMode.Strict;
        antiforgery.Cookie.SecurePolicy = https ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
        // The header is set for every answer, more strictly: see SecurityHeaders.
        antiforgery.SuppressXFrameOptionsHeader = true;
    }
}
