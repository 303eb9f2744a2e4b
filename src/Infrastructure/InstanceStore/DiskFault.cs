using OxiPortal.Domain.Imaging;

namespace OxiPortal.Infrastructure.InstanceStore;

/// <summary>What the refusal of this machine's disk means.</summary>
internal static class DiskFault
{
    /// <summary>No room, or no more of it for this account: ENOSPC and EDQUOT; of Windows, ERROR_HANDLE_DISK_FULL and ERROR_DISK_FULL.</summary>
    public static bool IsFull(Exception e) => e is IOException && e.HResult is 28 or 122 or unchecked((int)0x80070027) or unchecked((int)0x80070070);

    /// <summary>What was written does not come back: EIO; of Windows, ERROR_CRC and ERROR_IO_DEVICE.</summary>
    public static bool IsUnreadable(Exception e) => e is IOException && e.HResult is 5 or unchecked((int)0x80070017) or unchecked((int)0x8007045D);

    /// <summary>Any refusal of the disk, as opposed to what a store says of a film or of itself.</summary>
    public static bool Is(Exception e) => e is UnauthorizedAccessException
        or (IOException and not (FileNotFoundException or DamagedInstanceException or StoreAwayException or StoreFullException));
}
