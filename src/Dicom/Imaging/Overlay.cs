using OxiPortal.Dicom.Codecs;
using OxiPortal.Domain.Detection;

namespace OxiPortal.Dicom.Imaging;

/// <summary>A plane of marks over an image: groups 6000 to 601E. PS3.3 C.9.2, C.9.3.</summary>
public sealed class Overlay
{
    /// <summary>Even groups only: 6000, 6002, ... 601E.</summary>
    public const int MostOverlays = 16;

    private readonly ReadOnlyMemory<byte>? _data;
    private readonly int _bitPosition;

    private Overlay(DicomDataset dataset, ushort group)
    {
        Group = group;
        Rows = Number(dataset, 0x0010, 1, ushort.MaxValue);
        Columns = Number(dataset, 0x0011, 1, ushort.MaxValue);
        Description = dataset.GetString(Tag(0x0022));
        IsRegionOfInterest = dataset.GetString(Tag(0x0040)) == "R";
        Subtype = dataset.GetString(Tag(0x0045));
        Label = dataset.GetString(Tag(0x1500));
        // C.9.2.1.1: 1\1 is the image's first pixel; 0 and below lie above it or to its left.
        (Top, Left) = dataset.GetValues<int>(Tag(0x0050)) is [var row, var column] ? (row - 1, column - 1) : (0, 0);
        Frames = dataset.Contains(Tag(0x0015)) ? Number(dataset, 0x0015, 1, int.MaxValue) : null;
        FirstFrame = dataset.GetSingleValueOrDefault(Tag(0x0051), 1) - 1;
        _bitPosition = dataset.GetSingleValueOrDefault(Tag(0x0102), 0);
        _data = (dataset.Find(Tag(0x3000)) as DicomElement)?.Bytes;
        if (_data is { } data && data.Length * 8L < (long)Rows * Columns * (Frames ?? 1))
            throw DicomException.Corrupt($"The overlay is truncated: {data.Length} bytes do not hold its rows, columns and frames", Tag(0x3000));
    }

    /// <summary>0x6000 to 0x601E.</summary>
    public ushort Group { get; }

    public int Rows { get; }
    public int Columns { get; }

    /// <summary>The row of the image, from 0, on which the overlay's first lies; may be negative or beyond the image.</summary>
    public int Top { get; }

    /// <summary>The column of the image, from 0, on which the overlay's first lies; may be negative or beyond the image.</summary>
    public int Left { get; }

    /// <summary>Marks a region (type R) rather than drawing lines and words (type G).</summary>
    public bool IsRegionOfInterest { get; }

    public string? Subtype { get; }
    public string? Label { get; }
    public string? Description { get; }

    /// <summary>How many frames of the image have a plane of their own; null: one plane for all.</summary>
    public int? Frames { get; }

    /// <summary>The image's first frame, from 0, that has a plane.</summary>
    public int FirstFrame { get; }

    /// <summary>The bits lie in the unused bits of the image's own cells (retired): C.9.2, Overlay Bit Position.</summary>
    public bool IsEmbedded => _data is null;

    /// <summary>All overlays, in the order of their groups.</summary>
    /// <exception cref="DicomException">One is described wrongly or truncated.</exception>
    public static IReadOnlyList<Overlay> Read(DicomDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        var overlays = new List<Overlay>();
        for (var i = 0; i < MostOverlays; i++)
        {
            var group = (ushort)(0x6000 + 2 * i);
            // A group without planes (a label or an empty plane left behind, say) draws nothing.
            if (dataset.Find(new DicomTag(group, 0x3000)) is DicomElement { Length: > 0 } || dataset.GetSingleValueOrDefault(new DicomTag(group, 0x0102), 0) > 0)
                overlays.Add(new Overlay(dataset, group));
        }
        return overlays;
    }

    /// <summary>Which of the image's pixels the overlay marks on that frame: rows x columns of the image.</summary>
    /// <exception cref="DicomException">The overlay lies in the image's cells, and these are not kept by its compression.</exception>
    public bool[] Mask(DicomFile file, int frameIndex)
    {
        ArgumentNullException.ThrowIfNull(file);
        var pixels = DicomPixelData.Create(file.Dataset);
        var mask = new bool[pixels.PixelsPerFrame];
        var plane = Frames is null ? 0 : frameIndex - FirstFrame;
        if (plane < 0 || (Frames is { } frames && plane >= frames))
            return mask;
        if (_data is { } data)
            FromData(data.Span, (long)Rows * Columns * plane, pixels, mask);
        else
            FromCells(Cells(file, pixels, frameIndex), mask);
        return mask;
    }

    private void FromData(ReadOnlySpan<byte> data, long firstBit, DicomPixelData pixels, bool[] mask)
    {
        for (var y = Math.Max(0, Top); y < Math.Min(pixels.Rows, (long)Top + Rows); y++)
        {
            for (var x = Math.Max(0, Left); x < Math.Min(pixels.Columns, (long)Left + Columns); x++)
            {
                // C.9.2.1.2 and PS3.5 section 8.1.2: the first pixel is the lowest bit of the first byte.
                var bit = firstBit + (long)(y - Top) * Columns + (x - Left);
                mask[y * pixels.Columns + x] = (data[(int)(bit >> 3)] >> (int)(bit & 7) & 1) == 1;
            }
        }
    }

    private void FromCells(ushort[] cells, bool[] mask)
    {
        for (var i = 0; i < cells.Length; i++)
            mask[i] = (cells[i] >> _bitPosition & 1) == 1;
    }

    private ushort[] Cells(DicomFile file, DicomPixelData pixels, int frameIndex)
    {
        var highest = pixels.BitsAllocated - 1;
        if (pixels.BitsAllocated is not (8 or 16) || pixels.SamplesPerPixel != 1 || _bitPosition > highest
            || (_bitPosition <= pixels.HighBit && _bitPosition > pixels.HighBit - pixels.BitsStored))
            throw DicomException.Corrupt("The overlay's bit is none that the image leaves unused", Tag(0x0102));
        // The same cells, all their bits taken as the value.
        var whole = pixels with { BitsStored = pixels.BitsAllocated, HighBit = highest, IsSigned = false };
        var bytes = PixelFrames.GetFrame(file, pixels, frameIndex).Span;
        if (!file.TransferSyntax.IsEncapsulated)
            return NativeDecoder.Decode(bytes, whole).Words;
        return file.TransferSyntax == DicomTransferSyntax.RleLossless
            ? RleDecoder.Decode(bytes, whole).Words
            : throw new DicomException(RefusalCodes.UnsupportedFormat, "The overlay lies in bits that this compression does not keep", Tag(0x0102));
    }

    private int Number(DicomDataset dataset, ushort element, int least, int most) =>
        dataset.TryGetSingleValue<int>(Tag(element), out var value) && value >= least && value <= most
            ? value
            : throw DicomException.Corrupt($"The overlay lacks a number from {least} to {most}", Tag(element));

    private DicomTag Tag(ushort element) => new(Group, element);
}
