using OxiPortal.Domain.Detection;

namespace OxiPortal.Dicom.Imaging;

/// <summary>What a data set says of its pixels: Image Pixel module, PS3.3 C.7.6.3.</summary>
public sealed record DicomPixelData
{
    private DicomPixelData()
    {
    }

    public required int Rows { get; init; }
    public required int Columns { get; init; }

    /// <summary>Bits of the cell a value lies in: 1, 8, 16 or 32.</summary>
    public required int BitsAllocated { get; init; }

    /// <summary>Bits of the value itself.</summary>
    public required int BitsStored { get; init; }

    /// <summary>Where in its cell the value's highest bit lies, from 0.</summary>
    public required int HighBit { get; init; }

    /// <summary>Values are in two's complement.</summary>
    public required bool IsSigned { get; init; }

    /// <summary>1 for grey and palette, 3 for colour.</summary>
    public required int SamplesPerPixel { get; init; }

    /// <summary>Colours are stored plane after plane rather than pixel after pixel.</summary>
    public required bool IsPlanar { get; init; }

    /// <summary>"MONOCHROME1", "MONOCHROME2", "RGB", ...</summary>
    public required string PhotometricInterpretation { get; init; }

    public required int NumberOfFrames { get; init; }

    public bool IsGrey => SamplesPerPixel == 1 && PhotometricInterpretation is "MONOCHROME1" or "MONOCHROME2";

    public long PixelsPerFrame => (long)Rows * Columns;

    /// <summary>Values in a decoded frame.</summary>
    public long ValuesPerFrame => PixelsPerFrame * SamplesPerPixel;

    /// <summary>The smallest value that can be stored.</summary>
    public long MinStored => IsSigned ? -(1L << (BitsStored - 1)) : 0;

    /// <summary>The largest value that can be stored.</summary>
    public long MaxStored => (1L << (IsSigned ? BitsStored - 1 : BitsStored)) - 1;

    /// <summary>Reads and checks the description.</summary>
    /// <exception cref="DicomException">There are no pixels, or the description contradicts itself.</exception>
    public static DicomPixelData Create(DicomDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        if (!dataset.Contains(DicomTags.PixelData))
            throw new DicomException(RefusalCodes.NoPixelData, "The file holds no picture: it has no pixel data");
        var allocated = Required(dataset, DicomTags.BitsAllocated, 1, 32);
        var stored = Optional(dataset, DicomTags.BitsStored, allocated, 1, allocated);
        if (allocated is not (1 or 8 or 16 or 32))
            throw DicomException.Corrupt($"{allocated} bits a value are not supported: 1, 8, 16 and 32 are", DicomTags.BitsAllocated);
        var samples = Optional(dataset, DicomTags.SamplesPerPixel, 1, 1, 4);
        var isSigned = Optional(dataset, DicomTags.PixelRepresentation, 0, 0, 1) == 1;
        if (isSigned && allocated == 1)
            throw DicomException.Corrupt("A value of one bit cannot have a sign", DicomTags.PixelRepresentation);
        return new DicomPixelData
        {
            Rows = Required(dataset, DicomTags.Rows, 1, ushort.MaxValue),
            Columns = Required(dataset, DicomTags.Columns, 1, ushort.MaxValue),
            BitsAllocated = allocated,
            BitsStored = stored,
            HighBit = Optional(dataset, DicomTags.HighBit, stored - 1, stored - 1, allocated - 1),
            IsSigned = isSigned,
            SamplesPerPixel = samples,
            IsPlanar = samples > 1 && Optional(dataset, DicomTags.PlanarConfiguration, 0, 0, 1) == 1,
            PhotometricInterpretation = dataset.GetString(DicomTags.PhotometricInterpretation) ?? (samples == 1 ? "MONOCHROME2" : "RGB"),
            NumberOfFrames = Frames(dataset),
        };
    }

    // PS3.3 C.7.6.6: 1 or more. Some writers leave blanks or a zero for a single frame; that there are no others is checked where pixels are read.
    private static int Frames(DicomDataset dataset) => dataset.Find(DicomTags.NumberOfFrames) is DicomElement element && element.Bytes.Span.ContainsAnyExcept((byte)' ', (byte)0)
        ? Math.Max(1, Required(dataset, DicomTags.NumberOfFrames, 0, int.MaxValue))
        : 1;

    private static int Required(DicomDataset dataset, DicomTag tag, int least, int most) => dataset.TryGetSingleValue<int>(tag, out var value)
        ? InRange(value, tag, least, most)
        : throw DicomException.Corrupt("The description of the pixels lacks an attribute or holds no number in it", tag);

    private static int Optional(DicomDataset dataset, DicomTag tag, int absent, int least, int most)
    {
        if (dataset.Find(tag) is not DicomElement { Length: > 0 })
            return absent;
        return Required(dataset, tag, least, most);
    }

    private static int InRange(int value, DicomTag tag, int least, int most) => value >= least && value <= most
        ? value
        : throw DicomException.Corrupt($"{value} is out of range: {least} to {most} are possible here", tag);
}
