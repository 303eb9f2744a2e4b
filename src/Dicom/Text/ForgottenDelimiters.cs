using System.Text;

namespace OxiPortal.Dicom.Text;

/// <summary>
/// Text in a set of two bytes a letter (94 x 94, in G0) whose writer forgot the way back to the first set before a delimiter, which PS3.5 section
/// 6.1.2.5.3 asks for. There the bytes of "^", "=" and "\" are halves of letters, too: a second byte is always of a letter ("ま" is 24 5E), a first one may
/// be a delimiter. Only an odd number of bytes cannot be letters alone; an even one is read as letters, for names have letters that begin with these bytes
/// (3D of "俊" and "順"), and to guess would make other names of right ones.
/// <para>
/// Where the bytes can be read in one way only, that is the text. Where they can be read in several, the text ends at the first delimiter that is
/// uncertain, with U+FFFD for the rest: a reader must see that a name is not known, not be shown another. Python's decoder, to which pydicom leaves such text,
/// loses the delimiter.
/// </para>
/// </summary>
internal static class ForgottenDelimiters
{
    // A name's group has 64 letters, a value of other kinds little more (PS3.5 section 6.2): what is far longer is damage, and not worth the time.
    private const int MostBytes = 4096;

    /// <summary>The letters and delimiters; null where the bytes are letters only, or cannot be told apart at all.</summary>
    /// <param name="bytes">All of the set, without its escape sequence.</param>
    public static string? Read(ReadOnlySpan<byte> bytes, CodeElement set, TextDelimiters delimiters)
    {
        // Blanks that pad a value belong to the first set, and are often left in this one.
        var blanks = bytes.Length - bytes.TrimEnd((byte)' ').Length;
        bytes = bytes[..^blanks];
        if (delimiters == TextDelimiters.Lines || bytes.Length > MostBytes || bytes.Length % 2 == 0)
            return null;
        var canBeRead = Readable(bytes, set, delimiters);
        if (!canBeRead[0])
            return null;
        var text = new StringBuilder(bytes.Length);
        for (var i = 0; i < bytes.Length;)
        {
            var canBeDelimiter = CanDelimit(bytes, i, delimiters) && canBeRead[i + 1];
            var letter = i + 1 < bytes.Length && canBeRead[i + 2] ? Letter(bytes, i, set) : null;
            if (canBeDelimiter && letter is not null)
                return text.Append('\uFFFD').ToString();
            text.Append(canBeDelimiter ? ((char)bytes[i]).ToString() : letter);
            i += canBeDelimiter ? 1 : 2;
        }
        return text.Append(' ', blanks).ToString();
    }

    // Of each place: whether all from there on can be read.
    private static bool[] Readable(ReadOnlySpan<byte> bytes, CodeElement set, TextDelimiters delimiters)
    {
        var canBeRead = new bool[bytes.Length + 1];
        canBeRead[^1] = true;
        for (var i = bytes.Length - 1; i >= 0; i--)
        {
            var asLetter = i + 1 < bytes.Length && canBeRead[i + 2] && Letter(bytes, i, set) is not null;
            var asDelimiter = canBeRead[i + 1] && CanDelimit(bytes, i, delimiters);
            canBeRead[i] = asLetter || asDelimiter;
        }
        return canBeRead;
    }

    // At the very beginning a delimiter would have stood before the escape sequence.
    private static bool CanDelimit(ReadOnlySpan<byte> bytes, int i, TextDelimiters delimiters) => i > 0 && delimiters.Delimits(bytes[i]);

    private static string? Letter(ReadOnlySpan<byte> bytes, int i, CodeElement set) =>
        set.Decode(bytes.Slice(i, 2)) is var letter && letter.Contains('\uFFFD') ? null : letter;
}
