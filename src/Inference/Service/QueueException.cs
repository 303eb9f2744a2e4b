namespace OxiPortal.Inference.Service;

/// <summary>The queue failed, not the film: nothing is known about the work's state.</summary>
public sealed class QueueException : Exception
{
    /// <summary>The queue was there and would not keep what was sent: the next attempt may do better, this one is over.</summary>
    public bool IsRefusal { get; init; }

    public QueueException()
    {
    }

    public QueueException(string message)
        : base(message)
    {
    }

    public QueueException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
