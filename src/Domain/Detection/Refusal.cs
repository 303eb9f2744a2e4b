namespace OxiPortal.Domain.Detection;

/// <summary>Why an input is not analysed (or cannot be read), fit to be shown to a reader.</summary>
/// <param name="Code">Stable, kebab-case, for programs: see <see cref="RefusalCodes"/>.</param>
/// <param name="Sentence">What is wrong and what follows, one clear sentence.</param>
public sealed record Refusal(string Code, string Sentence);

/// <summary>Every code that <c>oxi analyze</c>, the upload page and the worklist may show.</summary>
public static class RefusalCodes
{
    // The file.
    public const string Unreadable = "unreadable";
    public const string NotDicom = "not-dicom";
    public const string Corrupt = "corrupt";
    public const string Undecodable = "undecodable";
    public const string UnsupportedTransferSyntax = "unsupported-transfer-syntax";
    public const string UnsupportedFormat = "unsupported-format";
    public const string NoPixelData = "no-pixel-data";
    public const string TooLarge = "too-large";
    public const string ArchiveBomb = "archive-bomb";
    public const string UidConflict = "uid-conflict";

    // The object.
    public const string NotARadiograph = "not-a-radiograph";
    public const string NotFrontal = "not-frontal";
    public const string NotGrey = "not-grey";
    public const string SeveralFrames = "several-frames";

    // The image.
    public const string BlankImage = "blank-image";
    public const string TooSmall = "too-small";
    public const string NoLungFound = "no-lung-found";
    public const string ImplausibleRegions = "implausible-regions";

    // The machine.
    public const string Failed = "failed";

    // A person.
    public const string Cancelled = "cancelled";
}
