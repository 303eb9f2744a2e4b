using System.Text;

namespace OxiPortal.Dicom.Text;

/// <summary>
/// A set of letters that an escape sequence brings in: into G0 (bytes below 0x80) or G1 (above). PS3.3 tables C.12-3 and C.12-4, ISO/IEC 2022.
/// </summary>
/// <param name="Registration">Its ISO registration number, as in "ISO 2022 IR 87".</param>
/// <param name="Escape">What follows ESC.</param>
/// <param name="IsG1">Its letters are bytes from 0x80.</param>
/// <param name="CodePage">The .NET code page that holds its letters.</param>
/// <param name="Bytes">Of a letter: 1 or 2.</param>
internal sealed record CodeElement(string Registration, byte[] Escape, bool IsG1, int CodePage, int Bytes)
{
    private const int JisX0208 = 51932;
    private const int JisX0212 = 20932;

    /// <summary>G0 of the default repertoire.</summary>
    public static CodeElement Ascii { get; } = new("6", [0x28, 0x42], false, 20127, 1);

    /// <summary>G0 of ISO 2022 IR 13. It differs from ASCII in two signs, which are read and written as ASCII's.</summary>
    public static CodeElement Romaji { get; } = new("13", [0x28, 0x4A], false, 20127, 1);

    public static IReadOnlyList<CodeElement> All { get; } =
    [
        new("159", [0x24, 0x28, 0x44], false, JisX0212, 2),
        new("149", [0x24, 0x29, 0x43], true, 51949, 2), // KS X 1001
        new("58", [0x24, 0x29, 0x41], true, 936, 2), // GB 2312
        new("87", [0x24, 0x42], false, JisX0208, 2),
        Ascii,
        Romaji,
        new("13", [0x29, 0x49], true, 932, 1), // JIS X 0201, katakana
        new("100", [0x2D, 0x41], true, 28591, 1),
        new("101", [0x2D, 0x42], true, 28592, 1),
        new("109", [0x2D, 0x43], true, 28593, 1),
        new("110", [0x2D, 0x44], true, 28594, 1),
        new("144", [0x2D, 0x4C], true, 28595, 1),
        new("127", [0x2D, 0x47], true, 28596, 1),
        new("126", [0x2D, 0x46], true, 28597, 1),
        new("138", [0x2D, 0x48], true, 28598, 1),
        new("148", [0x2D, 0x4D], true, 28599, 1),
        new("203", [0x2D, 0x62], true, 28605, 1),
        new("166", [0x2D, 0x54], true, 874, 1),
    ];

    private Encoding Page { get; } = CodePages.Get(CodePage);

    /// <summary>The letters of bytes that lie in this set's half.</summary>
    public string Decode(ReadOnlySpan<byte> bytes)
    {
        if (IsG1 || Bytes == 1)
            return Page.GetString(bytes);
        // The EUC pages want the high bits that G0 leaves out; page 20932 marks JIS X 0212 by a second byte without one.
        var pairs = bytes.ToArray();
        for (var i = 0; i < pairs.Length; i++)
        {
            if (CodePage == JisX0208 || i % 2 == 0)
                pairs[i] |= 0x80;
        }
        return Page.GetString(pairs);
    }

    /// <summary>The bytes of one letter; null where the set does not hold it. The code pages hold more than the sets they are used for.</summary>
    public byte[]? Encode(string letter)
    {
        var bytes = Page.GetBytes(letter);
        if (bytes.Length != Bytes || Page.GetString(bytes) != letter)
            return null;
        var fits = (IsG1, Bytes, CodePage) switch
        {
            (false, 1, _) => bytes[0] < 0x80,
            (true, 1, 932) => bytes[0] is >= 0xA1 and <= 0xDF,
            (true, 1, _) => bytes[0] >= 0xA0,
            (_, _, JisX0212) => bytes[0] >= 0xA1 && bytes[1] is >= 0x21 and <= 0x7E,
            // Of JIS X 0208 the rows with letters; makers' additions have rows 9 to 15 and from 85 on.
            (_, _, JisX0208) => (bytes[0] is >= 0xA1 and <= 0xA8 or >= 0xB0 and <= 0xF4) && bytes[1] >= 0xA1,
            // Of GB 2312 rows 1 to 9 and 16 to 87: page 936 holds those of GBK besides.
            (_, _, 936) => (bytes[0] is >= 0xA1 and <= 0xA9 or >= 0xB0 and <= 0xF7) && bytes[1] >= 0xA1,
            _ => bytes[0] >= 0xA1 && bytes[1] >= 0xA1,
        };
        if (!fits)
            return null;
        return IsG1 || Bytes == 1 ? bytes : [(byte)(bytes[0] & 0x7F), (byte)(bytes[1] & 0x7F)];
    }
}
