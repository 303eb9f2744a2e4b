using System.Globalization;
using System.Net;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Sites;
using OxiPortal.Inference.Service;

namespace OxiPortal.Inference.Remote;

/// <summary>The instances that this process holds a lease on, fetched whole from the portal. Nothing is written to this machine's disk.</summary>
public sealed class HttpInstanceFiles(PortalClient portal, HeldLeases held) : IInstanceFiles
{
    // A film over a slow line; the lease is prolonged meanwhile.
    private static readonly TimeSpan OneTry = TimeSpan.FromMinutes(5);

    /// <exception cref="FileNotFoundException">No lease on it is held here, or the portal has no such file.</exception>
    /// <exception cref="IOException">The lease was lost.</exception>
    /// <exception cref="QueueException">The portal did not answer while the lease lasted.</exception>
    public async Task<Stream> OpenAsync(SiteId site, SopInstanceUid instance, CancellationToken cancel)
    {
        var mine = held.Find(site, instance) ?? throw new FileNotFoundException("No lease on this instance is held here.");
        var path = string.Create(CultureInfo.InvariantCulture, $"leases/{mine.Lease.AnalysisId}/{mine.Lease.Attempt}/instances/{instance}");
        var answer = await portal.SendAsync(HttpMethod.Get, path, null, OneTry, () => mine.EndsAt, cancel);
        return answer.Status switch
        {
            HttpStatusCode.OK => new MemoryStream(answer.Body, writable: false),
            HttpStatusCode.NotFound => throw new FileNotFoundException(answer.Sentence),
            HttpStatusCode.Conflict => throw new IOException(answer.Sentence),
            _ => throw new QueueException($"The portal gave no pixels: {answer.Sentence}"),
        };
    }
}
