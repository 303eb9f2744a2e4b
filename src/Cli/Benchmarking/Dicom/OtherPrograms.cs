using System.ComponentModel;
using System.Diagnostics;

namespace OxiPortal.Cli.Benchmarking.Dicom;

/// <summary>Other people's programs, run in a folder of their own that goes with this object.</summary>
internal sealed class OtherPrograms : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("oxi-bench-");

    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    public static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    /// <summary>Runs a program to its end, as DICOM tools want it (options, input, output) or codestream tools do (-i input -o output options).</summary>
    /// <returns>How long it took, in milliseconds.</returns>
    /// <exception cref="InvalidOperationException">It failed, or did not end.</exception>
    public async Task<double> RunAsync(string[] program, bool isCodestream, string input, string output, CancellationToken cancel)
    {
        string[] arguments = isCodestream ? ["-i", input, "-o", output, .. program[1..]] : [.. program[1..], input, output];
        var start = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo(program[0], arguments)
        {
            WorkingDirectory = _folder.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        }) ?? throw new Win32Exception();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(Patience);
        try
        {
            var error = process.StandardError.ReadToEndAsync(patience.Token);
            await process.StandardOutput.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            var milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            return process.ExitCode == 0 && File.Exists(output)
                ? milliseconds
                : throw new InvalidOperationException($"{program[0]} ended with {process.ExitCode}: {(await error).Trim()}");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
