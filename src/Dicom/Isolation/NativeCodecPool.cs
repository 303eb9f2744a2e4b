using System.Collections.Concurrent;
using System.Diagnostics;
using OxiPortal.Codecs;
using OxiPortal.Dicom.Codecs;
using OxiPortal.Domain.Detection;

namespace OxiPortal.Dicom.Isolation;

/// <summary>
/// Decodes JPEG-LS and JPEG 2000 in processes that can do nothing else: docs/codecs.md. They are started as they are needed and kept warm; those
/// who ask wait in the order in which they came. Safe to use from several threads.
/// </summary>
public sealed class NativeCodecPool : INativeCodecs, IDisposable
{
    // A library that loses a little memory with each picture never loses much.
    private const int MostJobs = 1000;
    private const long MostResidentBytes = 256L << 20;

    private readonly CodecOptions _options;
    private readonly ICodecObserver? _observer;
    private readonly SemaphoreSlim _turns;
    private readonly ConcurrentStack<CodecProcess> _idle = new();
    private readonly ConcurrentDictionary<CodecProcess, bool> _all = new();
    private int _waiting;
    private volatile bool _disposed;

    /// <param name="options">Checked: see <see cref="CodecOptions.Faults"/>.</param>
    /// <param name="observer">Hears of each picture and each process.</param>
    public NativeCodecPool(CodecOptions? options = null, ICodecObserver? observer = null)
    {
        _options = options ?? new CodecOptions();
        if (_options.Faults().FirstOrDefault() is { } fault)
            throw new ArgumentException(fault, nameof(options));
        _observer = observer;
        _turns = new SemaphoreSlim(_options.ProcessCount);
    }

    /// <summary>Numbers of the processes that run now.</summary>
    public IReadOnlyList<int> ProcessIds => [.. _all.Keys.Select(p => p.Id)];

    /// <summary>Starts the processes, so that the first picture need not wait for one. What cannot be started now is tried again when a picture comes.</summary>
    public async Task WarmAsync(CancellationToken cancel)
    {
        for (var i = 0; OperatingSystem.IsLinux() && i < _options.ProcessCount; i++)
        {
            await _turns.WaitAsync(cancel);
            try
            {
                if (_all.Count < _options.ProcessCount)
                    _idle.Push(await StartAsync(cancel));
            }
            finally
            {
                _turns.Release();
            }
        }
    }

    /// <inheritdoc/>
    /// <exception cref="CodecsUnavailableException">No process can be had; that is not the picture's fault.</exception>
    public async Task<ushort[]> DecodeAsync(NativeDecoding decoding, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(decoding);
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!OperatingSystem.IsLinux())
            throw new DicomException(RefusalCodes.UnsupportedTransferSyntax, "JPEG-LS and JPEG 2000 are decoded on Linux only");
        if (Interlocked.Increment(ref _waiting) > _options.Waiting + _options.ProcessCount)
        {
            Interlocked.Decrement(ref _waiting);
            throw new CodecsUnavailableException("Too many pictures wait to be decoded (Codecs:Waiting).");
        }
        try
        {
            await _turns.WaitAsync(cancel);
            try
            {
                return await DecodeInTurnAsync(decoding, cancel);
            }
            finally
            {
                _turns.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private async Task<ushort[]> DecodeInTurnAsync(NativeDecoding decoding, CancellationToken cancel)
    {
        var reply = await AskAsync(Rent(), decoding, cancel);
        // A process that died before it had read the picture cannot have died of it: somebody ended it while it was idle. Another one gets the
        // picture, once. One that died later never does: it would take the next process along.
        if (reply is { Death: not null, Received: false })
            reply = await AskAsync(null, decoding, cancel);
        if (reply.Outcome == CodecOutcome.Decoded)
            return reply.Samples;
        // The picture is not to blame for what died because this ends.
        ObjectDisposedException.ThrowIf(_disposed && reply.Death is not null, this);
        throw Refusal(decoding, reply);
    }

    private async Task<CodecReply> AskAsync(CodecProcess? process, NativeDecoding decoding, CancellationToken cancel)
    {
        process ??= await StartAsync(cancel);
        var began = Stopwatch.GetTimestamp();
        var answered = false;
        try
        {
            var has = decoding.Codec == NativeCodec.JpegLs ? process.Greeting.HasCharLs : process.Greeting.HasOpenJpeg;
            var reply = has
                ? await process.DecodeAsync(decoding, CodecLimits.For(decoding, _options), cancel)
                : new CodecReply(CodecOutcome.NoLibrary, [], null, Received: false);
            // A library that met damage may itself be damaged by it: whose picture comes next shall not have it.
            answered = reply.Outcome is CodecOutcome.Decoded or CodecOutcome.NoLibrary;
            if (reply.Death is { } death)
                _observer?.Died(death);
            if (reply.Outcome != CodecOutcome.NoLibrary && (reply.Death is null || reply.Received))
                _observer?.Answered(decoding.Codec, reply.Outcome == CodecOutcome.Decoded, Stopwatch.GetElapsedTime(began));
            return reply;
        }
        finally
        {
            if (answered && !_disposed)
                _idle.Push(process);
            else
                End(process);
        }
    }

    private CodecProcess? Rent()
    {
        while (_idle.TryPop(out var process))
        {
            if (process.Jobs < MostJobs && process.ResidentBytes < MostResidentBytes)
                return process;
            End(process);
        }
        return null;
    }

    private async Task<CodecProcess> StartAsync(CancellationToken cancel)
    {
        var process = await CodecProcess.StartAsync(cancel);
        _all[process] = true;
        if (_disposed)
        {
            End(process);
            throw new ObjectDisposedException(nameof(NativeCodecPool));
        }
        _observer?.Started(process.Greeting.FilterError, process.Greeting.HasCharLs, process.Greeting.HasOpenJpeg);
        return process;
    }

    private void End(CodecProcess process)
    {
        _all.TryRemove(process, out _);
        process.Dispose();
    }

    private DicomException Refusal(NativeDecoding decoding, CodecReply reply)
    {
        var name = decoding.Codec == NativeCodec.JpegLs ? "JPEG-LS" : "JPEG 2000";
        return (reply.Outcome, reply.Death) switch
        {
            (CodecOutcome.NoLibrary, _) => new(RefusalCodes.UnsupportedTransferSyntax, decoding.Codec == NativeCodec.JpegLs
                ? "JPEG-LS needs the library CharLS, which is not on this machine (Debian and Ubuntu: package libcharls2)"
                : "JPEG 2000 needs the library OpenJPEG, which is not on this machine (Debian and Ubuntu: package libopenjp2-7)"),
            (CodecOutcome.NotAsDescribed, _) => DicomException.Corrupt($"The {name} codestream holds another picture than its header says", DicomTags.PixelData),
            (not null, _) => DicomException.Corrupt($"The {name} codestream is damaged", DicomTags.PixelData),
            (_, CodecDeath.OverTime) => Undecodable(name, $"it took longer than it may (Codecs:Seconds is {_options.Seconds}, less for small pictures)"),
            (_, CodecDeath.OverMemory) => Undecodable(name, $"it took more memory than it may (Codecs:MemoryMiB is {_options.MemoryMiB}, less for small pictures)"),
            (_, CodecDeath.Crashed) => Undecodable(name, $"the decoder crashed over it (signal {reply.Signal})"),
            _ => Undecodable(name, "the decoder was lost over it"),
        };
    }

    private static DicomException Undecodable(string name, string why) => new(RefusalCodes.Undecodable, $"The {name} picture cannot be decoded: {why}", DicomTags.PixelData);

    /// <summary>Ends every process. Pictures in work are lost: their callers get an exception.</summary>
    public void Dispose()
    {
        _disposed = true;
        foreach (var process in _all.Keys)
            End(process);
    }
}
