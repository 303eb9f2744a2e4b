using OxiPortal.Infrastructure.Queue;

namespace OxiPortal.Portal.Tests.Support;

/// <summary>Where a test moves the clock, leases must run out when it says so, and not when a timer happens to look.</summary>
internal static class LostWorkByHand
{
    public static void LeaveLostWorkToTheTest(this IServiceCollection services) =>
        services.Remove(services.Single(s => s.ServiceType == typeof(IHostedService) && s.ImplementationType == typeof(LostWork)));
}
