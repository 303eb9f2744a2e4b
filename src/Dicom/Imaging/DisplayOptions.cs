namespace OxiPortal.Dicom.Imaging;

/// <summary>What a viewer may choose. As it stands: the first frame, the film's own first window or table, no overlays.</summary>
public sealed record DisplayOptions
{
    public static DisplayOptions Default { get; } = new();

    /// <summary>From 0.</summary>
    public int FrameIndex { get; init; }

    /// <summary>In place of what the film offers. Colour is not windowed.</summary>
    public VoiWindow? Window { get; init; }

    /// <summary>Which of the film's own, from 1: its windows first, then its VOI LUTs. Null: the first, or an automatic window where it has none.</summary>
    public int? Voi { get; init; }

    /// <summary>Draw the film's overlays, white.</summary>
    public bool Overlays { get; init; }
}
