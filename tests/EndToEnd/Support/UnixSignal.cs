using System.Runtime.InteropServices;

namespace OxiPortal.EndToEnd.Support;

/// <summary>What a process is told from outside; numbers of Linux (signal(7)).</summary>
internal enum UnixSignal
{
    /// <summary>Ends it at once, whatever it is doing.</summary>
    Kill = 9,

    /// <summary>Asks it to end.</summary>
    Terminate = 15,

    /// <summary>Lets a stopped process go on.</summary>
    Continue = 18,

    /// <summary>Freezes it: it keeps its sockets and its belief in its leases.</summary>
    Stop = 19,
}

internal static partial class UnixSignals
{
    public static void Send(int process, UnixSignal signal) => _ = Kill(process, (int)signal);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
