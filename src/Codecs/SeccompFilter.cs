using System.Runtime.InteropServices;

namespace OxiPortal.Codecs;

/// <summary>
/// The list of system calls that a codec process may still make, as a program for the kernel (seccomp(2), bpf of linux/filter.h); x86-64 alone.
/// What is not on the list answers EPERM.
/// </summary>
internal static class SeccompFilter
{
    private const ushort LoadWord = 0x20; // BPF_LD | BPF_W | BPF_ABS
    private const ushort IfEqual = 0x15; // BPF_JMP | BPF_JEQ | BPF_K
    private const ushort IfAtLeast = 0x35; // BPF_JMP | BPF_JGE | BPF_K
    private const ushort Return = 0x06; // BPF_RET | BPF_K

    private const uint Allow = 0x7FFF0000;
    private const uint Refuse = 0x00050000 | Libc.NotPermitted;
    private const uint KillProcess = 0x80000000;

    private const uint X64 = 0xC000003E; // AUDIT_ARCH_X86_64
    private const uint X32 = 0x40000000; // Numbers from here are of another way to call, which is not wanted.

    // struct seccomp_data: the call's number, the architecture, its arguments from byte 16 in 8 bytes each, the low half first.
    private const uint NumberOffset = 0;
    private const uint ArchitectureOffset = 4;

    // Whatever its arguments: memory of its own, waiting for its own threads, time, signals to itself, its end.
    private static readonly uint[] Plain =
    [
        7, // poll: a thread of the runtime waits by it for signals
        9, // mmap: of files there are the runtime's own assemblies alone, and no way to open another
        10, // mprotect
        11, // munmap
        12, // brk
        13, // rt_sigaction
        14, // rt_sigprocmask
        15, // rt_sigreturn
        24, // sched_yield
        25, // mremap
        28, // madvise
        35, // nanosleep
        39, // getpid
        60, // exit
        96, // gettimeofday
        98, // getrusage
        99, // sysinfo
        131, // sigaltstack
        186, // gettid
        202, // futex
        204, // sched_getaffinity
        219, // restart_syscall
        228, // clock_gettime
        229, // clock_getres
        230, // clock_nanosleep
        231, // exit_group
        309, // getcpu
        318, // getrandom
        324, // membarrier
    ];

    private const uint Read = 0;
    private const uint Write = 1;
    private const uint Splice = 278; // vmsplice
    private const uint SignalThread = 234; // tgkill

    /// <summary>The program for the process of that number.</summary>
    public static Instruction[] Build(int processId)
    {
        List<Instruction> program =
        [
            new(LoadWord, 0, 0, ArchitectureOffset),
            new(IfEqual, 1, 0, X64),
            new(Return, 0, 0, KillProcess),
            new(LoadWord, 0, 0, NumberOffset),
            new(IfAtLeast, 0, 1, X32),
            new(Return, 0, 0, Refuse),
        ];
        foreach (var number in Plain)
            program.AddRange([new(IfEqual, 0, 1, number), new(Return, 0, 0, Allow)]);
        // Requests are read from the one pipe, answers written to the other; 2 leads nowhere.
        Where(program, Read, argument: 0, IfEqual, 0);
        Where(program, Write, argument: 0, IfEqual, 1);
        Where(program, Splice, argument: 0, IfEqual, 1);
        // The runtime stops its own threads by a signal, and abort() sends one.
        Where(program, SignalThread, argument: 0, IfEqual, (uint)processId);
        program.Add(new(Return, 0, 0, Refuse));
        return [.. program];
    }

    private static void Where(List<Instruction> program, uint number, uint argument, ushort test, uint value) => program.AddRange(
    [
        new(IfEqual, 0, 4, number),
        new(LoadWord, 0, 0, 16 + 8 * argument),
        new(test, 0, 1, value),
        new(Return, 0, 0, Allow),
        new(Return, 0, 0, Refuse),
    ]);

    /// <summary>struct sock_filter.</summary>
    /// <param name="code">What to do.</param>
    /// <param name="ifTrue">Instructions to skip.</param>
    /// <param name="ifFalse">Instructions to skip otherwise.</param>
    /// <param name="value">Its operand.</param>
    [StructLayout(LayoutKind.Sequential)]
    internal readonly struct Instruction(ushort code, byte ifTrue, byte ifFalse, uint value)
    {
        public readonly ushort Code = code;
        public readonly byte IfTrue = ifTrue;
        public readonly byte IfFalse = ifFalse;
        public readonly uint Value = value;
    }
}
