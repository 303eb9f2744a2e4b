namespace OxiPortal.Dicom.Imaging;

/// <summary>How a window maps values to greys: VOI LUT Function (0028,1056).</summary>
public enum VoiFunction
{
    /// <summary>PS3.3 C.11.2.1.2.1, the default.</summary>
    Linear,

    /// <summary>PS3.3 C.11.2.1.3.2.</summary>
    LinearExact,

    /// <summary>PS3.3 C.11.2.1.3.1.</summary>
    Sigmoid,
}

/// <summary>A window: which of the modality's values are shown, from black to white. PS3.3 C.11.2.1.2.</summary>
public sealed record VoiWindow
{
    /// <param name="center">In the modality's unit.</param>
    /// <param name="width">At least 1 for LINEAR, above 0 for the others.</param>
    /// <param name="function">How values within are spread.</param>
    /// <param name="explanation">What it is good for, in the words of the maker; null where not said.</param>
    /// <exception cref="ArgumentOutOfRangeException">The width is too small, or a number not finite.</exception>
    public VoiWindow(double center, double width, VoiFunction function = VoiFunction.Linear, string? explanation = null)
    {
        if (!double.IsFinite(center))
            throw new ArgumentOutOfRangeException(nameof(center), center, "The centre of a window must be finite.");
        if (!IsWidth(width, function))
            throw new ArgumentOutOfRangeException(nameof(width), width, "The width of a window must be at least 1 (LINEAR), or above 0 (LINEAR_EXACT, SIGMOID).");
        (Center, Width, Function, Explanation) = (center, width, function, explanation);
    }

    public double Center { get; }
    public double Width { get; }
    public VoiFunction Function { get; }
    public string? Explanation { get; }

    /// <summary>The window that shows <paramref name="lower"/> as black and <paramref name="upper"/> as white, LINEAR.</summary>
    public static VoiWindow Between(double lower, double upper) => new((lower + upper + 1) / 2, upper - lower + 1);

    /// <summary>How bright the value is, 0 (black) to 1 (white) for an image that is not inverted.</summary>
    public double Apply(double value)
    {
        switch (Function)
        {
            case VoiFunction.Linear:
                if (value <= Center - 0.5 - (Width - 1) / 2)
                    return 0;
                return value > Center - 0.5 + (Width - 1) / 2 ? 1 : (value - (Center - 0.5)) / (Width - 1) + 0.5;
            case VoiFunction.LinearExact:
                if (value <= Center - Width / 2)
                    return 0;
                return value > Center + Width / 2 ? 1 : (value - Center) / Width + 0.5;
            default:
                return 1 / (1 + Math.Exp(-4 * (value - Center) / Width));
        }
    }

    /// <summary>
    /// The windows of an image or frame, in their order; those that the standard forbids (too narrow, not finite, a centre without a width) are
    /// left out: real files hold 0\0 for "none".
    /// </summary>
    public static IReadOnlyList<VoiWindow> Read(DicomDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        var centers = dataset.GetValues<double>(DicomTags.WindowCenter);
        var widths = dataset.GetValues<double>(DicomTags.WindowWidth);
        var explanations = dataset.GetStrings(DicomTags.WindowCenterWidthExplanation);
        var function = dataset.GetString(DicomTags.VOILUTFunction) switch
        {
            "LINEAR_EXACT" => VoiFunction.LinearExact,
            "SIGMOID" => VoiFunction.Sigmoid,
            _ => VoiFunction.Linear,
        };
        var windows = new List<VoiWindow>();
        for (var i = 0; i < Math.Min(centers.Count, widths.Count); i++)
        {
            if (double.IsFinite(centers[i]) && IsWidth(widths[i], function))
                windows.Add(new VoiWindow(centers[i], widths[i], function, i < explanations.Count && explanations[i].Length > 0 ? explanations[i] : null));
        }
        return windows;
    }

    // PS3.3 C.11.2.1.2.1: "shall always be greater than or equal to 1"; C.11.2.1.3: greater than 0.
    private static bool IsWidth(double width, VoiFunction function) => double.IsFinite(width) && (function == VoiFunction.Linear ? width >= 1 : width > 0);
}
