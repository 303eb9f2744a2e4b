namespace OxiPortal.Dicom;

/// <summary>SOP classes that the product asks about by name, PS3.6 annex A.</summary>
public static class SopClasses
{
    public const string ComputedRadiography = "1.2.840.10008.5.1.4.1.1.1";
    public const string DigitalXRayForPresentation = "1.2.840.10008.5.1.4.1.1.1.1";
    public const string DigitalXRayForProcessing = "1.2.840.10008.5.1.4.1.1.1.1.1";
    public const string SecondaryCapture = "1.2.840.10008.5.1.4.1.1.7";
    public const string MultiFrameGreyByteSecondaryCapture = "1.2.840.10008.5.1.4.1.1.7.2";
    public const string MultiFrameGreyWordSecondaryCapture = "1.2.840.10008.5.1.4.1.1.7.3";

    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        [ComputedRadiography] = "Computed Radiography Image",
        [DigitalXRayForPresentation] = "Digital X-Ray Image for presentation",
        [DigitalXRayForProcessing] = "Digital X-Ray Image for processing",
        ["1.2.840.10008.5.1.4.1.1.1.2"] = "Digital Mammography Image",
        ["1.2.840.10008.5.1.4.1.1.1.2.1"] = "Digital Mammography Image",
        ["1.2.840.10008.5.1.4.1.1.2"] = "CT Image",
        ["1.2.840.10008.5.1.4.1.1.2.1"] = "Enhanced CT Image",
        ["1.2.840.10008.5.1.4.1.1.4"] = "MR Image",
        ["1.2.840.10008.5.1.4.1.1.4.1"] = "Enhanced MR Image",
        ["1.2.840.10008.5.1.4.1.1.6.1"] = "Ultrasound Image",
        ["1.2.840.10008.5.1.4.1.1.3.1"] = "Ultrasound Multi-frame Image",
        [SecondaryCapture] = "Secondary Capture Image",
        ["1.2.840.10008.5.1.4.1.1.12.1"] = "X-Ray Angiographic Image",
        ["1.2.840.10008.5.1.4.1.1.12.2"] = "X-Ray Radiofluoroscopic Image",
        ["1.2.840.10008.5.1.4.1.1.20"] = "Nuclear Medicine Image",
        ["1.2.840.10008.5.1.4.1.1.128"] = "Positron Emission Tomography Image",
        ["1.2.840.10008.5.1.4.1.1.66.4"] = "Segmentation",
        ["1.2.840.10008.5.1.4.1.1.104.1"] = "Encapsulated PDF",
        ["1.2.840.10008.1.3.10"] = "Media Storage Directory",
    };

    /// <summary>What a reader calls objects of that class, or null where it is not listed here.</summary>
    public static string? NameOf(string sopClassUid) => Names.GetValueOrDefault(sopClassUid);
}
