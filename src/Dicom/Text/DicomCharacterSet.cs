using System.Text;

namespace OxiPortal.Dicom.Text;

/// <summary>
/// Turns bytes into letters and back by Specific Character Set (0008,0005), PS3.3 C.12.1.1.2. Reading never fails: what cannot be read becomes
/// U+FFFD. Writing does where a set lacks a letter: a name with "?" in it is another name.
/// </summary>
public sealed class DicomCharacterSet
{
    private readonly Encoding _first;
    private readonly CodeExtensions? _extensions;

    private DicomCharacterSet(Encoding first, CodeExtensions? extensions) => (_first, _extensions) = (first, extensions);

    /// <summary>ISO 646, what holds where the attribute is absent.</summary>
    public static DicomCharacterSet Default { get; } = new(CodePages.Get(CodePages.Ascii), null);

    /// <summary>The set of the attribute's values; unknown terms read as the default repertoire.</summary>
    public static DicomCharacterSet Parse(IReadOnlyList<string> terms)
    {
        ArgumentNullException.ThrowIfNull(terms);
        if (terms.Count == 0)
            return Default;
        var first = Registration(terms[0]);
        var page = CodePages.Get(CodePageOf(first));
        // Sets of several bytes without escape sequences admit none beside them: PS3.3 C.12.1.1.2.
        var hasExtensions = first is not ("192" or "GB18030" or "GBK") && (terms.Count > 1 || terms[0].TrimStart().StartsWith("ISO 2022", StringComparison.OrdinalIgnoreCase));
        return new(page, hasExtensions ? new CodeExtensions(page, Elements(first), [.. terms.Skip(1).SelectMany(t => Elements(Registration(t)))]) : null);
    }

    public string Decode(ReadOnlySpan<byte> bytes, TextDelimiters delimiters = TextDelimiters.NameParts) =>
        _extensions is not null && bytes.Contains(CodeExtensions.Escape) ? _extensions.Decode(bytes, delimiters) : _first.GetString(bytes);

    /// <summary>The bytes of a text.</summary>
    /// <exception cref="ArgumentException">The set has not all of its letters.</exception>
    public byte[] Encode(string text, TextDelimiters delimiters = TextDelimiters.NameParts)
    {
        ArgumentNullException.ThrowIfNull(text);
        var bytes = _extensions is null || Ascii.IsValid(text) ? _first.GetBytes(text) : _extensions.Encode(text, delimiters);
        return bytes is not null && Decode(bytes, delimiters) == text
            ? bytes
            : throw new ArgumentException("The text has letters that Specific Character Set (0008,0005) does not hold: set it to ISO_IR 192 first.", nameof(text));
    }

    private static string Registration(string term)
    {
        var name = term.Trim().ToUpperInvariant();
        return name is "GB18030" or "GBK" ? name : name.Split([' ', '_']) is [.., var last] ? last : "";
    }

    // Of a first value: G0 and G1. The default repertoire may be brought back by its own escape sequence.
    private static IReadOnlyList<CodeElement> Elements(string registration) =>
        [.. CodeElement.All.Where(e => e.Registration == registration).OrderBy(e => e.IsG1)];

    // By ISO registration number. PS3.3 tables C.12-2 to C.12-5.
    private static int CodePageOf(string registration) => registration switch
    {
        "GB18030" => 54936,
        "GBK" => 936,
        "192" => 65001,
        _ => CodeElement.All.LastOrDefault(e => e.Registration == registration)?.CodePage ?? CodePages.Ascii,
    };
}
