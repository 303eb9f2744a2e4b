using System.Diagnostics;
using OxiPortal.Domain.Observability;

namespace OxiPortal.Infrastructure.Observability;

/// <summary>This room's spans.</summary>
internal static class Traces
{
    public static ActivitySource Intake { get; } = new(Telemetry.Intake);

    public static ActivitySource Queue { get; } = new(Telemetry.Queue);
}
