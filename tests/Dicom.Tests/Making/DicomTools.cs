using System.ComponentModel;
using System.Diagnostics;
using OxiPortal.Dicom.Imaging;

namespace OxiPortal.Dicom.Tests.Making;

/// <summary>
/// Other people's programs (DCMTK, GDCM, OpenJPEG's and OpenJPH's tools) in a folder of their own that goes with this object. A test that needs one is
/// skipped where it is absent.
/// </summary>
internal sealed class DicomTools : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("oxiportal-tools-");
    private int _files;

    /// <summary>Skips the test unless all these programs are on the search path.</summary>
    public static void Require(params string[] tools)
    {
        foreach (var tool in tools)
            Assert.SkipUnless(IsInstalled(tool), $"{tool} is not installed: this test compares with it");
    }

    public static bool IsInstalled(string tool) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, tool)));

    /// <summary>A path in the folder that no file has yet.</summary>
    public string NewPath(string extension = ".dcm") => Path.Combine(_folder.FullName, $"{_files++}{extension}");

    /// <summary>Runs a program to its end.</summary>
    /// <returns>What it printed, both streams.</returns>
    /// <exception cref="InvalidOperationException">It failed, or did not end.</exception>
    public async Task<string> RunAsync(string tool, params string[] arguments)
    {
        Require(tool);
        using var process = Process.Start(new ProcessStartInfo(tool, arguments)
        {
            WorkingDirectory = _folder.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        }) ?? throw new Win32Exception();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var error = process.StandardError.ReadToEndAsync(patience.Token);
            var printed = await output + await error;
            await process.WaitForExitAsync(patience.Token);
            return process.ExitCode == 0
                ? printed
                : throw new InvalidOperationException($"{tool} {string.Join(' ', arguments)} ended with {process.ExitCode}: {printed}");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>Writes a film, has a program convert it (options, then input, then output) and gives the path of what came of it.</summary>
    public async Task<string> ConvertAsync(DicomFile film, string tool, params string[] options)
    {
        var source = NewPath();
        await File.WriteAllBytesAsync(source, film.ToBytes().ToArray(), TestContext.Current.CancellationToken);
        return await ConvertAsync(source, tool, options);
    }

    /// <summary>Has a program convert a file (options, then input, then output) and gives the path of what came of it.</summary>
    public async Task<string> ConvertAsync(string source, string tool, params string[] options)
    {
        var target = NewPath();
        await RunAsync(tool, [.. options, source, target]);
        return target;
    }

    /// <summary>The pixels of a file as another program decompresses them, stored values of 8 or 16 bits as they lie in Pixel Data, all frames.</summary>
    public async Task<byte[]> RawPixelsAsync(string source, string tool, params string[] options)
    {
        var film = await DicomFile.OpenAsync(await ConvertAsync(source, tool, options), cancel: TestContext.Current.CancellationToken);
        Assert.False(film.TransferSyntax.IsEncapsulated, $"{tool} left the pixels compressed");
        return [.. Enumerable.Range(0, DicomPixelData.Create(film.Dataset).NumberOfFrames).SelectMany(frame => PixelDecoder.GetFrameBytes(film, frame).ToArray())];
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
