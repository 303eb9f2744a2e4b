using System.Diagnostics;
using OxiPortal.Dicom.Imaging;
using OxiPortal.Dicom.Isolation;

namespace OxiPortal.Dicom.Tests.Isolation;

/// <summary>Real codec processes, shared by all tests that do no harm to them; and tiny codestreams that need no tool to make.</summary>
internal static class NativeCodecs
{
    // 8 x 8 pixels of 12 bits: x * y * 13.
    public static byte[] JpegLs { get; } = Convert.FromBase64String(
        "/9j/9wALDAAIAAgBAREA/9oACAEBAAAAAP2zZs19c7MC106cuG7pAtdE5MSkhOgsckZeXFpmg24flZubH6Gm7snMz8VoFronMz8VjsD/2Q==");

    public static byte[] Jpeg2000 { get; } = Convert.FromBase64String(
        "/0//UQApAAAAAAAIAAAACAAAAAAAAAAAAAAACAAAAAgAAAAAAAAAAAABCwEB/1IADAAAAAEAAQQEAAH/XAAHQGBoaHD/ZAAlAAFDcmVhdGVkIGJ5IE9wZW5KUEVHIHZlcnNpb24gMi41LjD/" +
        "kAAKAAAAAABCAAH/k9/gYBFQcYobCdnNpZJH4v9ORXPkWiBsYHhtg8B9oNAfaDQAfICAJGCpgTafJEqNWxC3JGH/2Q==");

    // Lossy.
    public static byte[] HighThroughput { get; } = Convert.FromBase64String(
        "/0//UQApQAAAAAAIAAAACAAAAAAAAAAAAAAACAAAAAgAAAAAAAAAAAABCwEB/1AACAACAAAAIP9SAAwAAgABAAIEBEAA/1wAESJJ8EpCSkJKlkIgQiBB2P9kABYAAU9wZW5KUEggVmVyIDAu" +
        "OS4wLv+QAAoAAAAAADgAAf+TwCpAmZMnr/0AwbQAwCSASQCQ+BPTAPgT0wD+AEMAwEkBIPzhEwD84JMA/9k=");

    public static ushort[] Pixels { get; } = [.. Enumerable.Range(0, 64).Select(i => (ushort)(i % 8 * (i / 8) * 13))];

    private static readonly Lazy<NativeCodecPool> Shared = new(() => new NativeCodecPool(new CodecOptions { Processes = 1 }));

    public static NativeCodecPool Pool
    {
        get
        {
            Assert.SkipUnless(OperatingSystem.IsLinux(), "codec processes are of Linux");
            return Shared.Value;
        }
    }

    public static async Task<PixelFrame> DecodeAsync(DicomFile file) =>
        await new PixelDecoder(Pool).DecodeFrameAsync(file, cancel: TestContext.Current.CancellationToken);

    /// <summary>Runs one of other people's tools; the test is skipped where it is not installed.</summary>
    public static async Task RunAsync(string tool, params string[] arguments)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/" + tool), $"{tool} is not installed: ./oxi test installs it on Debian");
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/" + tool, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var said = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var complained = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{tool}: {complained}{await said}");
    }
}
