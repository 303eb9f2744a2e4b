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
        var bytes = element.Bytes.Span;
        if (bytes.IsEmpty)
            return [];
        if (element.VR.IsText())
        {
            var text = (element.VR.UsesCharacterSet() ? set : DicomCharacterSet.Default).Decode(bytes);
            if (element.VR.IsSingleText())
                return text.TrimEnd(' ', '\0') is { Length: > 0 } whole ? [whole] : [];
            var values = text.Split('\\');
            for (var i = 0; i < values.Length; i++)
                values[i] = values[i].Trim(' ', '\0');
            return values is [""] ? [] : values;
        }
        if (element.VR.IsBulk() || element.VR == DicomVR.SQ)
            return [];
        var numbers = new string[Count(element)];
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = Number(element, i) is DicomTag tag ? tag.ToHex() : Convert.ToString(Number(element, i), CultureInfo.InvariantCulture) ?? "";
        return numbers;
    }

    private static int Count(DicomElement element) => element.Bytes.Length / (element.VR == DicomVR.AT ? 4 : element.VR.UnitSize());

    /// <summary>The binary number at that place, in the .NET type of its VR; a DicomTag for AT.</summary>
    public static object Number(DicomElement element, int index)
    {
        var bytes = element.Bytes.Span[(index * (element.VR == DicomVR.AT ? 4 : element.VR.UnitSize()))..];
        return element.VR switch
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
            return Count(element) == 1 && TryConvert(Number(element, 0), out value);
        return Strings(element, set) is [var text] && TryConvert(text, out value);
    }

    /// <summary>All values; empty where one of them is no <typeparamref name="T"/>.</summary>
    public static IReadOnlyList<T> Values<T>(DicomElement element, DicomCharacterSet set)
    {
        // The text is taken apart once, not once a value: a value of megabytes may hold hundreds of thousands.
        var texts = element.VR.IsText() ? Strings(element, set) : null;
        var values = new T[texts?.Count ?? Count(element)];
        for (var i = 0; i < values.Length; i++)
        {
            if (!TryConvert<T>(texts?[i] ?? Number(element, i), out var value))
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

    public static byte[] Encode<T>(DicomVR vr, DicomCharacterSet set, IReadOnlyList<T> values)
    {
        if (vr.IsText())
        {
            var text = string.Join('\\', values.Select(v => Convert.ToString(v, CultureInfo.InvariantCulture)));
            return (vr.UsesCharacterSet() ? set : DicomCharacterSet.Default).Encode(text);
        }
        if (values is byte[] bytes)
            return bytes;
        var unit = vr == DicomVR.AT ? 4 : vr.UnitSize();
        var encoded = new byte[values.Count * unit];
        for (var i = 0; i < values.Count; i++)
            EncodeNumber(vr, values[i]!, encoded.AsSpan(i * unit));
        return encoded;
    }

    private static void EncodeNumber(DicomVR vr, object value, Span<byte> target)
    {
        var culture = CultureInfo.InvariantCulture;
        try
        {
            switch (vr)
            {
                case DicomVR.AT when value is DicomTag tag:
                    BinaryPrimitives.WriteUInt16LittleEndian(target, tag.Group);
                    BinaryPrimitives.WriteUInt16LittleEndian(target[2..], tag.Element);
                    break;
                case DicomVR.US or DicomVR.OW:
                    BinaryPrimitives.WriteUInt16LittleEndian(target, Convert.ToUInt16(value, culture));
                    break;
                case DicomVR.SS:
                    BinaryPrimitives.WriteInt16LittleEndian(target, Convert.ToInt16(value, culture));
                    break;
                case DicomVR.UL or DicomVR.OL:
                    BinaryPrimitives.WriteUInt32LittleEndian(target, Convert.ToUInt32(value, culture));
                    break;
                case DicomVR.SL:
                    BinaryPrimitives.WriteInt32LittleEndian(target, Convert.ToInt32(value, culture));
                    break;
                case DicomVR.FL or DicomVR.OF:
                    BinaryPrimitives.WriteSingleLittleEndian(target, Convert.ToSingle(value, culture));
                    break;
                case DicomVR.FD or DicomVR.OD:
                    BinaryPrimitives.WriteDoubleLittleEndian(target, Convert.ToDouble(value, culture));
                    break;
                default:
                    throw new ArgumentException($"A value of type {value.GetType().Name} does not fit VR {vr}.", nameof(value));
            }
        }
        catch (Exception error) when (error is OverflowException or InvalidCastException or FormatException)
        {
            throw new ArgumentException($"A value of type {value.GetType().Name} does not fit VR {vr}.", nameof(value), error);
        }
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
