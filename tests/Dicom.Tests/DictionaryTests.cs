using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace OxiPortal.Dicom.Tests;

/// <summary>The data dictionary is PS3.6, whole: held against the table it was generated from, and against DCMTK's.</summary>
public partial class DictionaryTests
{
    [Fact]
    public void GivenTheSharedTable_WhenHeldAgainstOurs_ThenEveryAttributeIsThereWithItsKeywordRepresentationAndMultiplicity()
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(SharedData.StandardPath("dicom-attributes.json")));
        var wrong = new List<string>();
        var seen = 0;
        foreach (var attribute in json.RootElement.EnumerateArray())
        {
            string Text(string name) => attribute.GetProperty(name).GetString() ?? "";
            // Items and delimiters have no representation; retired attributes without a name cannot be looked up.
            if (Text("keyword").Length == 0 || Text("valueRepresentation") is not { Length: >= 2 } vr || vr.StartsWith("See", StringComparison.Ordinal))
                continue;
            seen++;
            // Repeating groups and elements: (60xx,3000), (0020,31xx), (0028,04x0), (1000,xxx0).
            foreach (var digit in Text("tag").Contains('x', StringComparison.OrdinalIgnoreCase) ? new[] { "0", "2", "8" } : ["0"])
            {
                var tag = Text("tag").Replace("X", digit, StringComparison.OrdinalIgnoreCase);
                var found = DicomDictionary.Find(new DicomTag(Number(tag[1..5]), Number(tag[6..10])));
                var isOther = found?.Keyword != Text("keyword") || found.Choice != vr || found.VM != Text("valueMultiplicity");
                if (isOther && !(digit != "0" && found is not null))
                    wrong.Add($"{tag} {Text("keyword")}: {found}");
            }
        }
        Assert.Empty(wrong);
        Assert.InRange(seen, 5000, int.MaxValue);
    }

    [Fact]
    public void GivenDcmtksDictionary_WhenHeldAgainstOurs_ThenRepresentationsAreTheSame()
    {
        const string Path = "/usr/share/libdcmtk17/dicom.dic";
        Assert.SkipUnless(File.Exists(Path), "DCMTK's dictionary is not installed: this test compares with it");
        var compared = 0;
        var wrong = new List<string>();
        foreach (var line in File.ReadLines(Path))
        {
            if (Line().Match(line) is not { Success: true } match)
                continue;
            var tag = new DicomTag(Number(match.Groups[1].Value), Number(match.Groups[2].Value));
            // What DCMTK knows and PS3.6 does not: its own names for what is retired, and its own representations for choices.
            if (tag.Group <= 2 || tag.IsPrivate || DicomDictionary.Find(tag) is not { } entry || entry.Choice.Length > 2 || match.Groups[3].Value is not { Length: 2 } vr
                || !char.IsUpper(vr[0]) || !char.IsUpper(vr[1]))
                continue;
            compared++;
            if (entry.VR.ToString() != vr)
                wrong.Add($"{tag}: {entry.VR}, DCMTK {vr}");
        }
        Assert.Empty(wrong);
        Assert.InRange(compared, 3000, int.MaxValue);
    }

    private static ushort Number(string hex) => ushort.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\(([0-9a-fA-F]{4}),([0-9a-fA-F]{4})\)\t(\S+)\t")]
    private static partial Regex Line();
}
