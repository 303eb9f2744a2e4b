namespace OxiPortal.Dicom.Isolation;

/// <summary>How a codec process ended over a picture.</summary>
public enum CodecDeath
{
    /// <summary>A signal of its own making: a fault in the library.</summary>
    Crashed,

    /// <summary>It took more processor time, or more time by the clock, than it may.</summary>
    OverTime,

    /// <summary>It asked for more memory than it may.</summary>
    OverMemory,

    /// <summary>Killed from outside, or it said what no codec process says.</summary>
    Lost,
}
