using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using OxiPortal.Infrastructure.InstanceStore;

namespace OxiPortal.Portal.Hosting.Health;

/// <summary>Films can be kept: the folder takes a file, and there is space.</summary>
internal sealed class StoreCheck(StoragePaths paths, IOptions<HealthOptions> options, TimeProvider time) : QuickCheck(time)
{
    protected override Task<HealthCheckResult> LookAsync(CancellationToken cancel)
    {
        try
        {
            using var probe = new FileStream(
                Path.Combine(paths.Incoming, $"{Guid.NewGuid():N}.probe"), new FileStreamOptions
                {
                    Mode = FileMode.CreateNew,
                    Access = FileAccess.Write,
                    Options = FileOptions.DeleteOnClose,
                });
            probe.WriteByte(0);
            var freeMiB = new DriveInfo(paths.Root).AvailableFreeSpace >> 20;
            // Reading goes on with a full disk: this portal is not taken from its readers for it.
            return Task.FromResult(freeMiB < options.Value.FreeSpaceMiB
                ? HealthCheckResult.Degraded(string.Create(CultureInfo.InvariantCulture, $"{freeMiB} MiB are left; {options.Value.FreeSpaceMiB} should be."))
                : HealthCheckResult.Healthy());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Task.FromResult(HealthCheckResult.Unhealthy("The store's folder cannot be written.", e));
        }
    }
}
