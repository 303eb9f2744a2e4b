using System.Reflection;
using System.Runtime.InteropServices;

namespace OxiPortal.Codecs;

/// <summary>Gives up, for good, whatever the process can do beyond computing and its two pipes. Linux; elsewhere nothing.</summary>
public static unsafe class Sandbox
{
    private const int NoFilterHere = -1;

    private const int LimitCore = 4; // RLIMIT_*
    private const int LimitFileSize = 1;
    private const int LimitProcesses = 6;
    private const int LimitDescriptors = 7;

    private const int SetDumpable = 4; // PR_SET_*
    private const int SetNoNewPrivileges = 38;

    private const nint SeccompCall = 317; // x86-64
    private const nint SetModeFilter = 1;
    private const nint AllThreads = 1; // SECCOMP_FILTER_FLAG_TSYNC

    private const int GetDescriptorFlags = 1; // F_GETFD
    private const int CloseOnExecute = 1; // FD_CLOEXEC
    private const int MostDescriptors = 65536;

    /// <summary>
    /// Closes whatever was inherited beside the three standard streams, and sends the third nowhere. To be called first. What is marked to be
    /// closed when a program starts cannot have been inherited: it is the runtime's own (its assemblies, a pipe between its threads).
    /// </summary>
    public static void CloseInherited()
    {
        if (!OperatingSystem.IsLinux())
            return;
        for (var descriptor = 3; descriptor < MostDescriptors; descriptor++)
        {
            if (Libc.Control(descriptor, GetDescriptorFlags, 0) is >= 0 and var flags && (flags & CloseOnExecute) == 0)
                _ = Libc.Close(descriptor);
        }
        const int writeOnly = 1;
        var nowhere = Libc.Open("/dev/null", writeOnly);
        if (nowhere < 0)
            return;
        _ = Libc.Duplicate(nowhere, 2);
        _ = Libc.Close(nowhere);
    }

    /// <summary>To be called when every library is loaded and has run once: nothing can be opened afterwards.</summary>
    /// <returns>0 where system calls are filtered; else errno, or -1 where this platform has no filter. The other limits hold then as well.</returns>
    public static int Enter()
    {
        if (!OperatingSystem.IsLinux())
            return NoFilterHere;
        LoadAssemblies();
        _ = Libc.ChangeDirectory("/");
        // No core dump, not by a pipe either: it would hold a film.
        _ = Libc.ProcessControl(SetDumpable, 0, 0, 0, 0);
        _ = Libc.SetLimit(LimitCore, new(0, 0));
        _ = Libc.SetLimit(LimitFileSize, new(0, 0));
        _ = Libc.SetLimit(LimitProcesses, new(0, 0));
        // Holds where calls are not filtered: no file and no socket without a number to name it by.
        _ = Libc.SetLimit(LimitDescriptors, new(0, 0));
        if (Libc.ProcessControl(SetNoNewPrivileges, 1, 0, 0, 0) != 0)
            return Marshal.GetLastPInvokeError();
        return RuntimeInformation.ProcessArchitecture == Architecture.X64 ? Filter() : NoFilterHere;
    }

    // Afterwards none can be opened: all that are named here, by what they name, and so on.
    private static void LoadAssemblies()
    {
        var seen = new HashSet<string>();
        var open = new Stack<Assembly>([typeof(Sandbox).Assembly, Assembly.GetEntryAssembly() ?? typeof(Sandbox).Assembly]);
        while (open.TryPop(out var assembly))
        {
            foreach (var name in assembly.GetReferencedAssemblies())
            {
                if (seen.Add(name.FullName))
                    open.Push(Assembly.Load(name));
            }
        }
    }

    private static int Filter()
    {
        var instructions = SeccompFilter.Build(Libc.ProcessId());
        fixed (SeccompFilter.Instruction* first = instructions)
        {
            var program = new Program { Length = (ushort)instructions.Length, First = first };
            return (int)Libc.SystemCall(SeccompCall, SetModeFilter, AllThreads, (nint)(&program)) switch
            {
                0 => 0,
                > 0 => Libc.NotPermitted, // A thread that could not be brought in.
                _ => Marshal.GetLastPInvokeError(),
            };
        }
    }

    /// <summary>struct sock_fprog.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Program
    {
        public ushort Length;
        public SeccompFilter.Instruction* First;
    }
}
