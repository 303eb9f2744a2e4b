namespace OxiPortal.Dicom;

/// <summary>Value representations, PS3.5 section 6.2. The names are the two letters of the file.</summary>
public enum DicomVR
{
    AE, AS, AT, CS, DA, DS, DT, FD, FL, IS, LO, LT, OB, OD, OF, OL, OV, OW, PN, SH, SL, SQ, SS, ST, SV, TM, UC, UI, UL, UN, UR, US, UT, UV,
}

/// <summary>What the encoding asks of each value representation.</summary>
public static class DicomVRs
{
    private static readonly Dictionary<ushort, DicomVR> ByLetters =
        Enum.GetValues<DicomVR>().ToDictionary(vr => Letters(vr.ToString()[0], vr.ToString()[1]));

    /// <summary>The representation two letters name; false where they name none.</summary>
    public static bool TryParse(byte first, byte second, out DicomVR vr) => ByLetters.TryGetValue(Letters((char)first, (char)second), out vr);

    /// <summary>Explicit VR writes two reserved bytes and a length of four. PS3.5 section 7.1.2.</summary>
    public static bool HasLongLength(this DicomVR vr) => vr is DicomVR.OB or DicomVR.OD or DicomVR.OF or DicomVR.OL or DicomVR.OV or DicomVR.OW
        or DicomVR.SQ or DicomVR.SV or DicomVR.UC or DicomVR.UN or DicomVR.UR or DicomVR.UT or DicomVR.UV;

    /// <summary>Text whose letters depend on Specific Character Set. PS3.5 section 6.1.2.2.</summary>
    public static bool UsesCharacterSet(this DicomVR vr) => vr is DicomVR.LO or DicomVR.LT or DicomVR.PN or DicomVR.SH or DicomVR.ST or DicomVR.UC or DicomVR.UT;

    public static bool IsText(this DicomVR vr) => vr.UsesCharacterSet()
        || vr is DicomVR.AE or DicomVR.AS or DicomVR.CS or DicomVR.DA or DicomVR.DS or DicomVR.DT or DicomVR.IS or DicomVR.TM or DicomVR.UI or DicomVR.UR;

    /// <summary>Text in which a backslash is a letter, not a separator of values.</summary>
    public static bool IsSingleText(this DicomVR vr) => vr is DicomVR.LT or DicomVR.ST or DicomVR.UT or DicomVR.UR;

    /// <summary>Bulk bytes: left out of dumps and metadata.</summary>
    public static bool IsBulk(this DicomVR vr) =>
        vr is DicomVR.OB or DicomVR.OD or DicomVR.OF or DicomVR.OL or DicomVR.OV or DicomVR.OW or DicomVR.UN;

    /// <summary>Bytes of one binary number (what big endian turns round), or 1 where there are none.</summary>
    public static int UnitSize(this DicomVR vr) => vr switch
    {
        DicomVR.AT or DicomVR.OW or DicomVR.SS or DicomVR.US => 2,
        DicomVR.FL or DicomVR.OF or DicomVR.OL or DicomVR.SL or DicomVR.UL => 4,
        DicomVR.FD or DicomVR.OD or DicomVR.OV or DicomVR.SV or DicomVR.UV => 8,
        _ => 1,
    };

    /// <summary>The same of an attribute: pixels of 32 bits are turned round as one number, not as two words. PS3.5 section A.3.</summary>
    internal static int UnitSize(DicomTag tag, DicomVR vr, DicomDataset? dataset) =>
        vr == DicomVR.OW && tag == DicomTags.PixelData && dataset?.GetSingleValueOrDefault(DicomTags.BitsAllocated, 16) == 32 ? 4 : vr.UnitSize();

    private static ushort Letters(char first, char second) => (ushort)((first << 8) | second);
}
