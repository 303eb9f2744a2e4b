using System.Diagnostics;
using System.Runtime.InteropServices;

namespace OxiPortal.Dicom.Isolation;

/// <summary>How a codec process is started: the program beside this one, in an empty environment.</summary>
internal static class CodecProgram
{
    private const string Name = "OxiPortal.Codecs";

    public static ProcessStartInfo StartInfo()
    {
        var folder = AppContext.BaseDirectory;
        var host = Path.Combine(folder, OperatingSystem.IsWindows() ? Name + ".exe" : Name);
        var info = new ProcessStartInfo(host)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            CreateNoWindow = true,
            WorkingDirectory = OperatingSystem.IsWindows() ? folder : "/",
        };
        // Connection strings and keys come by environment variables.
        info.Environment.Clear();
        if (OperatingSystem.IsWindows() && Environment.GetEnvironmentVariable("SystemRoot") is { } windows)
            info.Environment["SystemRoot"] = windows;
        if (!File.Exists(host) && Environment.ProcessPath is { } dotnet)
        {
            info.FileName = dotnet;
            info.ArgumentList.Add(Path.Combine(folder, Name + ".dll"));
        }
        // Beside the runtime's own files where the program was published with them; else where this process found it.
        var runtime = RuntimeEnvironment.GetRuntimeDirectory();
        if (!SameFolder(runtime, folder))
            info.Environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(runtime, "..", "..", ".."));
        // No debugger, no profiler, no diagnostic socket.
        info.Environment["DOTNET_EnableDiagnostics"] = "0";
        // Keeps code pages in a file that would have to stay open.
        info.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        // 64 MiB, hexadecimal: pictures lie outside the managed heap.
        info.Environment["DOTNET_GCHeapHardLimit"] = "4000000";
        info.Environment["DOTNET_TieredCompilation"] = "0";
        return info;
    }

    private static bool SameFolder(string one, string other) =>
        Path.TrimEndingDirectorySeparator(Path.GetFullPath(one)) == Path.TrimEndingDirectorySeparator(Path.GetFullPath(other));
}
