using OxiPortal.Domain.Sites;

namespace OxiPortal.Infrastructure.Intake;

/// <summary>Takes in one uploaded file, or every file of an uploaded zip.</summary>
public sealed class TakeInUpload
{
    /// <summary>One outcome a file, in order. A broken stream throws and leaves nothing behind.</summary>
    /// <exception cref="AccessDeniedException">Neither radiologist nor administrator.</exception>
    public Task<IReadOnlyList<IntakeOutcome>> RunAsync(Actor actor, string fileName, Stream content, CancellationToken cancel) =>
        throw new NotSupportedException($"{this}: being built ({actor} {fileName} {content} {cancel}).");
}
