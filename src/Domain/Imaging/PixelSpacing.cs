namespace OxiPortal.Domain.Imaging;

/// <summary>Where a pixel spacing was read from (stored by these names): it decides whether lengths are the patient's or the detector's.</summary>
public enum PixelSpacingSource
{
    /// <summary>(0028,0030): at the patient, calibrated.</summary>
    PixelSpacing,

    /// <summary>(0018,1164): at the front of the detector; objects inside the patient appear magnified.</summary>
    ImagerPixelSpacing,

    /// <summary>(0018,1164) divided by the estimated magnification (0018,1114): about that of the patient.</summary>
    ImagerPixelSpacingCorrected,

    /// <summary>(0018,2010): on a film that was scanned; objects inside the patient appear magnified.</summary>
    NominalScannedPixelSpacing,
}

/// <summary>The distance between pixel centres, in mm: down (between rows) and across (between columns). Both positive.</summary>
public sealed record PixelSpacing
{
    /// <exception cref="ArgumentOutOfRangeException">A distance is not positive and finite. Files with 0.000\0.000 occur: treat those as absent.</exception>
    public PixelSpacing(double rowMm, double columnMm, PixelSpacingSource source)
    {
        if (!(rowMm > 0) || !double.IsFinite(rowMm))
            throw new ArgumentOutOfRangeException(nameof(rowMm), rowMm, "A pixel spacing must be positive.");
        if (!(columnMm > 0) || !double.IsFinite(columnMm))
            throw new ArgumentOutOfRangeException(nameof(columnMm), columnMm, "A pixel spacing must be positive.");
        (RowMm, ColumnMm, Source) = (rowMm, columnMm, source);
    }

    public double RowMm { get; }
    public double ColumnMm { get; }
    public PixelSpacingSource Source { get; }
}
