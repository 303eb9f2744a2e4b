using System.Buffers.Binary;

namespace OxiPortal.Codecs;

/// <summary>
/// What goes through the pipes between the portal and a codec process, little endian. The process greets once; then each request (header,
/// codestream) is answered by <see cref="CodecOutcome.Received"/> as soon as it was read, and by its outcome (header; samples where there are
/// any). Either side that meets anything else ends the conversation.
/// </summary>
public static class CodecProtocol
{
    public const int GreetingBytes = 16;
    public const int RequestBytes = 28;
    public const int AnswerBytes = 16;

    /// <summary>The longest codestream, in bytes.</summary>
    public const int MaxCodestreamBytes = 1 << 30;

    private const uint Greeting = 0x4743584F; // "OXCG"
    private const uint Request = 0x5143584F; // "OXCQ"
    private const uint Answer = 0x4143584F; // "OXCA"
    private const uint Version = 2;

    public static void WriteGreeting(Span<byte> target, CodecGreeting greeting)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(target, Greeting);
        BinaryPrimitives.WriteUInt32LittleEndian(target[4..], Version);
        BinaryPrimitives.WriteUInt32LittleEndian(target[8..], (greeting.HasCharLs ? 1u : 0) | (greeting.HasOpenJpeg ? 2u : 0) | (greeting.IsFiltered ? 4u : 0));
        BinaryPrimitives.WriteInt32LittleEndian(target[12..], greeting.FilterError);
    }

    /// <summary>Null where it is none.</summary>
    public static CodecGreeting? ReadGreeting(ReadOnlySpan<byte> bytes)
    {
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Greeting || BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) != Version)
            return null;
        var flags = BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
        return new((flags & 1) != 0, (flags & 2) != 0, (flags & 4) != 0, BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]));
    }

    public static void WriteRequest(Span<byte> target, CodecRequest request)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(target, Request);
        BinaryPrimitives.WriteUInt32LittleEndian(target[4..], request.Id);
        target[8] = (byte)request.Codec;
        target[9] = (byte)request.Shape.Components;
        target[10] = (byte)request.Shape.Precision;
        target[11] = request.Shape.IsSigned ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt32LittleEndian(target[12..], request.Shape.Rows);
        BinaryPrimitives.WriteInt32LittleEndian(target[16..], request.Shape.Columns);
        BinaryPrimitives.WriteInt32LittleEndian(target[20..], request.CodestreamBytes);
        BinaryPrimitives.WriteInt32LittleEndian(target[24..], 0);
    }

    /// <summary>Null where it is none, or any number is out of its range.</summary>
    public static CodecRequest? ReadRequest(ReadOnlySpan<byte> bytes)
    {
        var request = new CodecRequest(
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]),
            (CodecLibrary)bytes[8],
            new(BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]), BinaryPrimitives.ReadInt32LittleEndian(bytes[16..]), bytes[9], bytes[10], bytes[11] == 1),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[20..]));
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes) == Request && request.IsValid && bytes[11] <= 1 && BinaryPrimitives.ReadInt32LittleEndian(bytes[24..]) == 0
            ? request
            : null;
    }

    /// <param name="target">Takes <see cref="AnswerBytes"/>.</param>
    /// <param name="id">The request's.</param>
    /// <param name="outcome">How it went.</param>
    /// <param name="length">Bytes of samples that follow; 0 unless they were decoded.</param>
    public static void WriteAnswer(Span<byte> target, uint id, CodecOutcome outcome, int length)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(target, Answer);
        BinaryPrimitives.WriteUInt32LittleEndian(target[4..], id);
        BinaryPrimitives.WriteInt32LittleEndian(target[8..], (int)outcome);
        BinaryPrimitives.WriteInt32LittleEndian(target[12..], length);
    }

    /// <summary>The outcome; null where this is no answer to that request, or of another length.</summary>
    /// <param name="bytes">As received.</param>
    /// <param name="id">The request's.</param>
    /// <param name="sampleBytes">What must follow where the picture was decoded.</param>
    public static CodecOutcome? ReadAnswer(ReadOnlySpan<byte> bytes, uint id, long sampleBytes)
    {
        var outcome = (CodecOutcome)BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]);
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes) == Answer && BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) == id && Enum.IsDefined(outcome)
            && BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]) == (outcome == CodecOutcome.Decoded ? sampleBytes : 0)
            ? outcome
            : null;
    }
}

/// <summary>Native libraries. The numbers are part of the protocol.</summary>
public enum CodecLibrary
{
    CharLs = 1,
    OpenJpeg = 2,
}

/// <summary>What a codec process says of itself when it is ready.</summary>
/// <param name="HasCharLs">JPEG-LS can be decoded.</param>
/// <param name="HasOpenJpeg">JPEG 2000 can be decoded.</param>
/// <param name="IsFiltered">The kernel refuses it all system calls that it does not need.</param>
/// <param name="FilterError">errno where the kernel would not filter; -1 where this platform has no filter.</param>
public readonly record struct CodecGreeting(bool HasCharLs, bool HasOpenJpeg, bool IsFiltered, int FilterError);

/// <summary>A codestream to decode.</summary>
/// <param name="Id">Comes back in the answers.</param>
/// <param name="Codec">By which library.</param>
/// <param name="Shape">What it must hold.</param>
/// <param name="CodestreamBytes">Its length.</param>
public readonly record struct CodecRequest(uint Id, CodecLibrary Codec, PictureShape Shape, int CodestreamBytes)
{
    public bool IsValid => Codec is CodecLibrary.CharLs or CodecLibrary.OpenJpeg && Shape.IsValid && CodestreamBytes is > 0 and <= CodecProtocol.MaxCodestreamBytes;
}
