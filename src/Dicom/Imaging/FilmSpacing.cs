using OxiPortal.Domain.Imaging;

namespace OxiPortal.Dicom.Imaging;

/// <summary>The distance between pixel centres and where it holds: PS3.3 section 10.7.</summary>
internal static class FilmSpacing
{
    /// <summary>
    /// What comes nearest to the patient: Pixel Spacing, unless it merely repeats the detector's; the detector's spacing (0018,1164) over the
    /// estimated magnification (0018,1114); the detector's alone; that of the film scanner (0018,2010). Distances that are not two positive finite
    /// numbers count as absent (files with 0.000\0.000 occur). Null where nothing is left.
    /// </summary>
    /// <param name="frameIndex">From 0.</param>
    public static PixelSpacing? Read(DicomDataset dataset, int frameIndex)
    {
        var measures = FunctionalGroups.Macro(dataset, DicomTags.PixelMeasuresSequence, frameIndex);
        var calibrated = Spacing(measures, DicomTags.PixelSpacing, PixelSpacingSource.PixelSpacing);
        var atDetector = Spacing(dataset, DicomTags.ImagerPixelSpacing, PixelSpacingSource.ImagerPixelSpacing);
        var corrected = atDetector is not null && Magnification(dataset) is { } factor
            ? new PixelSpacing(atDetector.RowMm / factor, atDetector.ColumnMm / factor, PixelSpacingSource.ImagerPixelSpacingCorrected)
            : null;
        // Section 10.7.1.3: equal to the detector's and of no named calibration, Pixel Spacing is a copy, not yet corrected for magnification.
        if (calibrated is not null && corrected is not null && calibrated.RowMm == atDetector!.RowMm && calibrated.ColumnMm == atDetector.ColumnMm
            && dataset.GetString(DicomTags.PixelSpacingCalibrationType) is null)
            return corrected;
        return calibrated ?? corrected ?? atDetector ?? Spacing(dataset, DicomTags.NominalScannedPixelSpacing, PixelSpacingSource.NominalScannedPixelSpacing);
    }

    // Source to detector over source to patient: below 1 is impossible, and far above no radiograph of a chest. 1 says "not magnified".
    private static double? Magnification(DicomDataset dataset) =>
        dataset.TryGetSingleValue<double>(DicomTags.EstimatedRadiographicMagnificationFactor, out var factor) && factor is > 1 and < 10 ? factor : null;

    private static PixelSpacing? Spacing(DicomDataset dataset, DicomTag tag, PixelSpacingSource source) =>
        dataset.GetValues<double>(tag) is [var row, var column] && row > 0 && column > 0 && double.IsFinite(row) && double.IsFinite(column)
            ? new PixelSpacing(row, column, source)
            : null;
}
