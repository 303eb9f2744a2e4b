using System.IO.Hashing;

namespace OxiPortal.Infrastructure.Intake;

/// <summary>What a zip says to be a file, read forwards: at its end it must have the checksum that the zip names. .NET does not look.</summary>
internal sealed class CheckedStream(Stream inner, uint crc) : Stream
{
    private readonly Crc32 _sum = new();

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <exception cref="InvalidDataException">The end was reached, and what came is not what was packed.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        _sum.Append(buffer.Span[..read]);
        if (read == 0 && buffer.Length > 0 && _sum.GetCurrentHashAsUInt32() != crc)
            throw new InvalidDataException("The checksum of a packed file does not match its content.");
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }
}
