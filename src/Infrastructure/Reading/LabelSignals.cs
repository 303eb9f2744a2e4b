using OxiPortal.Infrastructure.Queue;

namespace OxiPortal.Infrastructure.Reading;

/// <summary>What one may wait for in this process about people's labels. Another process's changes wake nobody here: look now and then too.</summary>
public sealed class LabelSignals
{
    /// <summary>A read may have been submitted, or a decision checked.</summary>
    public WakeSignal Labels { get; } = new();

    /// <summary>A data set may have been released.</summary>
    public WakeSignal Releases { get; } = new();
}
