namespace OxiPortal.Dicom;

/// <summary>How a file is written.</summary>
public sealed record DicomWriteOptions
{
    public static DicomWriteOptions Default { get; } = new();

    /// <summary>
    /// Null: explicit VR little endian unless the pixels are compressed. Pixels are written as they are: a compressed film can only be written in
    /// its own syntax, a native one only in one that does not compress pixels.
    /// </summary>
    public DicomTransferSyntax? TransferSyntax { get; init; }

    /// <summary>Sequences and items state their length rather than end in a delimiter; those of 4 GiB and more do not. PS3.5 section 7.5.</summary>
    public bool DefinedLengths { get; init; }
}
