namespace OxiPortal.Inference.Service;

/// <summary>Configuration section <c>Inference</c>.</summary>
public sealed class InferenceOptions
{
    public const string Section = "Inference";

    /// <summary><c>Inference:Embedded</c>: the portal analyses in its own process. False: only services elsewhere do, see <c>oxi inference</c>.</summary>
    public bool Embedded { get; set; } = true;

    /// <summary><c>Inference:Device</c>: auto, cpu, cuda or webgpu.</summary>
    public string Device { get; set; } = "auto";

    /// <summary><c>Inference:Threads</c>: for the CPU; 0 for as many as there are cores.</summary>
    public int Threads { get; set; }

    /// <summary><c>Inference:FilmsAtOnce</c>: how many films are analysed at once; 0: one on the CPU, four on a GPU, which scores segments of several in one batch.</summary>
    public int FilmsAtOnce { get; set; }

    /// <summary><c>Inference:Models</c>: the folder of the models and their cards; empty for the shipped ones.</summary>
    public string Models { get; set; } = "";

    /// <summary><c>Inference:Heartbeat</c>: how often a lease is prolonged while a film is analysed; well below the lease's own length.</summary>
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(10);
}
