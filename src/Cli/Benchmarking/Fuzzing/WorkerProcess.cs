using System.Diagnostics;

namespace OxiPortal.Cli.Benchmarking.Fuzzing;

/// <summary>This program, started once more as a worker.</summary>
internal static class WorkerProcess
{
    // More than any trial is granted, less than would put the machine out of breath.
    private const long MostHeapBytes = 2L << 30;

    public static ProcessStartInfo Start(IReadOnlyList<string> arguments)
    {
        var self = Environment.ProcessPath ?? "dotnet";
        var isItself = Path.GetFileNameWithoutExtension(self) == "oxi";
        var isHost = Path.GetFileNameWithoutExtension(self) == "dotnet";
        var start = isItself
            ? new ProcessStartInfo(self, arguments)
            : new ProcessStartInfo(isHost ? self : "dotnet", [typeof(OxiCommand).Assembly.Location, .. arguments]);
        // One small heap, whatever the machine: what takes more is a finding, not a swapping machine.
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_gcConcurrent"] = "0";
        start.Environment["DOTNET_GCHeapHardLimit"] = MostHeapBytes.ToString("X", System.Globalization.CultureInfo.InvariantCulture);
        // A process that dies here is counted, not examined.
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        return start;
    }
}
