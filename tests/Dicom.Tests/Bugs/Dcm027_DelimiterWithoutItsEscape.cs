using System.Globalization;
using OxiPortal.Dicom.Text;

namespace OxiPortal.Dicom.Tests.Bugs;

/// <summary>
/// Japanese names whose writer left out the way back to the first set before "^" or "=": the delimiter was taken for half of a letter, and the rest of
/// the name became other letters.
/// </summary>
public class Dcm027_DelimiterWithoutItsEscape
{
    private const string Kanji = "1B 24 42", Back = "1B 28 42";

    [Theory]
    [InlineData($"{Kanji} 3B 33 45 44 5E {Kanji} 42 40 4F 3A {Back}", "山田^太郎")] // An escape sequence of its own for each part, and none back.
    [InlineData($"59 61 6D 61 64 61 3D {Kanji} 3B 33 45 44 5E {Kanji} 42 40 4F 3A 3D {Kanji} 24 64 24 5E 24 40 5E {Kanji} 24 3F 24 6D 24 26", "Yamada=山田^太郎=やまだ^たろう")]
    [InlineData($"{Kanji} 3B 33 45 44 5E 42 40 4F 3A {Back}", "山田^太郎")] // One escape sequence for all.
    [InlineData($"{Kanji} 3B 33 45 44 5E 42 40 4F 3A 20", "山田^太郎 ")]
    [InlineData($"{Kanji} 3B 33 45 44 5E {Back}", "山田^")]
    [InlineData($"{Kanji} 3D 53 5E 3D 67 {Back}", "俊^順")] // Letters that begin with the byte of "=".
    [InlineData($"{Kanji} 24 64 24 5E 24 40 3D {Back}", "やまだ=")] // A letter that ends with the byte of "^".
    [InlineData("1B 24 28 44 30 21 5E 1B 24 42 3B 33 1B 28 42", "丂^山")]
    public void GivenADelimiterWithoutItsEscape_WhenTheBytesDoNotComeOutInPairs_ThenItIsADelimiter(string hex, string name) =>
        Assert.Equal(name, Set.Decode(Bytes(hex)));

    /// <summary>One escape sequence for all of a name with its reading: three bytes are delimiters, and other names can be read from it.</summary>
    [Theory]
    [InlineData($"{Kanji} 3B 33 45 44 5E 42 40 4F 3A 3D 24 64 24 5E 24 40 5E 24 3F 24 6D 24 26 {Back}", "山田\uFFFD")]
    [InlineData($"{Kanji} 45 44 3D 53 5E 3B 52 {Back}", "田\uFFFD")] // 田俊^子, or 田=曹子
    public void GivenBytesThatAreSeveralNames_WhenRead_ThenWhatIsUncertainIsNotGuessed(string hex, string name) => Assert.Equal(name, Set.Decode(Bytes(hex)));

    /// <summary>Escaped as it should be, with a letter that the table has not (row 53 is a user's own): the letter is missing, and nothing else moves.</summary>
    [Fact]
    public void GivenALetterThatNobodyKnows_WhenTheNameIsEscapedRightly_ThenItsOtherLettersStay()
    {
        var name = Set.Decode(Bytes($"41 5E 42 3D {Kanji} 3D 53 75 5E 3D 67 {Back} 5E {Kanji} 42 40 {Back}"));
        Assert.StartsWith("A^B=俊", name, StringComparison.Ordinal);
        Assert.EndsWith("順^太", name, StringComparison.Ordinal);
        Assert.Contains('\uFFFD', name);
    }

    /// <summary>What can be read by the rules is read by them: letters that begin with the byte of a delimiter stay letters.</summary>
    [Theory]
    [InlineData($"{Kanji} 3D 53 3D 67 {Back}", "俊順")]
    [InlineData($"{Kanji} 3D 53 {Back} 5E {Kanji} 5E 3D {Back}", null)]
    [InlineData($"{Kanji} 24 5E 24 3D {Back}", "まそ")]
    public void GivenLettersOfTheBytesOfDelimiters_WhenTheyComeOutInPairs_ThenTheyStayLetters(string hex, string? name)
    {
        var read = Set.Decode(Bytes(hex));
        if (name is not null)
            Assert.Equal(name, read);
        Assert.DoesNotContain('\uFFFD', read);
        Assert.Equal(Bytes(hex), Set.Encode(read));
    }

    [Fact]
    public void GivenABackslashWithoutItsEscape_WhenValuesAreSplit_ThenThereAreTwo()
    {
        var dataset = new DicomDataset().AddOrUpdate(DicomTags.SpecificCharacterSet, "", "ISO 2022 IR 87")
            .AddOrUpdate(new DicomElement(DicomTags.OtherPatientNames, DicomVR.PN, Bytes($"{Kanji} 3B 33 5C 45 44 20")));
        Assert.Equal(["山", "田"], dataset.GetStrings(DicomTags.OtherPatientNames));
    }

    private static DicomCharacterSet Set { get; } = DicomCharacterSet.Parse(["", "ISO 2022 IR 87", "ISO 2022 IR 159"]);

    private static byte[] Bytes(string hex) => [.. hex.Split(' ').Select(h => byte.Parse(h, NumberStyles.HexNumber, CultureInfo.InvariantCulture))];
}
