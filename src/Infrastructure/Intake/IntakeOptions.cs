using Microsoft.Extensions.Options;
using OxiPortal.Dicom;

namespace OxiPortal.Infrastructure.Intake;

/// <summary>Configuration section <c>Intake</c>: how much one upload may ask for.</summary>
public sealed class IntakeOptions
{
    public const string Section = "Intake";

    /// <summary>One DICOM file, alone or in an archive. Its pixels do not enter memory when it is taken in: its size costs disk and time.</summary>
    public long MaxFileBytes { get; set; } = 256L << 20;

    /// <summary>Sequences within sequences of a DICOM file.</summary>
    public int MaxDepth { get; set; } = DicomReadLimits.Kept.MaxDepth;

    /// <summary>Attributes, items and fragments of a DICOM file.</summary>
    public int MaxElements { get; set; } = DicomReadLimits.Kept.MaxElements;

    /// <summary>A zip, as uploaded.</summary>
    public long MaxArchiveBytes { get; set; } = 2L << 30;

    /// <summary>Everything in a zip, unpacked; of a deflated file the smaller of this and what the DICOM readers take (256 MiB).</summary>
    public long MaxInflatedBytes { get; set; } = 8L << 30;

    /// <summary>Files in a zip.</summary>
    public int MaxEntries { get; set; } = 20_000;

    /// <summary>How many times larger than itself a packed file may become. DICOM seldom passes 10; a bomb starts at 1000.</summary>
    public int MaxRatio { get; set; } = 200;
}

internal sealed class IntakeOptionsValidator : IValidateOptions<IntakeOptions>
{
    public ValidateOptionsResult Validate(string? name, IntakeOptions options)
    {
        foreach (var (key, value) in new[]
        {
            (nameof(IntakeOptions.MaxFileBytes), options.MaxFileBytes),
            (nameof(IntakeOptions.MaxArchiveBytes), options.MaxArchiveBytes),
            (nameof(IntakeOptions.MaxInflatedBytes), options.MaxInflatedBytes),
            (nameof(IntakeOptions.MaxEntries), options.MaxEntries),
            (nameof(IntakeOptions.MaxRatio), options.MaxRatio),
            (nameof(IntakeOptions.MaxDepth), options.MaxDepth),
            (nameof(IntakeOptions.MaxElements), options.MaxElements),
        })
        {
            if (value < 1)
                return ValidateOptionsResult.Fail($"Intake:{key} is {value}; it must be at least 1.");
        }
        // Never more than the readers of kept files allow: what is taken in can be shown and analysed.
        foreach (var (key, value, most) in new[]
        {
            (nameof(IntakeOptions.MaxDepth), options.MaxDepth, DicomReadLimits.Kept.MaxDepth),
            (nameof(IntakeOptions.MaxElements), options.MaxElements, DicomReadLimits.Kept.MaxElements),
        })
        {
            if (value > most)
                return ValidateOptionsResult.Fail($"Intake:{key} is {value}; it must be at most {most}.");
        }
        return ValidateOptionsResult.Success;
    }
}
