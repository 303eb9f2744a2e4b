namespace OxiPortal.Infrastructure.Queue;

/// <summary>The two things one may wait for in this process: work, and events.</summary>
public sealed class QueueSignals
{
    /// <summary>There may be work to lease.</summary>
    public WakeSignal Work { get; } = new();

    /// <summary>There may be new analysis events, of some study.</summary>
    public WakeSignal Events { get; } = new();
}
