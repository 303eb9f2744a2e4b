using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using OxiPortal.Domain.Imaging;
using OxiPortal.Infrastructure.InstanceStore;

namespace OxiPortal.Portal.Hosting.Health;

/// <summary>The store answers (the folder is written, an object store asked), and there is space for what is being received. Half a minute is good enough: a look at an object store is paid for.</summary>
internal sealed class StoreCheck(IInstanceStore store, StoragePaths paths, IOptions<HealthOptions> options, TimeProvider time) : QuickCheck(time, TimeSpan.FromSeconds(30))
{
    protected override async Task<HealthCheckResult> LookAsync(CancellationToken cancel)
    {
        try
        {
            // First: looking writes, too.
            var freeMiB = new DriveInfo(paths.Root).AvailableFreeSpace >> 20;
            await store.LookAsync(cancel);
            // Reading goes on with a full disk: this portal is not taken from its readers for it.
            return freeMiB < options.Value.FreeSpaceMiB
                ? HealthCheckResult.Degraded(string.Create(CultureInfo.InvariantCulture, $"{freeMiB} MiB are left; {options.Value.FreeSpaceMiB} should be."))
                : HealthCheckResult.Healthy();
        }
        catch (StoreFullException e)
        {
            return HealthCheckResult.Degraded("The disk is full: films can be read, none can be kept.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return HealthCheckResult.Unhealthy("The store does not answer, or cannot be written.", e);
        }
    }
}
