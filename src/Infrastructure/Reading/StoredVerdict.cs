using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Labels;
using OxiPortal.Domain.Reading;
using OxiPortal.Infrastructure.Persistence.Rows;
using OxiPortal.Infrastructure.Worklists;

namespace OxiPortal.Infrastructure.Reading;

/// <summary>Verdicts and reads, from their rows.</summary>
internal static class StoredVerdict
{
    public static Verdict Verdict(VerdictRow row) => new(
        new VerdictId(row.Id), row.TrackingUid, row.Kind, SopInstanceUid.Parse(row.SopInstanceUid), row.Frame, row.Rows, row.Columns, Box(row),
        Label(row), Reason(row), row.Comment, row.AnalysisId is { } analysis ? new AnalysisId(analysis) : null, row.IrregularityId,
        row.GivenBy, row.GivenAt, row.DisplayedJson);

    public static ImageBox Box(VerdictRow row) => new(row.BoxX, row.BoxY, row.BoxWidth, row.BoxHeight);

    public static CodedConcept Label(VerdictRow row) => new(row.LabelCode, row.LabelScheme, row.LabelMeaning);

    public static CodedConcept? Reason(VerdictRow row) => row.ReasonCode is { } code ? RejectionReasons.Find(code) : null;

    /// <summary>What counts of a read: the latest about each tracking UID, in the order the places were first judged; withdrawn ones left out.</summary>
    public static IReadOnlyList<VerdictRow> Current(IEnumerable<VerdictRow> all) =>
        [.. all.GroupBy(v => v.TrackingUid)
            .OrderBy(place => place.Min(v => v.Number))
            .Select(place => place.MaxBy(v => v.Number)!)
            .Where(v => !v.Withdrawn)];

    public static ReadView View(ReadRow? read) => read is null
        ? ReadView.None
        : new ReadView(read.State, read.Version, read.NothingMore, read.SubmittedAt, [.. Current(read.Verdicts).Where(v => v.Kind != VerdictKind.FullyRead).Select(Verdict)]);
}
