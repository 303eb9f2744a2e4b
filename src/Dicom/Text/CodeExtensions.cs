using System.Text;

namespace OxiPortal.Dicom.Text;

/// <summary>Text that changes its character set midway by escape sequences: ISO/IEC 2022, PS3.5 section 6.1.2.5.</summary>
internal static class CodeExtensions
{
    public const byte Escape = 0x1B;

    /// <summary>What follows the escape, what it changes (G0: bytes below 0x80, G1: above), and the code page read with.</summary>
    private static readonly (byte[] Sequence, bool IsG1, int CodePage, bool TwoBytes)[] Designators =
    [
        ([0x24, 0x28, 0x44], false, 20932, true), // JIS X 0212
        ([0x24, 0x29, 0x43], true, 51949, true), // KS X 1001
        ([0x24, 0x29, 0x41], true, 936, true), // GB 2312
        ([0x24, 0x42], false, 51932, true), // JIS X 0208
        ([0x28, 0x42], false, 20127, false),
        ([0x28, 0x4A], false, 20127, false), // JIS X 0201, romaji
        ([0x29, 0x49], true, 932, false), // JIS X 0201, katakana
        ([0x2D, 0x41], true, 28591, false),
        ([0x2D, 0x42], true, 28592, false),
        ([0x2D, 0x43], true, 28593, false),
        ([0x2D, 0x44], true, 28594, false),
        ([0x2D, 0x4C], true, 28595, false),
        ([0x2D, 0x47], true, 28596, false),
        ([0x2D, 0x46], true, 28597, false),
        ([0x2D, 0x48], true, 28598, false),
        ([0x2D, 0x4D], true, 28599, false),
        ([0x2D, 0x62], true, 28605, false),
        ([0x2D, 0x54], true, 874, false),
    ];

    public static string Decode(ReadOnlySpan<byte> bytes, Encoding first, Func<int, Encoding> page)
    {
        var text = new StringBuilder(bytes.Length);
        Encoding? g0TwoBytes = null;
        var g0CodePage = 0;
        var g1 = first;
        while (!bytes.IsEmpty)
        {
            if (bytes[0] == Escape)
            {
                var length = 1;
                foreach (var (sequence, isG1, codePage, twoBytes) in Designators)
                {
                    if (!bytes[1..].StartsWith(sequence))
                        continue;
                    length += sequence.Length;
                    if (isG1)
                        g1 = page(codePage);
                    else
                        (g0TwoBytes, g0CodePage) = (twoBytes ? page(codePage) : null, codePage);
                    break;
                }
                bytes = bytes[length..];
                continue;
            }
            // Line ends and the delimiters of values and name parts return to the first set.
            if (bytes[0] is (byte)'\r' or (byte)'\n' or (byte)'\t' or (byte)'\f' || (g0TwoBytes is null && bytes[0] is (byte)'\\' or (byte)'^' or (byte)'='))
            {
                text.Append((char)bytes[0]);
                (g0TwoBytes, g1) = (null, first);
                bytes = bytes[1..];
                continue;
            }
            var run = RunLength(bytes, g0TwoBytes is not null);
            if (g0TwoBytes is not null && bytes[0] < 0x80)
                AppendTwoBytes(text, bytes[..run], g0TwoBytes, secondHigh: g0CodePage != 20932);
            else
                text.Append(g1.GetString(bytes[..run]));
            bytes = bytes[run..];
        }
        return text.ToString();
    }

    private static int RunLength(ReadOnlySpan<byte> bytes, bool g0IsTwoBytes)
    {
        var high = bytes[0] >= 0x80;
        var run = 1;
        while (run < bytes.Length && bytes[run] != Escape && bytes[run] is not ((byte)'\r' or (byte)'\n' or (byte)'\t' or (byte)'\f'))
        {
            var two = g0IsTwoBytes && !high;
            if (g0IsTwoBytes && bytes[run] >= 0x80 != high)
                break;
            if (!two && bytes[run] is (byte)'\\' or (byte)'^' or (byte)'=')
                break;
            run++;
        }
        return run;
    }

    // The EUC pages want the high bits that ISO 2022 leaves out; page 20932 marks JIS X 0212 by a second byte without one.
    private static void AppendTwoBytes(StringBuilder text, ReadOnlySpan<byte> bytes, Encoding page, bool secondHigh)
    {
        var pairs = bytes.ToArray();
        for (var i = 0; i < pairs.Length; i++)
        {
            if (secondHigh || i % 2 == 0)
                pairs[i] |= 0x80;
        }
        text.Append(page.GetString(pairs));
    }
}
