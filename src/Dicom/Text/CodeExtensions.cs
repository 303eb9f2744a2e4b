using System.Text;

namespace OxiPortal.Dicom.Text;

/// <summary>Text that changes its character set midway by escape sequences: ISO/IEC 2022, PS3.5 section 6.1.2.5.</summary>
/// <param name="first">The first value of Specific Character Set: what holds where no escape sequence says otherwise.</param>
/// <param name="firstElements">The same, as far as escape sequences can bring it back.</param>
/// <param name="others">The sets of the other values, in their order.</param>
internal sealed class CodeExtensions(Encoding first, IReadOnlyList<CodeElement> firstElements, IReadOnlyList<CodeElement> others)
{
    public const byte Escape = 0x1B;

    private readonly CodeElement _firstG0 = firstElements.FirstOrDefault(e => !e.IsG1 && e.Bytes == 1) ?? CodeElement.Ascii;

    /// <summary>Never fails: escape sequences of sets that were not announced are heeded, unknown ones left out.</summary>
    public string Decode(ReadOnlySpan<byte> bytes, TextDelimiters delimiters)
    {
        var text = new StringBuilder(bytes.Length);
        // Null: as the first set has it.
        CodeElement? g0 = null;
        CodeElement? g1 = null;
        while (!bytes.IsEmpty)
        {
            if (bytes[0] == Escape)
            {
                var found = Designated(bytes[1..]);
                if (found?.IsG1 == true)
                    g1 = found;
                else if (found is not null)
                    g0 = found.Bytes == 2 ? found : null;
                bytes = bytes[(1 + (found?.Escape.Length ?? 0))..];
                continue;
            }
            // Within a set of two bytes in G0, the bytes of "\", "^" and "=" are halves of letters.
            if (IsControl(bytes[0]) || (g0 is null && delimiters.Delimits(bytes[0])))
            {
                text.Append((char)bytes[0]);
                (g0, g1) = (null, null);
                bytes = bytes[1..];
                continue;
            }
            // No set of two bytes has the space, in neither byte: writers leave it, and the padding of a value, outside of letters.
            if (g0 is not null && bytes[0] == ' ')
            {
                text.Append(' ');
                bytes = bytes[1..];
                continue;
            }
            var run = RunLength(bytes, g0 is not null, g1 is not null, delimiters);
            var half = bytes[0] >= 0x80 ? g1 : g0;
            text.Append(half switch
            {
                null => first.GetString(bytes[..run]),
                { IsG1: false } => ForgottenDelimiters.Read(bytes[..run], half, delimiters) ?? half.Decode(bytes[..run]),
                _ => half.Decode(bytes[..run]),
            });
            bytes = bytes[run..];
        }
        return text.ToString();
    }

    /// <summary>The bytes, with the escape sequences that PS3.5 section 6.1.2.5.3 asks for; null where no set holds a letter.</summary>
    public byte[]? Encode(string text, TextDelimiters delimiters)
    {
        using var bytes = new MemoryStream();
        var (g0, g1) = (_firstG0, (CodeElement?)null);
        var firstG1 = firstElements.FirstOrDefault(e => e.IsG1);
        foreach (var rune in text.EnumerateRunes())
        {
            var letter = rune.ToString();
            if (rune.IsAscii)
            {
                // Also before a delimiter: the first set must hold again.
                if (g0 != _firstG0)
                    Designate(bytes, g0 = _firstG0);
                bytes.WriteByte((byte)rune.Value);
                if (delimiters.Delimits(rune.Value))
                    g1 = null;
                continue;
            }
            var current = g1 ?? firstG1;
            var set = new[] { current, g0 }.Concat(firstElements).Concat(others).FirstOrDefault(e => e?.Encode(letter) is not null);
            if (set?.Encode(letter) is not { } encoded)
                return null;
            if (set.IsG1 && set != current)
                Designate(bytes, g1 = set);
            else if (!set.IsG1 && set != g0)
                Designate(bytes, g0 = set);
            bytes.Write(encoded);
        }
        if (g0 != _firstG0)
            Designate(bytes, _firstG0);
        return bytes.ToArray();
    }

    private static void Designate(MemoryStream bytes, CodeElement element)
    {
        bytes.WriteByte(Escape);
        bytes.Write(element.Escape);
    }

    private static CodeElement? Designated(ReadOnlySpan<byte> bytes)
    {
        foreach (var element in CodeElement.All)
        {
            if (bytes.StartsWith(element.Escape))
                return element;
        }
        return null;
    }

    private static bool IsControl(byte letter) => letter < 0x20;

    // As far as bytes belong to the same set. Where neither half was replaced the first set reads both: its letters may take bytes of either.
    private static int RunLength(ReadOnlySpan<byte> bytes, bool g0IsReplaced, bool g1IsReplaced, TextDelimiters delimiters)
    {
        var run = 1;
        while (run < bytes.Length && bytes[run] != Escape && !IsControl(bytes[run]))
        {
            if ((g0IsReplaced || g1IsReplaced) && bytes[run] >= 0x80 != bytes[0] >= 0x80)
                break;
            if (g0IsReplaced && bytes[0] < 0x80 ? bytes[run] == ' ' : delimiters.Delimits(bytes[run]))
                break;
            run++;
        }
        return run;
    }
}
