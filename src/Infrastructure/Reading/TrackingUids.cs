using OxiPortal.Dicom;

namespace OxiPortal.Infrastructure.Reading;

internal static class TrackingUids
{
    // Random, unlike this product's other ids: a tracking UID leaves with the exports, and must not tell when a film was read.
    public static string New() => DicomUidGenerator.FromUuid(Guid.NewGuid());
}
