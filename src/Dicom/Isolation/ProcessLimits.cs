using System.Globalization;
using System.Runtime.InteropServices;

namespace OxiPortal.Dicom.Isolation;

/// <summary>Limits of another process, set from outside: prlimit(2). Linux; elsewhere nothing.</summary>
internal static class ProcessLimits
{
    private const int Processor = 0; // RLIMIT_CPU, seconds
    private const int Data = 2; // RLIMIT_DATA, bytes: private memory that can be written

    // The soft limit is enforced for both (SIGXCPU, ENOMEM), and can be moved up again for the next picture as long as the hard one stays away.
    private const ulong Unlimited = ulong.MaxValue;

    /// <summary>Sets both.</summary>
    /// <param name="processId">Whose.</param>
    /// <param name="processorSeconds">Since its start.</param>
    /// <param name="moreBytes">Beyond what it has now: an allocator keeps some of what earlier pictures took.</param>
    /// <returns>False where the system refused: the process must not be given a picture.</returns>
    /// <exception cref="IOException">It has ended.</exception>
    public static bool TrySet(int processId, long processorSeconds, long moreBytes)
    {
        if (!OperatingSystem.IsLinux())
            return true;
        return Set(processId, Processor, (ulong)processorSeconds) && Set(processId, Data, (ulong)(DataBytes(processId) + moreBytes));
    }

    /// <summary>What RLIMIT_DATA counts, as it is now, in bytes. Linux.</summary>
    /// <exception cref="IOException">It has ended.</exception>
    public static long DataBytes(int processId)
    {
        // "VmData:    1234 kB"
        var line = File.ReadLines($"/proc/{processId}/status").FirstOrDefault(l => l.StartsWith("VmData:", StringComparison.Ordinal));
        return line is not null && long.TryParse(line.AsSpan(7).TrimEnd("kB ").Trim(), CultureInfo.InvariantCulture, out var kilobytes)
            ? kilobytes * 1024
            : throw new IOException("The codec process has ended.");
    }

    private static bool Set(int processId, int resource, ulong soft)
    {
        var limit = new Limit { Soft = soft, Hard = Unlimited };
        return SetLimit(processId, resource, in limit, 0) == 0;
    }

    [DllImport("libc", EntryPoint = "prlimit", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetLimit(int processId, int resource, in Limit limit, nint old);

    /// <summary>struct rlimit.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Limit
    {
        public ulong Soft;
        public ulong Hard;
    }
}
