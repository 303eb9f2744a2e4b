using OxiPortal.Domain.Detection;

namespace OxiPortal.Dicom.Imaging;

/// <summary>
/// Whether a data set says it is a single frontal grey radiograph. What it says of the body part is not asked (real headers are wrong there too
/// often): a film without lungs is refused by the region model.
/// </summary>
public static class AnalysisEligibility
{
    /// <summary>Why the file is not analysed, or null where its header does not speak against it.</summary>
    public static Refusal? Check(DicomDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return CheckKind(dataset) ?? CheckView(dataset) ?? CheckPixels(dataset);
    }

    private static Refusal? CheckKind(DicomDataset dataset)
    {
        var modality = dataset.GetStrings(DicomTags.Modality).FirstOrDefault("").ToUpperInvariant();
        var sopClass = dataset.GetString(DicomTags.SOPClassUID);
        var isRadiographClass = sopClass is SopClasses.ComputedRadiography or SopClasses.DigitalXRayForPresentation or SopClasses.DigitalXRayForProcessing;
        // Scanned or exported films come as secondary captures; then only the modality says what they are.
        var mayBeRadiograph = isRadiographClass || sopClass is null or SopClasses.SecondaryCapture
            or SopClasses.MultiFrameGreyByteSecondaryCapture or SopClasses.MultiFrameGreyWordSecondaryCapture;
        var isRadiographModality = modality is "CR" or "DX" or "RG" || (modality.Length == 0 && isRadiographClass);
        if (mayBeRadiograph && isRadiographModality)
            return null;
        var what = !mayBeRadiograph && sopClass is not null && SopClasses.NameOf(sopClass) is { } name ? $"its SOP class is {name}"
            : !mayBeRadiograph ? "its SOP class is not one of a radiograph"
            : modality.Length is > 0 and <= 16 && modality.All(char.IsAsciiLetterOrDigit) ? $"its modality is {modality}"
            : "it names no modality of a radiograph";
        return new Refusal(RefusalCodes.NotARadiograph, $"This file is not a radiograph ({what}). It is kept, but not analysed.");
    }

    private static Refusal? CheckView(DicomDataset dataset) => FilmView.Of(dataset) switch
    {
        FilmViewKind.Lateral => NotFrontal("lateral"),
        FilmViewKind.Oblique => NotFrontal("oblique"),
        FilmViewKind.Decubitus => NotFrontal("decubitus"),
        _ => null,
    };

    private static Refusal? CheckPixels(DicomDataset dataset)
    {
        DicomPixelData pixels;
        try
        {
            pixels = DicomPixelData.Create(dataset);
        }
        catch (DicomException error)
        {
            return error.ToRefusal();
        }
        if (!pixels.IsGrey)
            return new Refusal(RefusalCodes.NotGrey, "This file holds a colour picture. It is shown, but not analysed.");
        return pixels.NumberOfFrames > 1
            ? new Refusal(RefusalCodes.SeveralFrames, $"This file holds {pixels.NumberOfFrames} frames. It is shown, but not analysed: a radiograph has one.")
            : null;
    }

    private static Refusal NotFrontal(string view) =>
        new(RefusalCodes.NotFrontal, $"This file is {(view[0] == 'o' ? "an" : "a")} {view} view. It is shown, but not analysed.");
}
