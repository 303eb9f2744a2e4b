using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace OxiPortal.Dicom;

/// <summary>UIDs derived from UUIDs: 2.25 and the UUID as one decimal number. PS3.5 section B.2, ITU-T X.667.</summary>
public static class DicomUidGenerator
{
    public static string FromUuid(Guid uuid)
    {
        Span<byte> bytes = stackalloc byte[16];
        uuid.TryWriteBytes(bytes, bigEndian: true, out _);
        return "2.25." + BinaryPrimitives.ReadUInt128BigEndian(bytes).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>The same UID for the same name, always: a UUID of version 8 (RFC 9562) from its SHA-256.</summary>
    public static string FromName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return FromUuid(new Guid(bytes, bigEndian: true));
    }
}
