using System.Text.Json;
using OxiPortal.Dicom.Json;
using OxiPortal.Dicom.Tests.Making;
using OxiPortal.Dicom.Text;

namespace OxiPortal.Dicom.Tests;

/// <summary>Names of patients from file to display: in every script, in every encoding, from memory and from the disk.</summary>
public class NameTests
{
    public static TheoryData<string, string, string> Names => new()
    {
        { "ISO_IR 100", "Buc^Jérôme", "Buc, Jérôme" },
        { "ISO_IR 101", "Wałęsa^Łucja", "Wałęsa, Łucja" },
        { "ISO_IR 126", "Παπαδόπουλος^Ελένη", "Παπαδόπουλος, Ελένη" },
        { "ISO_IR 144", "Чехов^Антон^Павлович", "Чехов, Антон Павлович" },
        { "ISO_IR 127", "قباني^لنزار", "قباني, لنزار" },
        { "ISO_IR 138", "שרון^דבורה", "שרון, דבורה" },
        { "ISO_IR 148", "Çavuşoğlu^Işıl", "Çavuşoğlu, Işıl" },
        { "ISO_IR 166", "นามสกุล^ชื่อ", "นามสกุล, ชื่อ" },
        { "ISO_IR 13", "ﾔﾏﾀﾞ^ﾀﾛｳ", "ﾔﾏﾀﾞ, ﾀﾛｳ" },
        { "ISO 2022 IR 13\\ISO 2022 IR 87", "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう", "ﾔﾏﾀﾞ, ﾀﾛｳ" },
        { "\\ISO 2022 IR 87", "Yamada^Tarou=山田^太郎=やまだ^たろう", "Yamada, Tarou" },
        { "\\ISO 2022 IR 87", "=山田^太郎=やまだ^たろう", "山田, 太郎" },
        { "\\ISO 2022 IR 149", "Hong^Gildong=洪^吉洞=홍^길동", "Hong, Gildong" },
        { "\\ISO 2022 IR 149", "=洪^吉洞=홍^길동", "洪, 吉洞" },
        { "\\ISO 2022 IR 58", "=张^小东", "张, 小东" },
        { "GB18030", "王^小东", "王, 小东" },
        { "GBK", "王^小东", "王, 小东" },
        { "ISO_IR 192", "Wang^XiaoDong=王^小东", "Wang, XiaoDong" },
        { "ISO_IR 192", "=王^小东=", "王, 小东" },
    };

    [Theory, MemberData(nameof(Names))]
    public async Task GivenAName_WhenWrittenAndReadInAnyEncoding_ThenDumpAndDisplayShowIt(string terms, string name, string display)
    {
        var film = TestFilm.Native(
            TestFilm.DataSet(2, 2, 16, 12).AddOrUpdate(DicomTags.SpecificCharacterSet, terms.Split('\\')).AddOrUpdate(DicomTags.PatientName, name),
            [1, 2, 3, 4]);
        DicomTransferSyntax[] syntaxes =
            [DicomTransferSyntax.ImplicitVRLittleEndian, DicomTransferSyntax.ExplicitVRLittleEndian, DicomTransferSyntax.ExplicitVRBigEndian, DicomTransferSyntax.DeflatedExplicitVRLittleEndian];
        foreach (var syntax in syntaxes)
        {
            using var path = TemporaryFile.Of(film.ToBytes(new DicomWriteOptions { TransferSyntax = syntax }).Span);
            using var read = await DicomFile.OpenAsync(path.Path);
            Assert.Equal(name, read.Dataset.GetString(DicomTags.PatientName));
            Assert.Equal(display, PersonName.Display(read.Dataset.GetString(DicomTags.PatientName)));
            Assert.Equal(name.TrimEnd('='), JsonName(read.Dataset));
        }
    }

    private static string JsonName(DicomDataset dataset)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
            DicomJson.Write(dataset, writer);
        using var json = JsonDocument.Parse(bytes.ToArray());
        var groups = json.RootElement.GetProperty("00100010").GetProperty("Value")[0];
        return string.Join('=', new[] { "Alphabetic", "Ideographic", "Phonetic" }.Select(g => groups.TryGetProperty(g, out var part) ? part.GetString() : "")).TrimEnd('=');
    }
}
