using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;
using OxiPortal.Inference.Pipeline;

namespace OxiPortal.Inference.Remote;

/// <summary>Lets the inference service of this host work for a portal elsewhere.</summary>
public static class RemoteInferenceServices
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(20);

    /// <summary>The queue and the files that <see cref="Service.InferenceServices"/> needs.</summary>
    /// <param name="services">The host's.</param>
    /// <param name="portal">By <see cref="PortalAddress.Parse"/>.</param>
    /// <param name="token">Of the service.</param>
    public static IServiceCollection AddRemotePortal(this IServiceCollection services, Uri portal, ServiceToken token)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(token);
        services.AddSingleton(_ => Http(portal));
        services.AddSingleton(new RetryPauses(FirstPause, LongestPause, Environment.ProcessId));
        services.AddSingleton<PortalRefusal>();
        services.AddSingleton<PortalClient>();
        services.AddSingleton<HeldLeases>();
        services.AddSingleton(provider =>
        {
            var analyser = provider.GetRequiredService<IFilmAnalyser>();
            return new PipelineIdentity(analyser.Version, analyser.Models);
        });
        services.AddSingleton<IAnalysisQueue, HttpAnalysisQueue>();
        services.AddSingleton<IInstanceFiles, HttpInstanceFiles>();
        return services;
    }

    // A new connection now and then finds a portal that moved to another address.
    private static HttpClient Http(Uri portal) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        // A proxy of the environment would read token and films where nothing encrypts them, even on their way to this machine itself.
        UseProxy = portal.Scheme == Uri.UriSchemeHttps,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    })
    {
        BaseAddress = portal,
        Timeout = Timeout.InfiniteTimeSpan,
    };
}
