using System.Globalization;
using System.Text.Json;

namespace OxiPortal.Dicom.Json;

/// <summary>What becomes of bulk bytes (OB, OW, UN, pixels and the like).</summary>
public sealed record DicomJsonOptions
{
    /// <summary>Pixel Data left out, other bytes inline.</summary>
    public static DicomJsonOptions Default { get; } = new();

    /// <summary>
    /// The address of an attribute's bytes, given its path ("7FE00010", or "00880200/0/7FE00010" within a sequence), or null to write them
    /// inline. Without it Pixel Data is left out.
    /// </summary>
    public Func<string, string?>? BulkDataUri { get; init; }
}

/// <summary>A data set in the DICOM JSON model, PS3.18 annex F.</summary>
public static class DicomJson
{
    /// <summary>Writes the data set as one object. Group 0002 is no part of it (PS3.18 section F.2.1).</summary>
    public static void Write(DicomDataset dataset, Utf8JsonWriter writer, DicomJsonOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(writer);
        WriteDataset(dataset, writer, options ?? DicomJsonOptions.Default, "");
    }

    private static void WriteDataset(DicomDataset dataset, Utf8JsonWriter writer, DicomJsonOptions options, string path)
    {
        writer.WriteStartObject();
        foreach (var item in dataset)
        {
            if (item.Tag.Element == 0 || item.Tag.Group == 2)
                continue; // Group lengths are not written: PS3.18 section F.2.2.
            var itemPath = path + item.Tag.ToHex();
            var uri = item.VR.IsBulk() || item is DicomFragmentSequence ? options.BulkDataUri?.Invoke(itemPath) : null;
            if (IsPixels(item.Tag) && uri is null && (options.BulkDataUri is null || item is DicomFragmentSequence))
                continue;
            writer.WriteStartObject(item.Tag.ToHex());
            writer.WriteString("vr", item.VR.ToString());
            if (uri is not null)
                writer.WriteString("BulkDataURI", uri);
            else if (item is DicomSequence sequence)
                WriteItems(sequence, writer, options, itemPath);
            else if (item is DicomElement element)
                WriteValue(dataset, element, writer);
            writer.WriteEndObject();
        }
        writer.WriteEndObject();
    }

    private static bool IsPixels(DicomTag tag) => tag == DicomTags.PixelData || tag == DicomTags.FloatPixelData || tag == DicomTags.DoubleFloatPixelData;

    private static void WriteItems(DicomSequence sequence, Utf8JsonWriter writer, DicomJsonOptions options, string path)
    {
        if (sequence.Items.Count == 0)
            return;
        writer.WriteStartArray("Value");
        for (var i = 0; i < sequence.Items.Count; i++)
            WriteDataset(sequence.Items[i], writer, options, string.Create(CultureInfo.InvariantCulture, $"{path}/{i}/"));
        writer.WriteEndArray();
    }

    private static void WriteValue(DicomDataset dataset, DicomElement element, Utf8JsonWriter writer)
    {
        if (element.Value.IsEmpty)
            return;
        if (element.VR.IsBulk())
        {
            writer.WriteBase64String("InlineBinary", element.Bytes.Span);
            return;
        }
        var texts = dataset.GetStrings(element.Tag);
        if (texts.Count == 0)
            return;
        writer.WriteStartArray("Value");
        for (var i = 0; i < texts.Count; i++)
            WriteOne(element.VR, texts[i], writer);
        writer.WriteEndArray();
    }

    // PS3.18 table F.2.3-1.
    private static void WriteOne(DicomVR vr, string text, Utf8JsonWriter writer)
    {
        switch (vr)
        {
            case DicomVR.AT:
                writer.WriteStringValue(text);
                break;
            case DicomVR.FL when float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) && float.IsFinite(real):
                writer.WriteNumberValue(real);
                break;
            case DicomVR.FD when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) && double.IsFinite(real):
                writer.WriteNumberValue(real);
                break;
            case DicomVR.SL or DicomVR.SS or DicomVR.UL or DicomVR.US or DicomVR.SV:
                writer.WriteNumberValue(long.Parse(text, CultureInfo.InvariantCulture));
                break;
            case DicomVR.UV:
                writer.WriteNumberValue(ulong.Parse(text, CultureInfo.InvariantCulture));
                break;
            case DicomVR.IS when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole):
                writer.WriteNumberValue(whole);
                break;
            case DicomVR.DS when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number):
                writer.WriteNumberValue(number);
                break;
            case var _ when text.Length == 0:
                writer.WriteNullValue();
                break;
            case DicomVR.PN:
                WriteName(text, writer);
                break;
            default:
                writer.WriteStringValue(text);
                break;
        }
    }

    private static void WriteName(string text, Utf8JsonWriter writer)
    {
        string[] groups = ["Alphabetic", "Ideographic", "Phonetic"];
        var parts = text.Split('=');
        writer.WriteStartObject();
        for (var i = 0; i < Math.Min(parts.Length, groups.Length); i++)
        {
            if (parts[i].Length > 0)
                writer.WriteString(groups[i], parts[i]);
        }
        writer.WriteEndObject();
    }
}
