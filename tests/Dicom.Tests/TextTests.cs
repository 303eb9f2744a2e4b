using OxiPortal.Dicom.Text;

namespace OxiPortal.Dicom.Tests;

/// <summary>Character sets: the examples of PS3.5 annexes H, I, J and K, and Latin ones.</summary>
public class TextTests
{
    [Theory]
    [InlineData("", "42 75 63 5E", "Buc^")]
    [InlineData("ISO_IR 100", "42 75 63 5E 4A E9 72 F4 6D 65", "Buc^Jérôme")]
    [InlineData("ISO_IR 101", "B1 F3", "ąó")]
    [InlineData("ISO_IR 144", "BB EE DA 63 65 DC D1 79 70 D3", "Люкceмбypг")]
    [InlineData("ISO_IR 126", "C4 E9 EF ED F5 F3 E9 EF F2", "Διονυσιος")]
    [InlineData("ISO_IR 127", "E2 C8 C7 E6 EA 5E E4 E6 D2 C7 D1", "قباني^لنزار")]
    [InlineData("ISO_IR 138", "F9 F8 E5 EF 5E E3 E1 E5 F8 E4", "שרון^דבורה")]
    [InlineData("ISO_IR 148", "DD FE F0", "İşğ")]
    [InlineData("ISO_IR 13", "D4 CF C0 DE 5E C0 DB B3", "ﾔﾏﾀﾞ^ﾀﾛｳ")]
    [InlineData("ISO_IR 192", "57 61 6E 67 5E E7 8E 8B", "Wang^王")]
    [InlineData("GB18030", "57 61 6E 67 5E CD F5 5C D0 A1", "Wang^王\\小")]
    [InlineData("\\ISO 2022 IR 87", "59 61 6D 61 64 61 5E 54 61 72 6F 75 3D 1B 24 42 3B 33 45 44 1B 28 42 5E 1B 24 42 42 40 4F 3A 1B 28 42", "Yamada^Tarou=山田^太郎")]
    [InlineData("ISO 2022 IR 13\\ISO 2022 IR 87", "D4 CF C0 DE 5E C0 DB B3 3D 1B 24 42 3B 33 45 44 1B 28 4A 5E 1B 24 42 42 40 4F 3A 1B 28 4A", "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎")]
    [InlineData("\\ISO 2022 IR 149", "48 6F 6E 67 5E 47 69 6C 64 6F 6E 67 3D 1B 24 29 43 FB F3 5E 1B 24 29 43 D1 CE D4 D7", "Hong^Gildong=洪^吉洞")]
    [InlineData("\\ISO 2022 IR 58", "5A 68 61 6E 67 3D 1B 24 29 41 D5 C5", "Zhang=张")]
    [InlineData("\\ISO 2022 IR 100\\ISO 2022 IR 144", "1B 2D 41 E9 5C 1B 2D 4C EE", "é\\ю")]
    [InlineData("NO SUCH SET", "41 E9", "A\uFFFD")]
    public void GivenACharacterSet_WhenDecoded_ThenTheLettersAreRight(string terms, string hex, string expected)
    {
        var set = DicomCharacterSet.Parse(terms.Length == 0 ? [] : terms.Split('\\'));
        Assert.Equal(expected, set.Decode([.. hex.Split(' ').Select(h => Convert.ToByte(h, 16))]));
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
}
