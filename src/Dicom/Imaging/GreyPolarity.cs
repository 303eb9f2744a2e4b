namespace OxiPortal.Dicom.Imaging;

/// <summary>Which end of the greys is white.</summary>
public static class GreyPolarity
{
    /// <summary>
    /// Low values are bright. Presentation LUT Shape (2050,0020) says so where it is given (PS3.3 C.11.6.1.2: INVERSE, also on MONOCHROME2;
    /// IDENTITY, also on MONOCHROME1), else Photometric Interpretation does (C.7.6.3.1.2). The two agree in a film that keeps to C.8.11.3.
    /// </summary>
    public static bool IsInverted(DicomDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return dataset.GetString(DicomTags.PresentationLUTShape) switch
        {
            "INVERSE" => true,
            "IDENTITY" => false,
            _ => dataset.GetString(DicomTags.PhotometricInterpretation) == "MONOCHROME1",
        };
    }
}
