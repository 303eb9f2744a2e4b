using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using OxiPortal.Dicom.Text;

namespace OxiPortal.Dicom;

/// <summary>Between the bytes of an element and values, by its VR. PS3.5 section 6.2.</summary>
internal static class ElementValues
{
    public static IReadOnlyList<string> Strings(DicomElement element, DicomCharacterSet set)
    {
        if (element.Value.IsEmpty || element.VR.IsBulk() || element.VR == DicomVR.SQ)
            return [];
        var bytes = element.Bytes.Span;
        if (element.VR.IsText())
        {
            // Letters first, values then: the byte of a backslash may be half of a letter.
            var text = (element.VR.UsesCharacterSet() ? set : DicomCharacterSet.Default).Decode(bytes, TextDelimiting.Of(element.VR));
            if (element.VR.IsSingleText())
                return text.TrimEnd(' ', '\0') is { Length: > 0 } whole ? [whole] : [];
            var values = text.Split('\\');
            for (var i = 0; i < values.Length; i++)
                values[i] = values[i].Trim(' ', '\0');
            return values is [""] ? [] : values;
        }
        var numbers = new string[Count(element)];
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = Number(element.VR, bytes, i) is var number && number is DicomTag tag ? tag.ToHex() : Convert.ToString(number, CultureInfo.InvariantCulture) ?? "";
        return numbers;
    }

    private static int Count(DicomElement element) => (int)Math.Min(element.Length / NumberSize(element.VR), Array.MaxLength);

    private static int NumberSize(DicomVR vr) => vr == DicomVR.AT ? 4 : vr.UnitSize();

    // In the .NET type of its VR; a DicomTag for AT.
    private static object Number(DicomVR vr, ReadOnlySpan<byte> bytes, int index)
    {
        bytes = bytes[(index * NumberSize(vr))..];
        return vr switch
        {
            DicomVR.AT => new DicomTag(BinaryPrimitives.ReadUInt16LittleEndian(bytes), BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..])),
            DicomVR.US or DicomVR.OW => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
            DicomVR.SS => BinaryPrimitives.ReadInt16LittleEndian(bytes),
            DicomVR.UL or DicomVR.OL => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
            DicomVR.SL => BinaryPrimitives.ReadInt32LittleEndian(bytes),
            DicomVR.FL or DicomVR.OF => BinaryPrimitives.ReadSingleLittleEndian(bytes),
            DicomVR.FD or DicomVR.OD => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
            DicomVR.UV or DicomVR.OV => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
            DicomVR.SV => BinaryPrimitives.ReadInt64LittleEndian(bytes),
            _ => bytes[0],
        };
    }

    /// <summary>The value, where there is exactly one and it is a <typeparamref name="T"/>.</summary>
    public static bool TryGetSingle<T>(DicomElement element, DicomCharacterSet set, [MaybeNullWhen(false)] out T value)
    {
        value = default;
        if (!element.VR.IsText())
            return Count(element) == 1 && TryConvert(Number(element.VR, element.Bytes.Span, 0), out value);
        return Strings(element, set) is [var text] && TryConvert(text, out value);
    }

    /// <summary>All values; empty where one of them is no <typeparamref name="T"/>.</summary>
    public static IReadOnlyList<T> Values<T>(DicomElement element, DicomCharacterSet set)
    {
        // The text is taken apart once, not once a value: a value of megabytes may hold hundreds of thousands.
        var texts = element.VR.IsText() ? Strings(element, set) : null;
        var values = new T[texts?.Count ?? Count(element)];
        var bytes = texts is null ? element.Bytes.Span : default;
        for (var i = 0; i < values.Length; i++)
        {
            if (!TryConvert<T>(texts?[i] ?? Number(element.VR, bytes, i), out var value))
                return [];
            values[i] = value;
        }
        return values;
    }

    private static bool TryConvert<T>(object textOrNumber, [MaybeNullWhen(false)] out T value)
    {
        var converted = textOrNumber is string text ? FromText(text, typeof(T)) : FromNumber(textOrNumber, typeof(T));
        value = converted is T found ? found : default;
        return converted is T;
    }

    private static object? FromText(string text, Type type)
    {
        var culture = CultureInfo.InvariantCulture;
        if (type == typeof(string))
            return text;
        if (type == typeof(DateOnly))
            return DateOnly.TryParseExact(text, ["yyyyMMdd", "yyyy.MM.dd"], culture, DateTimeStyles.None, out var date) ? date : null;
        if (type == typeof(TimeOnly))
            return TimeOnly.TryParseExact(text, ["HHmmss.FFFFFF", "HHmm", "HH", "HH:mm:ss.FFFFFF"], culture, DateTimeStyles.None, out var time) ? time : null;
        if (type == typeof(float) || type == typeof(double) || type == typeof(decimal))
            return double.TryParse(text, NumberStyles.Float, culture, out var number) ? FromNumber(number, type) : null;
        return long.TryParse(text, NumberStyles.AllowLeadingSign, culture, out var whole) ? FromNumber(whole, type) : null;
    }

    private static object? FromNumber(object number, Type type)
    {
        if (number.GetType() == type)
            return number;
        if (number is DicomTag || !typeof(IConvertible).IsAssignableFrom(type))
            return null;
        try
        {
            return Convert.ChangeType(number, type, CultureInfo.InvariantCulture);
        }
        catch (Exception error) when (error is OverflowException or InvalidCastException or FormatException)
        {
            return null;
        }
    }
}
