using System.Runtime.InteropServices;

namespace OxiPortal.Training.Runtime;

/// <summary>Makes this process fit for libtorch on the CPU. Call <see cref="Prepare"/> before the first use of TorchSharp.</summary>
public static partial class TorchRuntime
{
    // <malloc.h>
    private const int TrimThreshold = -1;
    private const int TopPad = -2;
    private const int MmapThreshold = -3;
    private const int KeepBytes = 1 << 30;

    private static readonly Lock Once = new();
    private static bool _prepared;

    /// <summary>
    /// Patches the TorchSharp library in the output folder where this system's libstdc++ is older than it asks for, keeps freed memory for
    /// reuse (half again as fast), and lets idle OpenMP threads sleep (spinning threads collapse on a busy machine).
    /// </summary>
    public static void Prepare(int? threads = null)
    {
        lock (Once)
        {
            if (!_prepared && OperatingSystem.IsLinux())
            {
                WeakVersionPatch.ApplyTo(AppContext.BaseDirectory);
                // libgomp reads these when it is loaded, from the C environment, which .NET's own setter does not reach.
                SetIfAbsent("OMP_WAIT_POLICY", "PASSIVE");
                SetIfAbsent("GOMP_SPINCOUNT", "0");
                _ = MallOpt(MmapThreshold, KeepBytes);
                _ = MallOpt(TrimThreshold, KeepBytes);
                _ = MallOpt(TopPad, 1 << 26);
            }
            _prepared = true;
            if (threads is { } count)
                TorchSharp.torch.set_num_threads(count);
        }
    }

    private static void SetIfAbsent(string name, string value) => _ = SetEnv(name, value, 0);

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnv(string name, string value, int overwrite);

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int MallOpt(int parameter, int value);
}
