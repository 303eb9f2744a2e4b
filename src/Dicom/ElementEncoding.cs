using System.Buffers.Binary;
using System.Globalization;
using OxiPortal.Dicom.Text;

namespace OxiPortal.Dicom;

/// <summary>From values to the bytes of an element, by its VR. PS3.5 section 6.2.</summary>
internal static class ElementEncoding
{
    private const int MaxDecimalStringLength = 16;

    /// <exception cref="ArgumentException">A value does not fit the representation, or the character set lacks a letter.</exception>
    public static byte[] Encode<T>(DicomVR vr, DicomCharacterSet set, IReadOnlyList<T> values)
    {
        if (vr.IsText())
            return (vr.UsesCharacterSet() ? set : DicomCharacterSet.Default).Encode(string.Join('\\', values.Select(v => Text(vr, v))), TextDelimiting.Of(vr));
        if (values is byte[] bytes)
            return bytes;
        var unit = vr == DicomVR.AT ? 4 : vr.UnitSize();
        var encoded = new byte[values.Count * unit];
        for (var i = 0; i < values.Count; i++)
            EncodeNumber(vr, values[i]!, encoded.AsSpan(i * unit));
        return encoded;
    }

    private static string Text(DicomVR vr, object? value)
    {
        var culture = CultureInfo.InvariantCulture;
        return (vr, value) switch
        {
            (_, null) => "",
            (_, string text) => TextRules.Fault(vr, text) is { } fault ? throw new ArgumentException($"A text of VR {vr} {fault}.", nameof(value)) : text,
            (DicomVR.IS, _) => IntegerString(value),
            (DicomVR.DS, IConvertible number) => DecimalString(number),
            (_, DateOnly date) => date.ToString("yyyyMMdd", culture),
            (DicomVR.DA, DateTime moment) => moment.ToString("yyyyMMdd", culture),
            (DicomVR.TM, DateTime moment) => moment.ToString("HHmmss.FFFFFF", culture),
            (DicomVR.DT, DateTime moment) => moment.ToString("yyyyMMddHHmmss.FFFFFF", culture),
            (_, TimeOnly time) => time.ToString("HHmmss.FFFFFF", culture),
            (_, DateTimeOffset moment) => moment.ToString("yyyyMMddHHmmss.FFFFFFzzz", culture).Replace(":", "", StringComparison.Ordinal),
            _ => Convert.ToString(value, culture) ?? "",
        };
    }

    // PS3.5 table 6.2-1, IS: a whole number within -2^31 and 2^31 - 1.
    private static string IntegerString(object value)
    {
        try
        {
            var whole = Convert.ToInt32(value, CultureInfo.InvariantCulture);
            return value is float or double or decimal && Convert.ToDouble(value, CultureInfo.InvariantCulture) != whole
                ? throw DoesNotFit(DicomVR.IS, value)
                : whole.ToString(CultureInfo.InvariantCulture);
        }
        catch (Exception error) when (error is OverflowException or InvalidCastException or FormatException)
        {
            throw DoesNotFit(DicomVR.IS, value, error);
        }
    }

    // PS3.5 table 6.2-1, DS: at most 16 letters. The shortest text that reads back as the same number; where that is too long, the nearest that is not.
    private static string DecimalString(IConvertible value)
    {
        var culture = CultureInfo.InvariantCulture;
        var shortest = Convert.ToString(value, culture) ?? "";
        if (!double.TryParse(shortest, NumberStyles.Float, culture, out var number) || !double.IsFinite(number))
            throw DoesNotFit(DicomVR.DS, value);
        if (shortest.Length <= MaxDecimalStringLength)
            return shortest;
        for (var digits = MaxDecimalStringLength; digits > 0; digits--)
        {
            var rounded = number.ToString("G" + digits.ToString(culture), culture);
            // The largest numbers must not be rounded beyond what a number can be.
            if (rounded.Length <= MaxDecimalStringLength && double.IsFinite(double.Parse(rounded, culture)))
                return rounded;
        }
        throw DoesNotFit(DicomVR.DS, value);
    }

    private static void EncodeNumber(DicomVR vr, object value, Span<byte> target)
    {
        var culture = CultureInfo.InvariantCulture;
        try
        {
            if (value is float or double or decimal && vr is not (DicomVR.FL or DicomVR.OF or DicomVR.FD or DicomVR.OD)
                && Convert.ToDouble(value, culture) is var number && number != Math.Truncate(number))
            {
                throw DoesNotFit(vr, value); // Convert would round it.
            }
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
                case DicomVR.UV or DicomVR.OV:
                    BinaryPrimitives.WriteUInt64LittleEndian(target, Convert.ToUInt64(value, culture));
                    break;
                case DicomVR.SV:
                    BinaryPrimitives.WriteInt64LittleEndian(target, Convert.ToInt64(value, culture));
                    break;
                case DicomVR.FL or DicomVR.OF:
                    BinaryPrimitives.WriteSingleLittleEndian(target, Convert.ToSingle(value, culture));
                    break;
                case DicomVR.FD or DicomVR.OD:
                    BinaryPrimitives.WriteDoubleLittleEndian(target, Convert.ToDouble(value, culture));
                    break;
                default:
                    throw DoesNotFit(vr, value);
            }
        }
        catch (Exception error) when (error is OverflowException or InvalidCastException or FormatException)
        {
            throw DoesNotFit(vr, value, error);
        }
    }

    private static ArgumentException DoesNotFit(DicomVR vr, object value, Exception? inner = null) =>
        new($"A value of type {value.GetType().Name} does not fit VR {vr}.", nameof(value), inner);
}
