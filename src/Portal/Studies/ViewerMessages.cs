using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Labels;
using OxiPortal.Domain.Reading;

namespace OxiPortal.Portal.Studies;

// What the page and the viewer in the browser say to each other, as JSON, camelCase; the other side: Viewer/host.ts, findings.ts, studyViewer.ts.

internal sealed record ViewerLabel(string Scheme, string Code, string Meaning);

internal sealed record ViewerFilm(string Instance, string Series, string Title);

/// <param name="Reader">Who reads: what the browser keeps unsaved for one is no other's.</param>
/// <param name="LastSequence">Events up to it are history: drawn, but nothing glows.</param>
/// <param name="Renderer">auto or cpu.</param>
internal sealed record ViewerOptions(
    string Reader,
    string Study,
    string Dicomweb,
    string Hub,
    IReadOnlyList<ViewerFilm> Films,
    string? Instance,
    IReadOnlyList<ViewerLabel> Labels,
    bool Editable,
    double HeatThreshold,
    long LastSequence,
    string Renderer);

/// <summary>A box in image coordinates, as the browser sends it: any numbers.</summary>
public sealed record ViewerBox(double X, double Y, double Width, double Height)
{
    internal static ViewerBox Of(ImageBox box) => new(box.X, box.Y, box.Width, box.Height);

    /// <summary>Null: no box.</summary>
    internal ImageBox? ToImageBox() =>
        double.IsFinite(X) && double.IsFinite(Y) && double.IsFinite(Width) && double.IsFinite(Height) && Width > 0 && Height > 0
            ? new ImageBox(X, Y, Width, Height)
            : null;
}

internal sealed record ViewerFinding(
    string Key,
    int Number,
    string Instance,
    string Label,
    string LabelScheme,
    string LabelCode,
    double? Score,
    ViewerBox Box,
    string State,
    string Tone,
    string? Comment)
{
    public static ViewerFinding Of(FindingItem item) => new(
        item.Key, item.Number, item.Film.Value, item.Label.Meaning, item.Label.Scheme, item.Label.Code, item.Score, ViewerBox.Of(item.Box),
        item.Verdict?.Kind switch
        {
            VerdictKind.Accepted => "accepted",
            VerdictKind.Rejected => "rejected",
            VerdictKind.Corrected => "corrected",
            VerdictKind.Added => "added",
            _ => "open",
        },
        item.Level.ToString().ToLowerInvariant(), item.Verdict?.Comment);
}

internal sealed record ViewerPageState(IReadOnlyList<ViewerFinding> Findings, string? Selected, bool Editable, string Models);

/// <summary>A box that the reader finished: a new finding, or another shape or label of one that is listed.</summary>
/// <param name="Id">Made in the browser, once: sent again after a lost answer it is the same act.</param>
/// <param name="Key">Of the finding that is changed; null: a new one.</param>
public sealed record BoxAct(
    string Id, string? Key, string Instance, int Frame, ViewerBox Box, string LabelScheme, string LabelCode, string? Comment, string Displayed)
{
    internal CodedConcept? Label => FindingLabels.Drawable.FirstOrDefault(l => l.Scheme == LabelScheme && l.Code == LabelCode);
}

/// <param name="Sentence">What to tell the reader; null: nothing.</param>
/// <param name="Retry">The failure may pass: keep the act and send it again.</param>
public sealed record SaveAnswer(bool Saved, string? Sentence, bool Retry);
