using OxiPortal.Dicom.Codecs;
using OxiPortal.Dicom.Isolation;

namespace OxiPortal.Cli.Commands;

/// <summary>Which native libraries a codec process finds on this machine: docs/codecs.md.</summary>
internal sealed class CodecLibraries : ICodecObserver
{
    private readonly List<string> _sentences = [];

    private CodecLibraries()
    {
    }

    /// <summary>Starts a codec process and asks it. A sentence for each thing that is missing, with what to do; empty where nothing is.</summary>
    public static async Task<IReadOnlyList<string>> MissingAsync(CancellationToken cancel)
    {
        if (!OperatingSystem.IsLinux())
            return ["JPEG-LS and JPEG 2000 are decoded on Linux only: such films are refused."];
        var libraries = new CodecLibraries();
        try
        {
            using var codecs = new NativeCodecPool(new CodecOptions { Processes = 1 }, libraries);
            await codecs.WarmAsync(cancel);
            return libraries._sentences;
        }
        catch (CodecsUnavailableException error)
        {
            return [error.Message];
        }
    }

    /// <summary>What to say of what was found.</summary>
    public static IEnumerable<string> Sentences(bool hasCharLs, bool hasOpenJpeg)
    {
        if (!hasCharLs)
            yield return "CharLS is missing (Debian and Ubuntu: package libcharls2): JPEG-LS films are refused.";
        if (!hasOpenJpeg)
            yield return "OpenJPEG is missing (Debian and Ubuntu: package libopenjp2-7): JPEG 2000 films are refused.";
    }

    void ICodecObserver.Started(int filterError, bool hasCharLs, bool hasOpenJpeg) => _sentences.AddRange(Sentences(hasCharLs, hasOpenJpeg));

    void ICodecObserver.Answered(NativeCodec codec, bool decoded, TimeSpan took)
    {
    }

    void ICodecObserver.Died(CodecDeath death)
    {
    }
}
