using System.Globalization;
using System.Text;

namespace OxiPortal.Dicom.Dump;

/// <summary>
/// A file as a tree for people: a line an attribute (number, VR, length in bytes, keyword, value), items indented below their sequence. Values are
/// shortened, pixels described rather than printed. Not for programs: they read DICOM JSON.
/// </summary>
public static class DicomTree
{
    private const int MaxValueLetters = 80;
    private const int MaxValueBytes = 16;

    public static string Draw(DicomFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# {file.TransferSyntax.Name} ({file.TransferSyntax.Uid})\n");
        Draw(text, file.FileMetaInfo, 0);
        Draw(text, file.Dataset, 0);
        return text.ToString();
    }

    private static void Draw(StringBuilder text, DicomDataset dataset, int depth)
    {
        foreach (var item in dataset)
        {
            var length = item is DicomElement element ? element.Length.ToString(CultureInfo.InvariantCulture) : "";
            text.Append(' ', depth * 4)
                .Append(CultureInfo.InvariantCulture, $"({item.Tag.Group:X4},{item.Tag.Element:X4}) {item.VR} {length,8}  {Name(dataset, item.Tag)}")
                .Append(Value(dataset, item) is { Length: > 0 } value ? $": {value}" : "")
                .Append('\n');
            if (item is not DicomSequence sequence)
                continue;
            for (var i = 0; i < sequence.Items.Count; i++)
            {
                text.Append(' ', depth * 4 + 2).Append(CultureInfo.InvariantCulture, $"item {i + 1}\n");
                Draw(text, sequence.Items[i], depth + 1);
            }
        }
    }

    // PS3.5 section 7.8.1: (gggg,00bb) names whose (gggg,bbxx) are.
    private static string Name(DicomDataset dataset, DicomTag tag)
    {
        if (tag.IsPrivateCreator)
            return "PrivateCreator";
        if (tag.IsPrivate)
            return dataset.GetString(new DicomTag(tag.Group, (ushort)(tag.Element >> 8))) is { } creator ? $"[{Printable(creator)}]" : "[nobody's]";
        return DicomDictionary.Find(tag)?.Keyword ?? (tag.Element == 0 ? "GroupLength" : "?");
    }

    private static string Value(DicomDataset dataset, DicomItem item) => item switch
    {
        DicomSequence { Items.Count: var count } => string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? "item" : "items")}"),
        DicomFragmentSequence pixels => string.Create(
            CultureInfo.InvariantCulture, $"{Pixels(dataset)}, compressed, {pixels.Fragments.Count} fragments of {pixels.Fragments.Sum(f => f.Length)} bytes"),
        DicomElement when item.Tag == DicomTags.PixelData => $"{Pixels(dataset)}, native",
        DicomElement element when element.VR.IsBulk() => Bytes(element),
        _ => Printable(dataset.GetString(item.Tag) ?? ""),
    };

    private static string Pixels(DicomDataset dataset) => string.Create(
        CultureInfo.InvariantCulture,
        $"{dataset.GetSingleValueOrDefault(DicomTags.NumberOfFrames, 1)} x {dataset.GetSingleValueOrDefault(DicomTags.Rows, 0)} rows x {dataset.GetSingleValueOrDefault(DicomTags.Columns, 0)} columns x {dataset.GetSingleValueOrDefault(DicomTags.SamplesPerPixel, 1)}, {dataset.GetSingleValueOrDefault(DicomTags.BitsStored, 0)} of {dataset.GetSingleValueOrDefault(DicomTags.BitsAllocated, 0)} bits");

    private static string Bytes(DicomElement element) =>
        Convert.ToHexString(element.Value.Read(0, Math.Min(MaxValueBytes, element.Length)).Span) + (element.Length > MaxValueBytes ? "..." : "");

    // A terminal obeys control characters: a file must not speak to it. What turns the direction of a line round would show it in another order.
    private static string Printable(string text)
    {
        var shown = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (shown.Length >= MaxValueLetters)
                return shown.Append("...").ToString();
            var isSilent = Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
            shown.Append(isSilent ? "\u00B7" : rune.ToString());
        }
        return shown.ToString();
    }
}
