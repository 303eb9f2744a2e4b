using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using OxiPortal.Domain.Imaging;
using OxiPortal.Infrastructure.InstanceStore;

namespace OxiPortal.Portal.Hosting.Health;

/// <summary>Films can be kept: the store takes a file, and there is space for what is being received.</summary>
internal sealed class StoreCheck(IInstanceStore store, StoragePaths paths, IOptions<HealthOptions> options, TimeProvider time) : QuickCheck(time)
{
    protected override async Task<HealthCheckResult> LookAsync(CancellationToken cancel)
    {
        try
        {
            await store.CheckAsync(cancel);
            var freeMiB = new DriveInfo(paths.Root).AvailableFreeSpace >> 20;
            // Reading goes on with a full disk: this portal is not taken from its readers for it.
            return freeMiB < options.Value.FreeSpaceMiB
                ? HealthCheckResult.Degraded(string.Create(CultureInfo.InvariantCulture, $"{freeMiB} MiB are left; {options.Value.FreeSpaceMiB} should be."))
                : HealthCheckResult.Healthy();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return HealthCheckResult.Unhealthy("The store cannot be written.", e);
        }
    }
}
