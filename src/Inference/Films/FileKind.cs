namespace OxiPortal.Inference.Films;

/// <summary>What a file is by its first bytes. Its name is no proof.</summary>
internal enum FileKind
{
    Empty,
    Dicom,
    Png,
    Jpeg,

    /// <summary>Zip, gzip, 7z, rar or tar.</summary>
    Archive,

    /// <summary>A known picture or document format that is not read here.</summary>
    OtherFormat,

    /// <summary>Characters only.</summary>
    Text,

    /// <summary>Nothing known: may be a DICOM data set without its preamble.</summary>
    Unknown,
}

internal static class FileKinds
{
    private const int TextProbe = 512;

    public static FileKind Of(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return FileKind.Empty;
        // PS3.10 section 7.1: 128 bytes of preamble, then DICM.
        if (bytes.Length >= 132 && bytes.Slice(128, 4).SequenceEqual("DICM"u8))
            return FileKind.Dicom;
        if (bytes.StartsWith(RasterHeader.PngSignature))
            return FileKind.Png;
        if (bytes.StartsWith(RasterHeader.JpegStart))
            return FileKind.Jpeg;
        if (IsArchive(bytes))
            return FileKind.Archive;
        if (IsOtherFormat(bytes))
            return FileKind.OtherFormat;
        return IsText(bytes[..Math.Min(bytes.Length, TextProbe)]) ? FileKind.Text : FileKind.Unknown;
    }

    private static bool IsArchive(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith("PK\x03\x04"u8) || bytes.StartsWith("PK\x05\x06"u8) || bytes.StartsWith<byte>([0x1F, 0x8B])
        || bytes.StartsWith<byte>([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]) || bytes.StartsWith("Rar!"u8)
        || (bytes.Length >= 262 && bytes.Slice(257, 5).SequenceEqual("ustar"u8));

    private static bool IsOtherFormat(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith("GIF8"u8) || bytes.StartsWith("BM"u8) || bytes.StartsWith("II*\0"u8) || bytes.StartsWith("MM\0*"u8)
        || bytes.StartsWith("%PDF"u8) || bytes.StartsWith<byte>([0x00, 0x00, 0x00, 0x0C, 0x6A, 0x50]) || bytes.StartsWith<byte>([0xFF, 0x4F, 0xFF, 0x51])
        || (bytes.Length >= 12 && bytes.StartsWith("RIFF"u8) && bytes.Slice(8, 4).SequenceEqual("WEBP"u8));

    private static bool IsText(ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes)
        {
            if (b < 0x20 && b is not ((byte)'\t' or (byte)'\n' or (byte)'\r' or (byte)'\f'))
                return false;
        }
        return true;
    }
}
