namespace OxiPortal.Dicom.Isolation;

/// <summary>Configuration section <c>Codecs</c>: what the processes may take that decode JPEG-LS and JPEG 2000.</summary>
public sealed class CodecOptions
{
    public const string Section = "Codecs";

    /// <summary>The most memory that one picture may take, in MiB; small pictures may take less.</summary>
    public int MemoryMiB { get; set; } = 2048;

    /// <summary>The most processor time that one picture may take, in seconds; small pictures may take less. Twice that by the clock.</summary>
    public int Seconds { get; set; } = 60;

    /// <summary>Pictures that are decoded at once, each by a process of its own; 0: two, or one where there is one core.</summary>
    public int Processes { get; set; }

    /// <summary>Pictures that may wait for a process; more are turned away.</summary>
    public int Waiting { get; set; } = 256;

    /// <summary>What <see cref="Processes"/> comes to on this machine.</summary>
    public int ProcessCount => Processes > 0 ? Processes : Math.Min(2, Environment.ProcessorCount);

    /// <summary>What is wrong with them, naming the key; empty where nothing is.</summary>
    public IEnumerable<string> Faults()
    {
        if (MemoryMiB is < 64 or > 65536)
            yield return "Codecs:MemoryMiB must be 64 to 65536.";
        if (Seconds is < 5 or > 600)
            yield return "Codecs:Seconds must be 5 to 600.";
        if (Processes is < 0 or > 64)
            yield return "Codecs:Processes must be 0 (two, or one where there is one core) to 64.";
        if (Waiting is < 1 or > 100_000)
            yield return "Codecs:Waiting must be 1 to 100000.";
    }
}
