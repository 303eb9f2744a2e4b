using System.ComponentModel;
using System.Diagnostics;
using OxiPortal.Codecs;
using OxiPortal.Dicom.Codecs;

namespace OxiPortal.Dicom.Isolation;

/// <summary>One codec process, and the conversation with it. Serves one caller at a time.</summary>
internal sealed class CodecProcess : IDisposable
{
    // Signals as .NET gives them in exit codes: 128 and the signal's number.
    private const int FirstSignal = 128;
    private const int Killed = FirstSignal + 9;
    private const int OutOfProcessorTime = FirstSignal + 24;

    // Samples. A codestream of a few bytes may claim any number: no more are paid for before they come.
    private const int MostTouched = 32 << 20;

    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan EndTime = TimeSpan.FromSeconds(2);

    private readonly Process _process;
    private readonly Stream _input;
    private readonly Stream _output;
    private readonly byte[] _header = new byte[CodecProtocol.RequestBytes];
    private uint _id;

    private CodecProcess(Process process)
    {
        _process = process;
        _input = process.StandardInput.BaseStream;
        _output = process.StandardOutput.BaseStream;
    }

    public CodecGreeting Greeting { get; private set; }

    public int Id => _process.Id;

    /// <summary>Pictures that it was given.</summary>
    public int Jobs { get; private set; }

    /// <summary>Memory that it holds now, in bytes.</summary>
    public long ResidentBytes
    {
        get
        {
            try
            {
                _process.Refresh();
                return _process.HasExited ? 0 : _process.WorkingSet64;
            }
            catch (InvalidOperationException)
            {
                return 0; // It ended between the two questions.
            }
        }
    }

    /// <summary>Starts one and waits until it is ready.</summary>
    /// <exception cref="CodecsUnavailableException">It does not start.</exception>
    public static async Task<CodecProcess> StartAsync(CancellationToken cancel)
    {
        CodecProcess? process = null;
        try
        {
            process = new CodecProcess(Process.Start(CodecProgram.StartInfo())!);
            await process.GreetAsync(cancel);
            return process;
        }
        catch (Exception e)
        {
            process?.Dispose();
            if (e is OperationCanceledException && cancel.IsCancellationRequested)
                throw;
            if (e is Win32Exception or IOException or InvalidOperationException or OperationCanceledException)
                throw new CodecsUnavailableException("The process that decodes JPEG-LS and JPEG 2000 (OxiPortal.Codecs, beside this program) does not start.", e);
            throw;
        }
    }

    private async Task GreetAsync(CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(StartTime);
        var greeting = new byte[CodecProtocol.GreetingBytes];
        await _output.ReadExactlyAsync(greeting, limit.Token);
        Greeting = CodecProtocol.ReadGreeting(greeting) ?? throw new IOException("It greets in another version.");
    }

    /// <summary>Has one picture decoded. Whatever is not an answer ends the process.</summary>
    /// <exception cref="OperationCanceledException">The caller gave up; the process is ended, for its work cannot be taken back.</exception>
    public async Task<CodecReply> DecodeAsync(NativeDecoding decoding, CodecLimits limits, CancellationToken cancel)
    {
        Jobs++;
        if (!TrySetLimits(limits))
            return Dead(CodecDeath.Lost, received: false);
        var request = new CodecRequest(
            ++_id,
            decoding.Codec == NativeCodec.JpegLs ? CodecLibrary.CharLs : CodecLibrary.OpenJpeg,
            new(decoding.Rows, decoding.Columns, decoding.Components, decoding.Precision, decoding.IsSigned),
            decoding.Codestream.Length);
        CodecProtocol.WriteRequest(_header, request);
        using var wall = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        wall.CancelAfter(limits.Wall);
        await using var kill = wall.Token.Register(Kill);
        var received = false;
        try
        {
            await _input.WriteAsync(_header.AsMemory(0, CodecProtocol.RequestBytes), wall.Token);
            await _input.WriteAsync(decoding.Codestream, wall.Token);
            await _input.FlushAsync(wall.Token);
            received = await AnswerAsync(request, wall.Token) == CodecOutcome.Received;
            if (!received)
                return Dead(CodecDeath.Lost, received);
            // While the process decodes, this side gets the memory for what it will send.
            var samples = TouchedArray((int)request.Shape.Samples);
            switch (await AnswerAsync(request, wall.Token))
            {
                case CodecOutcome.Decoded:
                    await _output.ReadExactlyAsync(new SampleBytes(samples).Memory, wall.Token);
                    return new CodecReply(CodecOutcome.Decoded, samples, null, received);
                case CodecOutcome.OutOfMemory:
                    return Dead(CodecDeath.OverMemory, received);
                case { } outcome and not CodecOutcome.Received:
                    return new CodecReply(outcome, [], null, received);
                default:
                    return Dead(CodecDeath.Lost, received);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            cancel.ThrowIfCancellationRequested();
            if (wall.IsCancellationRequested)
                return Dead(CodecDeath.OverTime, received);
            var (death, signal) = await DeathAsync();
            return Dead(death, received) with { Signal = signal };
        }
    }

    // The system gives memory by the page, when it is first written to.
    private static ushort[] TouchedArray(int length)
    {
        var array = GC.AllocateUninitializedArray<ushort>(length);
        var samplesPerPage = Environment.SystemPageSize / sizeof(ushort);
        for (var first = 0; first < Math.Min(length, MostTouched); first += samplesPerPage)
            array[first] = 0;
        return array;
    }

    private bool TrySetLimits(CodecLimits limits)
    {
        try
        {
            _process.Refresh();
            // Processor time is counted from the process's start, in whole seconds.
            var used = (long)Math.Ceiling(_process.TotalProcessorTime.TotalSeconds);
            return ProcessLimits.TrySet(_process.Id, used + limits.ProcessorSeconds, limits.DataBytes);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or IOException)
        {
            return false; // It has ended meanwhile.
        }
    }

    private async Task<CodecOutcome?> AnswerAsync(CodecRequest request, CancellationToken cancel)
    {
        var answer = _header.AsMemory(0, CodecProtocol.AnswerBytes);
        await _output.ReadExactlyAsync(answer, cancel);
        return CodecProtocol.ReadAnswer(answer.Span, request.Id, request.Shape.Samples * sizeof(ushort));
    }

    private CodecReply Dead(CodecDeath death, bool received)
    {
        Kill();
        return new CodecReply(null, [], death, received);
    }

    private async Task<(CodecDeath Death, int Signal)> DeathAsync()
    {
        using var limit = new CancellationTokenSource(EndTime);
        int exitCode;
        try
        {
            await _process.WaitForExitAsync(limit.Token);
            exitCode = _process.ExitCode;
        }
        catch (Exception e) when (e is OperationCanceledException or InvalidOperationException)
        {
            return (CodecDeath.Lost, 0); // It closed its pipes and lives on, or the pool ended it.
        }
        return exitCode switch
        {
            OutOfProcessorTime => (CodecDeath.OverTime, 0),
            Killed => (CodecDeath.Lost, Killed - FirstSignal),
            > FirstSignal and var code => (CodecDeath.Crashed, code - FirstSignal),
            _ => (CodecDeath.Lost, 0),
        };
    }

    private void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            // It has ended already.
        }
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
    }
}

/// <summary>What came of a request.</summary>
/// <param name="Outcome">The process's answer; null where it died.</param>
/// <param name="Samples">Of a decoded picture.</param>
/// <param name="Death">How it died, where it did.</param>
/// <param name="Received">It had read the request to its end, so that the picture may be what it died of.</param>
internal readonly record struct CodecReply(CodecOutcome? Outcome, ushort[] Samples, CodecDeath? Death, bool Received)
{
    /// <summary>The signal that it died of; 0 where there is none to tell.</summary>
    public int Signal { get; init; }
}
