using Microsoft.Extensions.Diagnostics.HealthChecks;
using OxiPortal.Portal.Observability;

namespace OxiPortal.Portal.Hosting.Health;

/// <summary>The libraries of JPEG-LS and JPEG 2000 are there, as far as a codec process has looked.</summary>
internal sealed class CodecsCheck(CodecWatch codecs, TimeProvider time) : QuickCheck(time)
{
    protected override Task<HealthCheckResult> LookAsync(CancellationToken cancel) => Task.FromResult(codecs.Figures.Place switch
    {
        { HasCharLs: false } => HealthCheckResult.Degraded("CharLS is missing (package libcharls2): JPEG-LS films are refused."),
        { HasOpenJpeg: false } => HealthCheckResult.Degraded("OpenJPEG is missing (package libopenjp2-7): JPEG 2000 films are refused."),
        _ => HealthCheckResult.Healthy(),
    });
}
