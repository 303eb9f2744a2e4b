using System.Globalization;

namespace OxiPortal.Dicom;

/// <summary>The number of an attribute: group and element, PS3.5 section 7.1.</summary>
public readonly record struct DicomTag(ushort Group, ushort Element) : IComparable<DicomTag>
{
    internal static DicomTag Item => new(0xFFFE, 0xE000);
    internal static DicomTag ItemDelimitation => new(0xFFFE, 0xE00D);
    internal static DicomTag SequenceDelimitation => new(0xFFFE, 0xE0DD);

    /// <summary>Group and element as one number, the order of a data set.</summary>
    public uint Value => ((uint)Group << 16) | Element;

    /// <summary>Odd groups belong to manufacturers. PS3.5 section 7.8.</summary>
    public bool IsPrivate => (Group & 1) == 1;

    /// <summary>(gggg,0010-00FF) of an odd group names the manufacturer of a block.</summary>
    public bool IsPrivateCreator => IsPrivate && Element is >= 0x0010 and <= 0x00FF;

    public int CompareTo(DicomTag other) => Value.CompareTo(other.Value);

    /// <summary>Eight hexadecimal digits, as DICOM JSON names attributes.</summary>
    public string ToHex() => Value.ToString("X8", CultureInfo.InvariantCulture);

    /// <summary>"(0010,0010) PatientName", or only the numbers where the dictionary has no name.</summary>
    public override string ToString()
    {
        var numbers = string.Create(CultureInfo.InvariantCulture, $"({Group:X4},{Element:X4})");
        return DicomDictionary.Find(this) is { } entry ? $"{numbers} {entry.Keyword}" : numbers;
    }

    public static bool operator <(DicomTag left, DicomTag right) => left.Value < right.Value;
    public static bool operator >(DicomTag left, DicomTag right) => left.Value > right.Value;
    public static bool operator <=(DicomTag left, DicomTag right) => left.Value <= right.Value;
    public static bool operator >=(DicomTag left, DicomTag right) => left.Value >= right.Value;
}
