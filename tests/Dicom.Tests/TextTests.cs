using System.Globalization;
using OxiPortal.Dicom.Text;

namespace OxiPortal.Dicom.Tests;

/// <summary>Character sets: the examples of PS3.5 annexes H, I, J and K, and Latin ones.</summary>
public class TextTests
{
    /// <summary>Bytes of one form only: as the standard's examples have them, so has our writer.</summary>
    [Theory]
    [InlineData("", "42 75 63 5E", "Buc^")]
    [InlineData("ISO_IR 100", "42 75 63 5E 4A E9 72 F4 6D 65", "Buc^Jérôme")]
    [InlineData("ISO_IR 101", "57 61 B3 EA 73 61", "Wałęsa")]
    [InlineData("ISO_IR 109", "A6 6F 72 61 E6 6F", "Ĥoraĉo")]
    [InlineData("ISO_IR 110", "D3 BA 6E 69 F1 B9", "Ķēniņš")]
    [InlineData("ISO_IR 144", "BB EE DA 63 65 DC D1 79 70 D3", "Люкceмбypг")]
    [InlineData("ISO_IR 126", "C4 E9 EF ED F5 F3 E9 EF F2", "Διονυσιος")]
    [InlineData("ISO_IR 127", "E2 C8 C7 E6 EA 5E E4 E6 D2 C7 D1", "قباني^لنزار")]
    [InlineData("ISO_IR 138", "F9 F8 E5 EF 5E E3 E1 E5 F8 E4", "שרון^דבורה")]
    [InlineData("ISO_IR 148", "C7 61 76 75 FE 6F F0 6C 75", "Çavuşoğlu")]
    [InlineData("ISO_IR 166", "B9 D2 C1 CA A1 D8 C5", "นามสกุล")]
    [InlineData("ISO_IR 203", "BC 75 76 72 65 20 A4", "Œuvre €")]
    [InlineData("ISO_IR 13", "D4 CF C0 DE 5E C0 DB B3", "ﾔﾏﾀﾞ^ﾀﾛｳ")]
    [InlineData("ISO_IR 192", "57 61 6E 67 5E 58 69 61 6F 44 6F 6E 67 3D E7 8E 8B 5E E5 B0 8F E4 B8 9C 3D", "Wang^XiaoDong=王^小东=")]
    [InlineData("GB18030", "57 61 6E 67 5E 58 69 61 6F 44 6F 6E 67 3D CD F5 5E D0 A1 B6 AB 3D", "Wang^XiaoDong=王^小东=")]
    [InlineData("GBK", "57 61 6E 67 5E 58 69 61 6F 44 6F 6E 67 3D CD F5 5E D0 A1 B6 AB 3D", "Wang^XiaoDong=王^小东=")]
    [InlineData("GB18030", "95 32 82 36", "𠀀")]
    [InlineData("\\ISO 2022 IR 87", "59 61 6D 61 64 61 5E 54 61 72 6F 75 3D 1B 24 42 3B 33 45 44 1B 28 42 5E 1B 24 42 42 40 4F 3A 1B 28 42 3D 1B 24 42 24 64 24 5E 24 40 1B 28 42 5E 1B 24 42 24 3F 24 6D 24 26 1B 28 42", "Yamada^Tarou=山田^太郎=やまだ^たろう")]
    [InlineData("ISO 2022 IR 13\\ISO 2022 IR 87", "D4 CF C0 DE 5E C0 DB B3 3D 1B 24 42 3B 33 45 44 1B 28 4A 5E 1B 24 42 42 40 4F 3A 1B 28 4A 3D 1B 24 42 24 64 24 5E 24 40 1B 28 4A 5E 1B 24 42 24 3F 24 6D 24 26 1B 28 4A", "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう")]
    [InlineData("\\ISO 2022 IR 149", "48 6F 6E 67 5E 47 69 6C 64 6F 6E 67 3D 1B 24 29 43 FB F3 5E 1B 24 29 43 D1 CE D4 D7 3D 1B 24 29 43 C8 AB 5E 1B 24 29 43 B1 E6 B5 BF", "Hong^Gildong=洪^吉洞=홍^길동")]
    [InlineData("\\ISO 2022 IR 58", "5A 68 61 6E 67 5E 58 69 61 6F 44 6F 6E 67 3D 1B 24 29 41 D5 C5 5E 1B 24 29 41 D0 A1 B6 AB 3D", "Zhang^XiaoDong=张^小东=")]
    [InlineData("\\ISO 2022 IR 87\\ISO 2022 IR 159", "1B 24 42 3B 33 1B 24 28 44 30 21 1B 28 42", "山丂")]
    [InlineData("ISO 2022 IR 100\\ISO 2022 IR 144", "E9 5C 1B 2D 4C EE", "é\\ю")]
    [InlineData("\\ISO 2022 IR 100\\ISO 2022 IR 144", "1B 2D 41 E9 5C 1B 2D 4C EE", "é\\ю")]
    [InlineData("\\ISO 2022 IR 126\\ISO 2022 IR 127\\ISO 2022 IR 138", "1B 2D 46 E1 1B 2D 47 C7 1B 2D 48 E0", "αاא")]
    [InlineData("\\ISO 2022 IR 101\\ISO 2022 IR 109\\ISO 2022 IR 110\\ISO 2022 IR 166\\ISO 2022 IR 203", "1B 2D 42 B3 5E 1B 2D 43 E6 5E 1B 2D 44 BA 5E 1B 2D 54 B9 5E 1B 2D 62 A4", "ł^ĉ^ē^น^€")]
    [InlineData("\\ISO 2022 IR 148", "1B 2D 4D FD", "ı")]
    public void GivenACharacterSet_WhenReadAndWritten_ThenLettersAndBytesAreRight(string terms, string hex, string text)
    {
        var set = DicomCharacterSet.Parse(terms.Length == 0 ? [] : terms.Split('\\'));
        Assert.Equal(text, set.Decode(Bytes(hex)));
        Assert.Equal(hex, string.Join(' ', set.Encode(text).Select(b => b.ToString("X2", CultureInfo.InvariantCulture))));
    }

    /// <summary>What others write and we would not.</summary>
    [Theory]
    [InlineData("NO SUCH SET", "41 E9", "A\uFFFD")]
    [InlineData("", "E9", "\uFFFD")]
    [InlineData("ISO 2022 IR 149", "1B 24 29 43 C8 AB", "홍")]
    [InlineData("ISO 2022 IR 149", "C8 AB", "홍")]
    [InlineData("ISO 2022 IR 87", "1B 24 42 3B 33 1B 28 42", "山")]
    [InlineData("\\ISO 2022 IR 87", "1B 24 42 3B 33 20 1B 28 42", "山 ")] // padding before the way back
    [InlineData("ISO_IR 13", "95 5C 8E A6 5C B1", "表示\\ｱ")] // Shift JIS under the name of its half: its second byte may be that of a backslash
    [InlineData("\\ISO 2022 IR 87", "1B 24 42 3B 33 0A 41", "山\nA")] // a line's end returns to the first set
    public void GivenTextByOtherHabits_WhenRead_ThenItsLettersAreThere(string terms, string hex, string text) =>
        Assert.Equal(text, DicomCharacterSet.Parse(terms.Length == 0 ? [] : terms.Split('\\')).Decode(Bytes(hex)));

    [Theory]
    [InlineData(TextDelimiters.NameParts, "1B 24 29 43 C8 AB 5E 1B 24 29 43 B1 E6")]
    [InlineData(TextDelimiters.Values, "1B 24 29 43 C8 AB 5E B1 E6")]
    public void GivenACaretOutsideOfAName_WhenReadAndWritten_ThenItIsALetterAndTheSetGoesOn(TextDelimiters delimiters, string hex)
    {
        var set = DicomCharacterSet.Parse(["", "ISO 2022 IR 149"]);
        Assert.Equal("홍^길", set.Decode(Bytes(hex), delimiters));
        Assert.Equal(Bytes(hex), set.Encode("홍^길", delimiters));
    }

    [Fact]
    public void GivenLettersWithTheByteOfABackslash_WhenSplitIntoValues_ThenTheyStayWhole()
    {
        var dataset = new DicomDataset().AddOrUpdate(DicomTags.SpecificCharacterSet, "GB18030")
            .AddOrUpdate(new DicomElement(DicomTags.OtherPatientNames, DicomVR.PN, new byte[] { 0x81, 0x5C, 0x5C, 0x41 }));
        Assert.Equal(["乗", "A"], dataset.GetStrings(DicomTags.OtherPatientNames));
    }

    [Theory]
    [InlineData("ISO_IR 100", "山田")]
    [InlineData("", "é")]
    [InlineData("\\ISO 2022 IR 87", "é")]
    [InlineData("\\ISO 2022 IR 149", "乗")]
    [InlineData("\\ISO 2022 IR 58", "乗")] // in GBK, not in GB 2312
    [InlineData("\\ISO 2022 IR 87", "𠀀")]
    public void GivenALetterThatTheSetLacks_WhenWritten_ThenItIsRefusedRatherThanReplaced(string terms, string text)
    {
        var dataset = new DicomDataset();
        if (terms.Length > 0)
            dataset.AddOrUpdate(DicomTags.SpecificCharacterSet, terms.Split('\\'));
        Assert.Throws<ArgumentException>(() => dataset.AddOrUpdate(DicomTags.PatientName, text));
    }

    [Fact]
    public void GivenAnyBytes_WhenDecodedInAnySet_ThenItNeverFails()
    {
        var random = new Random(3);
        string[] terms = ["", "ISO 2022 IR 87", "ISO 2022 IR 159", "ISO 2022 IR 149", "ISO 2022 IR 58", "GB18030", "ISO_IR 192", "ISO 2022 IR 13"];
        for (var i = 0; i < 2000; i++)
        {
            var bytes = new byte[random.Next(40)];
            random.NextBytes(bytes);
            for (var k = 0; k + 3 < bytes.Length; k += 7)
                (bytes[k], bytes[k + 1]) = (0x1B, 0x24);
            Assert.NotNull(DicomCharacterSet.Parse(["", terms[i % terms.Length]]).Decode(bytes));
        }
    }

    [Theory]
    [InlineData("Doe^Jane", "Doe, Jane")]
    [InlineData("Adams^John Robert Quincy^^Rev.^B.A. M.Div.", "Adams, Rev. John Robert Quincy B.A. M.Div.")]
    [InlineData("Doe", "Doe")]
    [InlineData("^Jane", "Jane")]
    [InlineData("", "")]
    [InlineData(null, "")]
    [InlineData("Yamada^Tarou=山田^太郎=やまだ^たろう", "Yamada, Tarou")]
    [InlineData("=山田^太郎", "山田, 太郎")]
    public void GivenAPersonName_WhenDisplayed_ThenTheFamilyNameComesFirst(string? name, string expected) => Assert.Equal(expected, PersonName.Display(name));

    private static byte[] Bytes(string hex) => [.. hex.Split(' ').Select(h => Convert.ToByte(h, 16))];
}
