using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using OxiPortal.Dicom.Codecs;
using OxiPortal.Dicom.Isolation;
using OxiPortal.Domain.Observability;

namespace OxiPortal.Portal.Observability;

/// <summary>Counts and tells what the codec processes do: metrics, log, status page.</summary>
public sealed class CodecWatch : ICodecObserver
{
    private readonly Histogram<double> _seconds;
    private readonly Counter<long> _deaths;
    private readonly ILogger<CodecWatch> _log;
    private readonly ConcurrentDictionary<CodecDeath, int> _died = new();
    private int _decoded;
    private int _refused;
    private int _started;
    private volatile CodecPlace? _place;

    public CodecWatch(IMeterFactory meters, ILogger<CodecWatch> log)
    {
        ArgumentNullException.ThrowIfNull(meters);
        _log = log;
        var meter = meters.Create(Telemetry.Meter);
        _seconds = meter.CreateHistogram(
            "oxiportal.codec.duration", "s", "How long a codec process took over a picture, decoded or not.", tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = Telemetry.SecondsBounds });
        _deaths = meter.CreateCounter<long>("oxiportal.codec.deaths", "{process}", "Codec processes that died over a picture.");
    }

    /// <summary>Since the start of this process.</summary>
    public CodecFigures Figures => new(_place, Volatile.Read(ref _decoded), Volatile.Read(ref _refused), _died.ToDictionary());

    /// <inheritdoc/>
    public void Started(int filterError, bool hasCharLs, bool hasOpenJpeg)
    {
        _place = new(filterError == 0, hasCharLs, hasOpenJpeg);
        if (Interlocked.Exchange(ref _started, 1) != 0)
            return; // Said once: the next process finds the same.
        if (filterError != 0)
            CodecLog.NotFiltered(_log, filterError);
        if (!hasCharLs)
            CodecLog.NoLibrary(_log, "CharLS (JPEG-LS)", "libcharls2");
        if (!hasOpenJpeg)
            CodecLog.NoLibrary(_log, "OpenJPEG (JPEG 2000)", "libopenjp2-7");
    }

    /// <inheritdoc/>
    public void Answered(NativeCodec codec, bool decoded, TimeSpan took)
    {
        Interlocked.Increment(ref decoded ? ref _decoded : ref _refused);
        _seconds.Record(took.TotalSeconds, new("codec", codec.ToString()), new("outcome", decoded ? "decoded" : "refused"));
    }

    /// <inheritdoc/>
    public void Died(CodecDeath death)
    {
        _died.AddOrUpdate(death, 1, (_, count) => count + 1);
        _deaths.Add(1, new KeyValuePair<string, object?>("reason", death.ToString()));
        CodecLog.Died(_log, death);
    }
}

/// <summary>What codec processes find on this machine.</summary>
/// <param name="IsFiltered">The kernel filters their system calls.</param>
public sealed record CodecPlace(bool IsFiltered, bool HasCharLs, bool HasOpenJpeg);

/// <summary>What the codec processes did since the start of this process.</summary>
/// <param name="Place">Null: none has been started.</param>
/// <param name="Decoded">Pictures.</param>
/// <param name="Refused">Pictures that were damaged, or that a process died over.</param>
public sealed record CodecFigures(CodecPlace? Place, int Decoded, int Refused, IReadOnlyDictionary<CodecDeath, int> Deaths);
