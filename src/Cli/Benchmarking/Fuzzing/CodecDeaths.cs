using System.Collections.Concurrent;
using OxiPortal.Dicom.Codecs;
using OxiPortal.Dicom.Isolation;

namespace OxiPortal.Cli.Benchmarking.Fuzzing;

/// <summary>Gathers how codec processes died.</summary>
internal sealed class CodecDeaths : ICodecObserver
{
    private readonly ConcurrentQueue<CodecDeath> _deaths = new();

    public IEnumerable<CodecDeath> Take()
    {
        while (_deaths.TryDequeue(out var death))
            yield return death;
    }

    public void Started(int filterError, bool hasCharLs, bool hasOpenJpeg)
    {
    }

    public void Answered(NativeCodec codec, bool decoded, TimeSpan took)
    {
    }

    public void Died(CodecDeath death) => _deaths.Enqueue(death);
}
