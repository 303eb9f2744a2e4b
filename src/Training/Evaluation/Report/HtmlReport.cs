using System.Globalization;
using System.Net;
using System.Text;
using OxiPortal.Inference.Models;

namespace OxiPortal.Training.Evaluation.Report;

/// <summary>An evaluation as one self-contained page: figures with their intervals, plots, and, where the films are at hand, pictures.</summary>
public static class HtmlReport
{
    private const string Style = """
        body{font:15px/1.45 system-ui,sans-serif;max-width:1080px;margin:2em auto;padding:0 1em;color:#1a1a1a;background:#fff}
        table{border-collapse:collapse;margin:.5em 0 1.5em}td,th{padding:.25em .8em;text-align:left;border-bottom:1px solid #ddd}
        td.n{text-align:right;font-variant-numeric:tabular-nums}h2{margin-top:2em}figure{display:inline-block;margin:.4em;vertical-align:top}
        figcaption{font-size:13px;max-width:260px;overflow-wrap:anywhere}.note{color:#555}svg{max-width:100%;height:auto}
        """;

    /// <param name="gallery">Pictures with their captions, as data URIs; empty where the films are not at hand.</param>
    public static string Write(EvaluationFile file, EvaluationReport report, IReadOnlyList<GalleryPicture> gallery)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(gallery);
        var page = new StringBuilder();
        page.Append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>OxiPortal: evaluation</title><style>").Append(Style).Append("</style></head><body>\n");
        page.Append("<h1>Evaluation of the models</h1>\n<p><strong>Research use only. Not a medical device.</strong></p>\n");
        page.Append(Text($"<p>{file.Films.Count} films, {file.Folds} folds by patient: each film was measured, through the product's own pipeline, with models that saw no film of its patient. ")
            + "Intervals: 95 %, percentile bootstrap over patients. Where no interval is given, it could not be told.</p>\n");
        page.Append("<details><summary>How the models were trained</summary><ul>").AppendJoin("", file.Training.Select(t => $"<li><code>{Encode(t)}</code></li>")).Append("</ul></details>\n");

        Section("Regions", v => v.StartsWith("Dice", StringComparison.Ordinal) || v.StartsWith("Jaccard", StringComparison.Ordinal) || v.StartsWith("Boundary", StringComparison.Ordinal), RegionPlots(report));
        Section("Cardiothoracic ratio", v => v.StartsWith("CTR", StringComparison.Ordinal), RatioPlots(report));
        Section("Films: abnormal or not", v => v.StartsWith("AUC", StringComparison.Ordinal) || v.StartsWith("Brier", StringComparison.Ordinal) || v.StartsWith("Calibration", StringComparison.Ordinal), RocPlots(report));
        Section("Nodules", v => v.Contains("jsrt", StringComparison.Ordinal) && (v.StartsWith("CPM", StringComparison.Ordinal) || v.StartsWith("Sens", StringComparison.Ordinal) || v.StartsWith("Heat", StringComparison.Ordinal)), NodulePlots(report));
        Refusals();
        Times();
        if (gallery.Count > 0)
        {
            page.Append("<h2>Worst and typical cases</h2>\n<p class=\"note\">Truth in green, found in orange (lungs) and red (heart).</p>\n");
            foreach (var picture in gallery)
                page.Append(Text($"<figure><img src=\"{picture.DataUri}\" width=\"256\" alt=\"{Encode(picture.Caption)}\"><figcaption>{Encode(picture.Caption)}</figcaption></figure>\n"));
        }
        return page.Append("</body></html>\n").ToString();

        void Section(string head, Func<string, bool> mine, IEnumerable<string> plots)
        {
            var values = report.Values.Where(v => mine(v.Name)).ToList();
            if (values.Count == 0)
                return;
            page.Append(Text($"<h2>{head}</h2>\n")).AppendJoin('\n', plots.Select(p => $"<figure>{p}</figure>"));
            page.Append("<table><tr><th>Figure</th><th>Value</th><th>95 %</th><th>n</th></tr>\n");
            foreach (var value in values)
                page.Append(Text($"<tr><td>{Encode(value.Name)}</td><td class=\"n\">{value.Value:F3}</td><td class=\"n\">{Interval(value)}</td><td class=\"n\">{value.Cases}</td></tr>\n"));
            page.Append("</table>\n");
        }

        void Refusals()
        {
            var refused = report.Films.Where(f => f.Refusal is not null).ToList();
            page.Append(Text($"<h2>Refused films</h2>\n<p>{refused.Count} of {report.Films.Count}. A refused film counts with Dice 0; it has no score.</p>\n"));
            if (refused.Count > 0)
                page.Append("<ul>").AppendJoin("", refused.Select(f => $"<li>{Encode(f.Source)}/{Encode(f.Name)}: {Encode(f.Refusal!)}</li>")).Append("</ul>\n");
        }

        void Times()
        {
            var times = report.Films.Where(f => f.Milliseconds is not null).Select(f => f.Milliseconds!.Value).Order().ToList();
            if (times.Count > 0)
                page.Append(Text($"<h2>Time a film</h2>\n<p>Median {times[times.Count / 2]:F0} ms, 95 % within {times[(int)(0.95 * (times.Count - 1))]:F0} ms ({times.Count} films, on the machine that measured, without decoding).</p>\n"));
        }
    }

    private static IEnumerable<string> RegionPlots(EvaluationReport report)
    {
        foreach (var structure in EvaluationReport.Structures)
        {
            var sources = report.Films.Where(f => f.Dice.ContainsKey(structure)).GroupBy(f => f.Source).OrderBy(g => g.Key, StringComparer.Ordinal).ToList();
            if (sources.Count == 0)
                continue;
            var chart = new SvgChart($"Dice of each film: {structure}", "set, films in order", "Dice") { X = (0.5, sources.Count + 0.5), Y = (0.7, 1) };
            for (var s = 0; s < sources.Count; s++)
            {
                var ordered = sources[s].OrderBy(f => f.Dice[structure]).ToList();
                chart.Dots(sources[s].Key, ordered.Select((f, i) => (s + 0.65 + 0.7 * i / Math.Max(1, ordered.Count - 1), f.Dice[structure], Text($"{f.Source}/{f.Name}: {f.Dice[structure]:F3}"))));
            }
            yield return chart.ToSvg([.. sources.Select(s => s.Key)]);
        }
    }

    // Bland and Altman, Lancet 1986.
    private static IEnumerable<string> RatioPlots(EvaluationReport report)
    {
        foreach (var source in report.Films.Where(f => f.CardiothoracicRatio is not null && f.TrueCardiothoracicRatio is not null).GroupBy(f => f.Source).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var errors = source.Select(EvaluationReport.RatioError).ToList();
            var mean = errors.Average();
            var spread = 1.96 * Math.Sqrt(errors.Average(e => (e - mean) * (e - mean)));
            yield return new SvgChart($"Cardiothoracic ratio, {source.Key}", "mean of found and true", "found less true") { X = (0.3, 0.8), Y = (-0.15, 0.15) }
                .Dots(source.Key, source.Select(f => ((f.CardiothoracicRatio!.Value + f.TrueCardiothoracicRatio!.Value) / 2, EvaluationReport.RatioError(f), Text($"{f.Name}: {EvaluationReport.RatioError(f):+0.000;-0.000}"))))
                .Level(mean, Text($"mean {mean:+0.000;-0.000}"))
                .Level(mean + spread, Text($"+1.96 SD {mean + spread:+0.000;-0.000}"))
                .Level(mean - spread, Text($"-1.96 SD {mean - spread:+0.000;-0.000}"))
                .ToSvg();
        }
    }

    internal static IEnumerable<string> RocPlots(EvaluationReport report)
    {
        var chart = new SvgChart("Abnormal versus normal films, by set", "False positive rate", "Sensitivity").Diagonal();
        foreach (var source in EvaluationReport.Labelled.Where(s => report.Scored.Any(f => f.Film.Source == s)))
        {
            double[] Of(bool abnormal) => [.. report.Scored.Where(f => f.Film.Source == source && f.Film.Abnormal == abnormal).Select(f => f.LogOdds)];
            chart.Curve(Text($"{source} (AUC {Metrics.Auc(Of(true), Of(false)):F2})"), Metrics.Roc(Of(true), Of(false)));
        }
        yield return chart.ToSvg();
        var reliability = new SvgChart("What was said and what came", "score", "share of abnormal films").Diagonal();
        foreach (var source in EvaluationReport.Labelled.Where(s => report.Scored.Any(f => f.Film.Source == s)))
        {
            var bins = Metrics.Reliability(EvaluationReport.Said(report.Scored.Where(f => f.Film.Source == source)));
            reliability.Curve(source, bins.Select(b => (b.Said, b.Came))).Dots(source, bins.Select(b => (b.Said, b.Came, Text($"{source}: said {b.Said:F2}, came {b.Came:F2}, {b.Cases} films"))));
        }
        yield return reliability.ToSvg();
    }

    internal static IEnumerable<string> NodulePlots(EvaluationReport report)
    {
        yield return new SvgChart("Nodules of jsrt", "False positives a film", "Sensitivity") { X = (0, 8) }
            .Curve("peaks of the heat", Froc.Curve([.. report.Marked]).Select(p => (p.FalsePositivesPerFilm, p.Sensitivity))).ToSvg();
        const string Prefix = "Sensitivity jsrt at 1 false positive a film, ";
        var groups = report.Values.Where(v => v.Name.StartsWith(Prefix, StringComparison.Ordinal)).ToList();
        foreach (var (head, members) in new[]
        {
            ("by size", groups.Where(g => g.Name.EndsWith("mm", StringComparison.Ordinal)).ToList()),
            ("by subtlety (1 hardest)", groups.Where(g => g.Name.Contains("subtlety", StringComparison.Ordinal)).ToList()),
            ("by zone", groups.Where(g => Zones.Names.Any(z => g.Name.EndsWith(z, StringComparison.Ordinal))).ToList()),
        }.Where(g => g.Item2.Count > 0))
        {
            var chart = new SvgChart($"Sensitivity at one false positive a film, {head}", "", "Sensitivity") { X = (0.5, members.Count + 0.5) };
            chart.Intervals("95 %", members.Select((m, i) => (i + 1.0, m.Value, m.Low ?? m.Value, m.High ?? m.Value, Text($"{m.Name[Prefix.Length..]}: {m.Value:F2}, {m.Cases} nodules"))));
            yield return chart.ToSvg([.. members.Select(m => Text($"{m.Name[Prefix.Length..].Replace("subtlety ", "", StringComparison.Ordinal)} ({m.Cases})"))]);
        }
    }

    private static string Interval(MetricValue value) => value is { Low: { } low, High: { } high } ? Text($"{low:F3} to {high:F3}") : "";

    private static string Encode(string text) => WebUtility.HtmlEncode(text);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <param name="DataUri">A picture, in the page itself.</param>
public sealed record GalleryPicture(string Caption, string DataUri);
