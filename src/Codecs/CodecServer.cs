using System.Runtime.InteropServices;

namespace OxiPortal.Codecs;

/// <summary>Reads requests from standard input and answers on standard output, one at a time, until the input ends.</summary>
internal static unsafe class CodecServer
{
    private const int Input = 0;
    private const int Output = 1;

    private const int SetPipeSize = 1031; // F_SETPIPE_SZ
    private const int PipeBytes = 1 << 20;

    /// <summary>0: the other side hung up. 1: it said something that it must not.</summary>
    public static int Run()
    {
        Sandbox.CloseInherited();
        // A film passes in a dozen helpings instead of hundreds. Where the system does not allow it, it is slower.
        _ = Libc.Control(Input, SetPipeSize, PipeBytes);
        _ = Libc.Control(Output, SetPipeSize, PipeBytes);
        WarmUp.Run();
        var (charLs, openJpeg) = (CharLs.IsAvailable, OpenJpeg.IsAvailable);
        var filterError = Sandbox.Enter();
        Span<byte> header = stackalloc byte[CodecProtocol.RequestBytes];
        CodecProtocol.WriteGreeting(header, new(charLs, openJpeg, filterError == 0, filterError));
        if (!Write(header[..CodecProtocol.GreetingBytes]))
            return 0;
        while (ReadFully(header))
        {
            if (CodecProtocol.ReadRequest(header) is not { } request)
                return 1;
            if (!Serve(request, request.Codec == CodecLibrary.CharLs ? charLs : openJpeg))
                return 0;
        }
        return 0;
    }

    private static bool Serve(CodecRequest request, bool hasLibrary)
    {
        using var codestream = new PageBuffer((nuint)request.CodestreamBytes);
        if (!ReadFully(new Span<byte>(codestream.Address, request.CodestreamBytes)) || !Answer(request.Id, CodecOutcome.Received, 0))
            return false;
        if (!hasLibrary)
            return Answer(request.Id, CodecOutcome.NoLibrary, 0);
        var bytes = (int)request.Shape.Samples * sizeof(ushort);
        try
        {
            using var samples = new PageBuffer((nuint)bytes);
            Decode(request, new(codestream.Address, request.CodestreamBytes), new(samples.Address, bytes / sizeof(ushort)));
            return Answer(request.Id, CodecOutcome.Decoded, bytes) && Send(samples.Address, bytes);
        }
        catch (CodecException refused)
        {
            return Answer(request.Id, refused.Outcome, 0);
        }
        catch (OutOfMemoryException)
        {
            return Answer(request.Id, CodecOutcome.OutOfMemory, 0);
        }
    }

    // The pages themselves go into the pipe: the one copy is the reader's. Nothing may write to them any more.
    private static bool Send(byte* source, int length)
    {
        for (var done = 0; done < length;)
        {
            var count = Libc.Splice(Output, new(source + done, (nuint)(length - done)), 1, 0);
            if (count < 0 && Marshal.GetLastPInvokeError() == Libc.Interrupted)
                continue;
            if (count <= 0)
                return done == 0 && Write(new ReadOnlySpan<byte>(source, length)); // Not every kernel has it.
            done += (int)count;
        }
        return true;
    }

    private static void Decode(CodecRequest request, ReadOnlySpan<byte> codestream, Span<ushort> samples)
    {
        if (request.Codec == CodecLibrary.CharLs)
        {
            CharLs.Decode(codestream, request.Shape, samples);
            return;
        }
        OpenJpeg.Decode(codestream, request.Shape, samples);
        OpenJpeg.CheckPackets(codestream, request.Shape);
    }

    private static bool Answer(uint id, CodecOutcome outcome, int length)
    {
        Span<byte> answer = stackalloc byte[CodecProtocol.AnswerBytes];
        CodecProtocol.WriteAnswer(answer, id, outcome, length);
        return Write(answer);
    }

    private static bool ReadFully(Span<byte> target)
    {
        fixed (byte* first = target)
        {
            for (var done = 0; done < target.Length;)
            {
                var count = Libc.Read(Input, first + done, (nuint)(target.Length - done));
                if (count < 0 && Marshal.GetLastPInvokeError() == Libc.Interrupted)
                    continue;
                if (count <= 0)
                    return false;
                done += (int)count;
            }
        }
        return true;
    }

    private static bool Write(ReadOnlySpan<byte> source)
    {
        fixed (byte* first = source)
        {
            for (var done = 0; done < source.Length;)
            {
                var count = Libc.Write(Output, first + done, (nuint)(source.Length - done));
                if (count < 0 && Marshal.GetLastPInvokeError() == Libc.Interrupted)
                    continue;
                if (count <= 0)
                    return false;
                done += (int)count;
            }
        }
        return true;
    }
}
