using System.Collections.Frozen;
using System.Globalization;

namespace OxiPortal.Dicom;

/// <summary>What the data dictionary says of one attribute.</summary>
/// <param name="Keyword">"PatientName".</param>
/// <param name="VR">Where the dictionary leaves a choice, the one that implicit VR is read with.</param>
/// <param name="Choice">The dictionary's own words: "US or SS", "OB or OW", else the VR.</param>
/// <param name="VM">How many values: "1", "1-n", "3".</param>
public sealed record DicomDictionaryEntry(string Keyword, DicomVR VR, string Choice, string VM)
{
    /// <summary>Signed where Pixel Representation says so. PS3.3 C.7.6.3.1.</summary>
    public bool IsUnsignedOrSigned => Choice.StartsWith("US or SS", StringComparison.Ordinal);
}

/// <summary>The data dictionary, PS3.6. The table beside this file is generated: see generator/.</summary>
public static class DicomDictionary
{
    private static readonly Lazy<Tables> Loaded = new(Load);

    /// <summary>The attribute's entry, or null where the dictionary has none (private, or unknown).</summary>
    public static DicomDictionaryEntry? Find(DicomTag tag)
    {
        var tables = Loaded.Value;
        if (tables.ByTag.TryGetValue(tag.Value, out var entry))
            return entry;
        if (tag.IsPrivate)
            return null;
        foreach (var (mask, value, repeating) in tables.Repeating)
        {
            if ((tag.Value & mask) == value)
                return repeating;
        }
        return null;
    }

    /// <summary>The attribute of that keyword, or null.</summary>
    public static DicomTag? FindKeyword(string keyword) =>
        Loaded.Value.ByKeyword.TryGetValue(keyword, out var tag) ? new DicomTag((ushort)(tag >> 16), (ushort)tag) : null;

    /// <summary>The value representation that implicit VR is read with. PS3.5 sections 7.1.3, 7.8, A.1.</summary>
    public static DicomVR ImplicitVR(DicomTag tag) => tag switch
    {
        { Element: 0 } => DicomVR.UL,
        { IsPrivateCreator: true } => DicomVR.LO,
        _ => Find(tag)?.VR ?? DicomVR.UN,
    };

    private static Tables Load()
    {
        using var resource = typeof(DicomDictionary).Assembly.GetManifestResourceStream("dictionary.tsv")
            ?? throw new InvalidOperationException("The data dictionary is missing from the assembly.");
        using var reader = new StreamReader(resource);
        var byTag = new Dictionary<uint, DicomDictionaryEntry>();
        var byKeyword = new Dictionary<string, uint>(StringComparer.Ordinal);
        var repeating = new List<(uint, uint, DicomDictionaryEntry)>();
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#'))
                continue;
            var parts = line.Split('\t');
            var entry = new DicomDictionaryEntry(parts[1], Preferred(parts[2]), parts[2], parts[3]);
            if (parts[0].Contains('x', StringComparison.Ordinal))
            {
                var mask = uint.Parse(string.Concat(parts[0].Select(c => c == 'x' ? '0' : 'F')), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                repeating.Add((mask, uint.Parse(parts[0].Replace('x', '0'), NumberStyles.HexNumber, CultureInfo.InvariantCulture), entry));
            }
            else
            {
                var tag = uint.Parse(parts[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                byTag[tag] = entry;
                byKeyword[entry.Keyword] = tag;
            }
        }
        return new(byTag.ToFrozenDictionary(), byKeyword.ToFrozenDictionary(StringComparer.Ordinal), [.. repeating]);
    }

    private static DicomVR Preferred(string choice) => choice.EndsWith("or OW", StringComparison.Ordinal)
        ? DicomVR.OW
        : Enum.Parse<DicomVR>(choice[..2]);

    private sealed record Tables(
        FrozenDictionary<uint, DicomDictionaryEntry> ByTag, FrozenDictionary<string, uint> ByKeyword, (uint Mask, uint Value, DicomDictionaryEntry)[] Repeating);
}
