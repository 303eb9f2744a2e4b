using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace OxiPortal.Infrastructure.InstanceStore;

/// <summary>A file that is on the disk is lost all the same where its folder does not know its name yet.</summary>
internal static partial class FolderOnDisk
{
    // O_RDONLY | O_CLOEXEC.
    private const int ReadOnly = 0x80000;

    /// <summary>Returns when the folder's names are on the disk (Linux; other systems see to it themselves, or offer no way).</summary>
    /// <exception cref="IOException">The folder is not there, or the disk fails.</exception>
    public static void Flush(string folder)
    {
        if (!OperatingSystem.IsLinux())
            return;
        using var handle = Open(folder, ReadOnly);
        if (handle.IsInvalid)
            throw new IOException($"The folder {folder} cannot be opened: {Marshal.GetLastPInvokeErrorMessage()}.", Marshal.GetLastPInvokeError());
        RandomAccess.FlushToDisk(handle);
    }

    // The framework opens files only.
    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);
}
