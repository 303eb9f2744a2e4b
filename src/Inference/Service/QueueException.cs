namespace OxiPortal.Inference.Service;

/// <summary>The queue failed, not the film: nothing is known about the work's state.</summary>
public sealed class QueueException : Exception
{
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
