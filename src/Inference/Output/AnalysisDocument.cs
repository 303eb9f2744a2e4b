using System.Text.Encodings.Web;
using System.Text.Json;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;

namespace OxiPortal.Inference.Output;

/// <summary>The JSON of <c>oxi analyze</c>, by its contract (contracts, <c>oxi analyze</c>); numbers of pixels are the input's own.</summary>
public static class AnalysisDocument
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Of an input that could not be read or must not be analysed.</summary>
    public static byte[] Of(string input, Refusal refusal)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        return Write(json =>
        {
            json.WriteString("input", input);
            json.WriteString("error", refusal.Sentence);
            json.WriteString("code", refusal.Code);
        });
    }

    /// <summary>Of an analysed input.</summary>
    public static byte[] Of(string input, AnalysisResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return Write(json =>
        {
            json.WriteString("input", input);
            json.WriteNumber("rows", result.Rows);
            json.WriteNumber("columns", result.Columns);
            WriteSpacing(json, result.Spacing);
            WriteList(json, "models", result.Models, m =>
            {
                json.WriteString("name", m.Name);
                json.WriteString("version", m.Version);
                json.WriteString("sha256", m.Sha256);
            });
            json.WriteString("device", result.Device);
            json.WriteString("pipelineVersion", result.PipelineVersion);
            json.WriteNumber("abnormalityScore", Rounded(result.AbnormalityScore, 6));
            if (result.CardiothoracicRatio is { } ratio)
                json.WriteNumber("cardiothoracicRatio", Rounded(ratio, 4));
            else
                json.WriteNull("cardiothoracicRatio");
            json.WriteBoolean("orientationKnown", result.OrientationKnown);
            json.WriteBoolean("spacingAssumed", result.SpacingAssumed);
            WriteList(json, "regions", result.Regions, r =>
            {
                json.WriteString("region", r.Region.ToString());
                json.WriteNumber("areaPx", r.AreaPx);
                WriteBox(json, ImageBox.Of(r.Box));
            });
            WriteList(json, "segments", result.Segments, s =>
            {
                json.WriteNumber("id", s.Id);
                json.WriteString("region", s.Region.ToString());
                WriteBox(json, ImageBox.Of(s.Box));
                json.WriteNumber("scale", s.Scale);
                json.WriteNumber("score", Rounded(s.Score, 6));
            });
            WriteList(json, "findings", result.Irregularities, f =>
            {
                json.WriteNumber("id", f.Id);
                json.WriteString("label", f.Label);
                json.WriteNumber("score", Rounded(f.Score, 6));
                WriteBox(json, f.Box);
                json.WriteString("region", f.Region.ToString());
            });
            json.WriteStartArray("warnings");
            foreach (var warning in result.Warnings)
                json.WriteStringValue(warning);
            json.WriteEndArray();
            json.WriteStartObject("timingsMs");
            json.WriteNumber("decode", Rounded(result.TimingsMs.Decode, 2));
            json.WriteNumber("regions", Rounded(result.TimingsMs.Regions, 2));
            json.WriteNumber("segments", Rounded(result.TimingsMs.Segments, 2));
            json.WriteNumber("total", Rounded(result.TimingsMs.Total, 2));
            json.WriteEndObject();
        });
    }

    private static byte[] Write(Action<Utf8JsonWriter> members)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }
        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }

    private static void WriteList<T>(Utf8JsonWriter json, string name, IReadOnlyList<T> items, Action<T> members)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            members(item);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteSpacing(Utf8JsonWriter json, PixelSpacing? spacing)
    {
        if (spacing is null)
        {
            json.WriteNull("pixelSpacingMm");
            json.WriteNull("pixelSpacingSource");
            return;
        }
        json.WriteStartArray("pixelSpacingMm");
        json.WriteNumberValue(spacing.RowMm);
        json.WriteNumberValue(spacing.ColumnMm);
        json.WriteEndArray();
        // The document knows two: what was corrected or scanned was measured at the detector's place too.
        var atDetector = spacing.Source is PixelSpacingSource.ImagerPixelSpacingCorrected or PixelSpacingSource.NominalScannedPixelSpacing;
        json.WriteString("pixelSpacingSource", (atDetector ? PixelSpacingSource.ImagerPixelSpacing : spacing.Source).ToString());
    }

    // Corners are rounded, not sizes: a box never grows past the film's edge.
    private static void WriteBox(Utf8JsonWriter json, ImageBox box)
    {
        var (x, y) = (Rounded(box.X, 2), Rounded(box.Y, 2));
        json.WriteStartArray("box");
        json.WriteNumberValue(x);
        json.WriteNumberValue(y);
        json.WriteNumberValue(Rounded(Rounded(box.X + box.Width, 2) - x, 2));
        json.WriteNumberValue(Rounded(Rounded(box.Y + box.Height, 2) - y, 2));
        json.WriteEndArray();
    }

    private static double Rounded(double value, int digits) => Math.Round(value, digits);
}
