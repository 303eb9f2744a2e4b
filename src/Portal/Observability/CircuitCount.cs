using Microsoft.AspNetCore.Components.Server.Circuits;

namespace OxiPortal.Portal.Observability;

/// <summary>Counts the pages that are open.</summary>
internal sealed class CircuitCount(PortalMeter meter) : CircuitHandler
{
    public override Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        meter.CircuitOpened();
        return Task.CompletedTask;
    }

    public override Task OnCircuitClosedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        meter.CircuitClosed();
        return Task.CompletedTask;
    }
}
