using System.Text;

namespace OxiPortal.Dicom.Text;

/// <summary>
/// Turns bytes into letters by Specific Character Set (0008,0005), PS3.3 C.12.1.1.2. Never fails: what cannot be read becomes U+FFFD.
/// </summary>
public sealed class DicomCharacterSet
{
    static DicomCharacterSet() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    private readonly Encoding _first;
    private readonly bool _codeExtensions;

    private DicomCharacterSet(Encoding first, bool codeExtensions) => (_first, _codeExtensions) = (first, codeExtensions);

    /// <summary>ISO 646, what holds where the attribute is absent.</summary>
    public static DicomCharacterSet Default { get; } = new(Page(20127), false);

    /// <summary>The set of the attribute's values; unknown terms read as the default repertoire.</summary>
    public static DicomCharacterSet Parse(IReadOnlyList<string> terms)
    {
        ArgumentNullException.ThrowIfNull(terms);
        if (terms.Count == 0)
            return Default;
        return new(EncodingOf(terms[0]), terms.Count > 1 || terms[0].StartsWith("ISO 2022", StringComparison.OrdinalIgnoreCase));
    }

    public string Decode(ReadOnlySpan<byte> bytes) =>
        _codeExtensions && bytes.Contains(CodeExtensions.Escape) ? CodeExtensions.Decode(bytes, _first, Page) : _first.GetString(bytes);

    /// <summary>The bytes of a text.</summary>
    /// <exception cref="ArgumentException">The set has not all of its letters.</exception>
    public byte[] Encode(string text)
    {
        var bytes = _first.GetBytes(text);
        return _first.GetString(bytes) == text
            ? bytes
            : throw new ArgumentException("The text has letters that Specific Character Set (0008,0005) does not hold: set it to ISO_IR 192 first.", nameof(text));
    }

    private static Encoding EncodingOf(string term)
    {
        var name = term.Trim().ToUpperInvariant();
        if (name == "GB18030")
            return Page(54936);
        if (name == "GBK")
            return Page(936);
        var number = name.Split([' ', '_']) is [.., var last] ? last : "";
        return Page(CodePageOf(number));
    }

    // By ISO registration number. PS3.3 tables C.12-2 to C.12-5.
    private static int CodePageOf(string registration) => registration switch
    {
        "100" => 28591,
        "101" => 28592,
        "109" => 28593,
        "110" => 28594,
        "144" => 28595,
        "127" => 28596,
        "126" => 28597,
        "138" => 28598,
        "148" => 28599,
        "203" => 28605,
        "166" => 874,
        "13" => 932,
        "192" => 65001,
        "149" => 51949,
        "58" => 936,
        "87" => 51932,
        "159" => 20932,
        _ => 20127,
    };

    private static Encoding Page(int codePage) =>
        Encoding.GetEncoding(codePage, new EncoderReplacementFallback("?"), new DecoderReplacementFallback("\uFFFD"));
}
