namespace OxiPortal.Dicom;

/// <summary>How much a file may ask for before it is refused. The defaults leave room for any radiograph.</summary>
public sealed record DicomReadLimits
{
    /// <summary>For files of anybody.</summary>
    public static DicomReadLimits Default { get; } = new();

    /// <summary>
    /// For files that were let in, or are the caller's own: of any size on the disk, since pixels do not enter memory. Whoever takes files in must not
    /// allow more than this in any other respect.
    /// </summary>
    public static DicomReadLimits Kept { get; } = new() { MaxFileBytes = long.MaxValue };

    /// <summary>Bytes of the file.</summary>
    public long MaxFileBytes { get; init; } = 512L << 20;

    /// <summary>Bytes of a deflated data set once inflated.</summary>
    public long MaxInflatedBytes { get; init; } = 256L << 20;

    /// <summary>How many times larger than itself a deflated data set may become. Films seldom pass 10; a bomb starts at 1000.</summary>
    public int MaxInflationRatio { get; init; } = 200;

    /// <summary>Bytes up to which a deflated data set may swell by any ratio: a blank film does.</summary>
    public long UnquestionedInflatedBytes { get; init; } = 64L << 20;

    /// <summary>Sequences within sequences.</summary>
    public int MaxDepth { get; init; } = 24;

    /// <summary>Attributes, items and fragments of the whole file.</summary>
    public int MaxElements { get; init; } = 500_000;
}
