using System.Text;

namespace OxiPortal.Dicom.Text;

/// <summary>
/// Text in a set of two bytes a letter (94 x 94, in G0) whose writer forgot the way back to the first set before a delimiter, which PS3.5 section
/// 6.1.2.5.3 asks for. There the bytes of "^", "=" and "\" are halves of letters, too, so that only what does not come out as letters can be told: a
/// second byte is always of a letter ("ま" is 24 5E), a first one may be a delimiter. Text that comes out as letters is left alone: names have letters that begin so
/// (3D of "俊" and "順", rarely 5E), and to guess would make other names of right ones.
/// <para>
/// Such writers change to the set anew behind the delimiter, or not at all: what stands behind it is read in the same set. Python's decoder,
/// to which pydicom leaves such text, loses the delimiter.
/// </para>
/// </summary>
internal static class ForgottenDelimiters
{
    // Readings are held against each other by what is unlikely in them: a part without letters at the beginning (its delimiter would have stood before the
    // escape sequence), groups within one escape sequence rather than parts, and letters of the rows of "^" and "\", which are rare, those of "=" common.
    private const int AtTheBeginning = 8, ForEqualsSign = 4, ForDelimiter = 2, ForRareLetter = 3;
    private const int Impossible = int.MaxValue / 2;

    // A name's group has 64 letters, a value of other kinds little more (PS3.5 section 6.2): what is far longer is damage, and not worth the time.
    private const int MostBytes = 4096;

    /// <summary>The letters and delimiters; null where the bytes are letters only, or cannot be told apart either.</summary>
    /// <param name="bytes">All of the set, without its escape sequence.</param>
    public static string? Read(ReadOnlySpan<byte> bytes, CodeElement set, TextDelimiters delimiters)
    {
        if (delimiters == TextDelimiters.Lines || bytes.Length > MostBytes)
            return null;
        if (bytes.Length % 2 == 0 && !set.Decode(bytes).Contains('\uFFFD'))
            return null;
        // From the end: what the rest costs from here, and whether a delimiter stands here.
        var costs = new int[bytes.Length + 1];
        var delimits = new bool[bytes.Length];
        for (var i = bytes.Length - 1; i >= 0; i--)
        {
            var isDelimiter = delimiters.Delimits(bytes[i]);
            var asLetter = i + 1 < bytes.Length && costs[i + 2] < Impossible && IsLetter(bytes.Slice(i, 2), set)
                ? costs[i + 2] + (isDelimiter && bytes[i] != '=' ? ForRareLetter : 0)
                : Impossible;
            var asDelimiter = isDelimiter && costs[i + 1] < Impossible
                ? costs[i + 1] + (bytes[i] == '=' ? ForEqualsSign : ForDelimiter) + (i == 0 ? AtTheBeginning : 0)
                : Impossible;
            delimits[i] = asDelimiter < asLetter;
            costs[i] = Math.Min(asLetter, asDelimiter);
        }
        return costs[0] < Impossible ? Join(bytes, set, delimits) : null;
    }

    private static bool IsLetter(ReadOnlySpan<byte> pair, CodeElement set) => !set.Decode(pair).Contains('\uFFFD');

    private static string Join(ReadOnlySpan<byte> bytes, CodeElement set, bool[] delimits)
    {
        var text = new StringBuilder(bytes.Length);
        for (var i = 0; i < bytes.Length;)
        {
            var length = delimits[i] ? 1 : 2;
            text.Append(delimits[i] ? ((char)bytes[i]).ToString() : set.Decode(bytes.Slice(i, length)));
            i += length;
        }
        return text.ToString();
    }
}
