using System.Runtime.InteropServices;

namespace OxiPortal.Dicom.Isolation;

/// <summary>Limits of another process, set from outside: prlimit(2). Linux; elsewhere nothing.</summary>
internal static class ProcessLimits
{
    private const int Processor = 0; // RLIMIT_CPU, seconds
    private const int Data = 2; // RLIMIT_DATA, bytes: private memory that can be written

    // The soft limit is enforced for both (SIGXCPU, ENOMEM), and can be moved up again for the next picture as long as the hard one stays away.
    private const ulong Unlimited = ulong.MaxValue;

    /// <summary>False where the system refused: the process must not be given a picture.</summary>
    public static bool TrySet(int processId, long processorSeconds, long dataBytes)
    {
        if (!OperatingSystem.IsLinux())
            return true;
        return Set(processId, Processor, (ulong)processorSeconds) && Set(processId, Data, (ulong)dataBytes);
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
