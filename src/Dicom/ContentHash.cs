using System.Buffers.Binary;
using System.Security.Cryptography;

namespace OxiPortal.Dicom;

/// <summary>
/// Tells whether two files hold the same instance: SHA-256 over the data set alone, so that a file which a gateway wrapped anew (other File
/// Meta Information, implicit instead of explicit VR, deflated, lengths defined or not) has the same content.
/// <para>
/// What is hashed, attribute by attribute in the order of tags: group and element (two bytes each, little endian); then 'V', the length (eight
/// bytes, little endian) and the bytes of a value in little endian without trailing spaces and NULs unless the dictionary calls it a number or
/// bytes; or 'S', the number of items (eight bytes) and each item by the same rule, ended by 'E'; or 'F', the number of fragments (eight bytes)
/// and of each its length (eight bytes) and bytes. Left out: group 0002, group lengths (gggg,0000), Data Set Trailing Padding (FFFC,FFFC), VRs,
/// the offset table; and, of the attributes the dictionary does not know (private ones above all), sequences and empty values.
/// </para>
/// <para>
/// What a file says of the representation of an unknown attribute is not heeded, for an implicit VR encoding cannot say it: there a private text
/// is bytes with their padding, and a private sequence may be bytes that begin with an item.
/// </para>
/// </summary>
public static class ContentHash
{
    /// <summary>The hash as 64 lower-case hexadecimal digits.</summary>
    public static string Compute(DicomDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, dataset);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, DicomDataset dataset)
    {
        Span<byte> tag = stackalloc byte[4];
        foreach (var item in dataset)
        {
            if (item.Tag.Group == 2 || item.Tag.Element == 0 || item.Tag == DicomTags.DataSetTrailingPadding || MayBeUnknownSequence(item))
                continue;
            BinaryPrimitives.WriteUInt16LittleEndian(tag, item.Tag.Group);
            BinaryPrimitives.WriteUInt16LittleEndian(tag[2..], item.Tag.Element);
            hash.AppendData(tag);
            switch (item)
            {
                case DicomSequence sequence:
                    AppendCount(hash, 'S', sequence.Items.Count);
                    foreach (var nested in sequence.Items)
                    {
                        Append(hash, nested);
                        hash.AppendData("E"u8);
                    }
                    break;
                case DicomFragmentSequence pixels:
                    AppendCount(hash, 'F', pixels.Fragments.Count);
                    foreach (var fragment in pixels.Fragments)
                        AppendBytes(hash, fragment);
                    break;
                case DicomElement element:
                    hash.AppendData("V"u8);
                    AppendBytes(hash, Value(element));
                    break;
            }
        }
    }

    // By the dictionary alone: what the file says is gone once it has been written in implicit VR.
    private static ByteRange Value(DicomElement element) => DicomDictionary.ImplicitVR(element.Tag) is var vr && (vr == DicomVR.UN || vr.IsText())
        ? element.Value.Slice(0, element.Value.LengthWithoutPadding())
        : element.Value;

    private static bool MayBeUnknownSequence(DicomItem item) => DicomDictionary.ImplicitVR(item.Tag) == DicomVR.UN && item switch
    {
        DicomSequence => true,
        DicomElement element => Value(element).IsEmpty || (element.Length >= ItemTag.Length && element.Value.Read(0, ItemTag.Length).Span.SequenceEqual(ItemTag)),
        _ => false,
    };

    // (FFFE,E000) in little endian.
    private static ReadOnlySpan<byte> ItemTag => [0xFE, 0xFF, 0x00, 0xE0];

    private static void AppendBytes(IncrementalHash hash, ByteRange bytes)
    {
        AppendNumber(hash, bytes.Length);
        foreach (var chunk in bytes.Chunks())
            hash.AppendData(chunk.Span);
    }

    private static void AppendCount(IncrementalHash hash, char kind, int count)
    {
        hash.AppendData([(byte)kind]);
        AppendNumber(hash, count);
    }

    private static void AppendNumber(IncrementalHash hash, long number)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        hash.AppendData(bytes);
    }
}
