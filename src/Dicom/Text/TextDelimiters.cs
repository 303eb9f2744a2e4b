namespace OxiPortal.Dicom.Text;

/// <summary>What ends a stretch of text, and with it any character set that an escape sequence began. PS3.5 section 6.1.2.5.3.</summary>
public enum TextDelimiters
{
    /// <summary>Line ends and other control characters alone: LT, ST, UT.</summary>
    Lines,

    /// <summary>Also the backslash between values: LO, SH, UC.</summary>
    Values,

    /// <summary>Also "^" and "=" within a person name: PN.</summary>
    NameParts,
}

internal static class TextDelimiting
{
    public static TextDelimiters Of(DicomVR vr) => vr switch
    {
        DicomVR.PN => TextDelimiters.NameParts,
        _ when vr.IsSingleText() => TextDelimiters.Lines,
        _ => TextDelimiters.Values,
    };

    public static bool Delimits(this TextDelimiters delimiters, int letter) => letter switch
    {
        < 0x20 => letter != CodeExtensions.Escape,
        '\\' => delimiters >= TextDelimiters.Values,
        '^' or '=' => delimiters == TextDelimiters.NameParts,
        _ => false,
    };
}
