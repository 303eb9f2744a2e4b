using System.Globalization;
using System.Numerics;

namespace OxiPortal.Infrastructure.Reading;

internal static class TrackingUids
{
    /// <summary>A new UID from a UUID: 2.25 and the UUID as one decimal number (PS3.5 B.2).</summary>
    public static string New(TimeProvider time)
    {
        var number = new BigInteger(Guid.CreateVersion7(time.GetUtcNow()).ToByteArray(bigEndian: true), isUnsigned: true, isBigEndian: true);
        return "2.25." + number.ToString(CultureInfo.InvariantCulture);
    }
}
