namespace OxiPortal.Dicom.Codecs;

/// <summary>The samples of one component of a sequential codestream, before any enlargement. ISO/IEC 10918-1, A.1.1.</summary>
internal sealed class JpegPlane
{
    private JpegPlane(int rows, int columns, int acrossFactor, int downFactor)
    {
        (Rows, Columns, AcrossFactor, DownFactor) = (rows, columns, acrossFactor, downFactor);
        // Every sample is written: a scan is read whole or refused.
        Samples = GC.AllocateUninitializedArray<ushort>(checked(Rows * Columns));
    }

    /// <summary>Rows x Columns, row after row.</summary>
    public ushort[] Samples { get; }

    public int Rows { get; }

    public int Columns { get; }

    /// <summary>Columns of the picture that a sample stands for: 1 to 4.</summary>
    public int AcrossFactor { get; }

    /// <summary>Rows of the picture that a sample stands for: 1 to 4.</summary>
    public int DownFactor { get; }

    /// <summary>The plane of one component of a frame.</summary>
    /// <param name="component">The component.</param>
    /// <param name="components">All of its frame.</param>
    /// <param name="header">How large the picture is.</param>
    /// <param name="entropy">What is to fill the plane: no memory is taken where it cannot.</param>
    /// <exception cref="DicomException">Its samples stand for no whole number of pixels, or the scan is too short for it.</exception>
    public static JpegPlane Create(JpegComponent component, JpegComponent[] components, JpegHeader header, EntropySegments entropy)
    {
        var (mostHorizontal, mostVertical) = (components.Max(c => c.Horizontal), components.Max(c => c.Vertical));
        if (mostHorizontal % component.Horizontal != 0 || mostVertical % component.Vertical != 0)
            throw JpegScans.UnsupportedSampling();
        var (acrossFactor, downFactor) = (mostHorizontal / component.Horizontal, mostVertical / component.Vertical);
        var (rows, columns) = ((header.Rows + downFactor - 1) / downFactor, (header.Columns + acrossFactor - 1) / acrossFactor);
        // A block of 64 samples takes at least a code of one bit for its mean and another for its end.
        entropy.MustHold((long)rows * columns / 32);
        return new JpegPlane(rows, columns, acrossFactor, downFactor);
    }

    /// <summary>Puts a block of 8 x 8 samples in its place; what lies beyond the edges is left out.</summary>
    public void Put(ReadOnlySpan<ushort> block, int row, int column)
    {
        var width = Math.Min(8, Columns - column);
        for (var i = 0; i < 8 && row + i < Rows && width > 0; i++)
            block.Slice(i * 8, width).CopyTo(Samples.AsSpan((row + i) * Columns + column));
    }
}
