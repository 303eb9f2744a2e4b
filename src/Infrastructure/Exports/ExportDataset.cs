using OxiPortal.Domain.Sites;

namespace OxiPortal.Infrastructure.Exports;

/// <summary>A data set as released.</summary>
/// <param name="Sha256">Of the zip's bytes, lower-case hex.</param>
public sealed record DatasetRelease(
    Guid Id, string Version, DateTimeOffset At, string By, int Patients, int Images, int Annotations, int Rejected, string Sha256);

/// <summary>Writes what readers and QA decided as a data set for training: COCO JSON and pixel-only PNGs under pseudonyms, in a zip.</summary>
public sealed class ExportDataset
{
    /// <param name="noBurnedInTextConfirmed">The administrator has looked: no film to be exported shows text that identifies somebody.</param>
    /// <param name="zip">Written forwards only; need not seek. Stays open.</param>
    /// <exception cref="AccessDeniedException">Not an administrator.</exception>
    /// <exception cref="InvalidOperationException">Not confirmed, or nothing has been submitted yet.</exception>
    public Task<DatasetRelease> RunAsync(Actor actor, bool noBurnedInTextConfirmed, Stream zip, CancellationToken cancel) =>
        throw new NotSupportedException($"{this}: being built ({actor} {noBurnedInTextConfirmed} {zip} {cancel}).");
}
