using System.Globalization;

namespace OxiPortal.Dicom;

/// <summary>What a text may hold by its VR, for values that the product writes itself; what others wrote goes on as it came. PS3.5 table 6.2-1.</summary>
internal static class TextRules
{
    private const int MostUidLetters = 64;
    private const int MostDecimalLetters = 16;
    private const int MostIntegerLetters = 12;

    /// <summary>What is wrong with it, without the value; null where nothing is. Several values are held against the rules each.</summary>
    public static string? Fault(DicomVR vr, string text)
    {
        foreach (var value in vr is DicomVR.LT or DicomVR.ST or DicomVR.UT or DicomVR.UR ? [text] : text.Split('\\'))
        {
            if (FaultOfOne(vr, value) is { } fault)
                return fault;
        }
        return null;
    }

    private static string? FaultOfOne(DicomVR vr, string value) => vr switch
    {
        _ when value.Length == 0 => null,
        DicomVR.UI when !IsUid(value) => "is no UID",
        DicomVR.DS when value.Length > MostDecimalLetters || !double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _) => "is no decimal number of 16 letters at most",
        DicomVR.IS when value.Length > MostIntegerLetters || !int.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out _) => "is no whole number of 32 bits",
        DicomVR.DA when !DateOnly.TryParseExact(value, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) => "is no date (YYYYMMDD)",
        DicomVR.AE or DicomVR.SH or DicomVR.CS when Letters(value) > 16 => "is longer than 16 letters",
        DicomVR.LO when Letters(value) > 64 => "is longer than 64 letters",
        DicomVR.PN when value.Split('=').Any(group => Letters(group) > 64) => "has a group longer than 64 letters",
        _ => null,
    };

    private static int Letters(string value) => new StringInfo(value).LengthInTextElements;

    // PS3.5 section 9.1: numbers without leading zeros, with points between.
    private static bool IsUid(string value) => value.Length <= MostUidLetters
        && value.Split('.').All(part => part.Length > 0 && (part.Length == 1 || part[0] != '0') && part.All(char.IsAsciiDigit));
}
