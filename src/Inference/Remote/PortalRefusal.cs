using Microsoft.Extensions.Hosting;

namespace OxiPortal.Inference.Remote;

/// <summary>The portal does not let this service in: no retry helps, so the process ends and says why.</summary>
public sealed class PortalRefusal(IHostApplicationLifetime lifetime)
{
    private string? _sentence;

    /// <summary>Null: it was let in, as far as is known.</summary>
    public string? Sentence => Volatile.Read(ref _sentence);

    /// <summary>Keeps the first sentence and lets the host stop.</summary>
    public void Stop(string sentence)
    {
        if (Interlocked.CompareExchange(ref _sentence, sentence, null) is null)
            lifetime.StopApplication();
    }
}
