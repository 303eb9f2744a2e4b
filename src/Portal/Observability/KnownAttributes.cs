using System.Collections.Frozen;
using System.Diagnostics;
using OpenTelemetry;

namespace OxiPortal.Portal.Observability;

/// <summary>
/// Takes from each span what is not on the list. Addresses of requests hold DICOM UIDs and searches hold names; what a library or a caller adds
/// tomorrow is not trusted either.
/// </summary>
internal sealed class KnownAttributes : BaseProcessor<Activity>
{
    private static readonly FrozenSet<string> Known = new[]
    {
        "http.request.method", "http.request.resend_count", "http.response.status_code", "http.route", "error.type", "network.protocol.version",
        "url.scheme", "rpc.system", "rpc.service", "rpc.method",
    }.ToFrozenSet(StringComparer.Ordinal);

    public override void OnEnd(Activity data)
    {
        ArgumentNullException.ThrowIfNull(data);
        foreach (var (key, _) in data.TagObjects.ToList())
        {
            if (!Known.Contains(key) && !key.StartsWith("oxiportal.", StringComparison.Ordinal))
                data.SetTag(key, null);
        }
        // A caller may write anything into both.
        data.TraceStateString = null;
        if (data.StatusDescription is not null)
            data.SetStatus(data.Status);
    }
}
