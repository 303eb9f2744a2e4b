using System.Text;

namespace OxiPortal.Dicom.Text;

/// <summary>The .NET encodings that DICOM's character sets are read with. What cannot be read becomes U+FFFD.</summary>
internal static class CodePages
{
    public const int Ascii = 20127;

    static CodePages() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public static Encoding Get(int codePage) =>
        Encoding.GetEncoding(codePage, new EncoderReplacementFallback("?"), new DecoderReplacementFallback("\uFFFD"));
}
