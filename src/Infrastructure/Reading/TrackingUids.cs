using OxiPortal.Dicom;

namespace OxiPortal.Infrastructure.Reading;

internal static class TrackingUids
{
    // Random, unlike this product's other ids: a tracking UID leaves with the exports, and must not tell when a film was read.
    public static string New() => DicomUidGenerator.FromUuid(Guid.NewGuid());

    /// <summary>The same for the same act, always. Another read's never: a browser that repeats an id must not touch what others drew.</summary>
    public static string OfAct(Guid read, Guid act) => DicomUidGenerator.FromName($"{read:N}/{act:N}");
}
