using System.Runtime.ExceptionServices;

namespace OxiPortal.Inference.Segments;

/// <summary>How far a film's segments are. Told by whoever runs a batch, asked by the film's own thread.</summary>
/// <param name="segments">Of the film.</param>
internal sealed class FilmInBatches(int segments)
{
    private int _left = segments;
    private Exception? _failure;

    /// <summary>Segments that are not scored yet.</summary>
    public int Left => Volatile.Read(ref _left);

    public void Done() => Interlocked.Decrement(ref _left);

    public void Fail(Exception failure) => Interlocked.CompareExchange(ref _failure, failure, null);

    public void ThrowIfFailed()
    {
        if (Volatile.Read(ref _failure) is { } failure)
            ExceptionDispatchInfo.Throw(failure);
    }
}
