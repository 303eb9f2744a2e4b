using System.Security.Cryptography;

namespace OxiPortal.Infrastructure.Exports;

/// <summary>
/// Passes on what is written and keeps its SHA-256. Leaves the target open. The zip archive writes a few bytes after each file synchronously,
/// which a web server's response forbids: they wait here for the next asynchronous write or flush.
/// </summary>
internal sealed class HashingStream(Stream target) : Stream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly MemoryStream _waiting = new();
    private long _written;

    /// <summary>Of everything written since the start, lower-case hex. Once.</summary>
    public string TakeHash() => Convert.ToHexStringLower(_hash.GetHashAndReset());

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _written;
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        _hash.AppendData(buffer, offset, count);
        _written += count;
        _waiting.Write(buffer, offset, count);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await PassOnWaitingAsync(cancellationToken);
        _hash.AppendData(buffer.Span);
        _written += buffer.Length;
        await target.WriteAsync(buffer, cancellationToken);
    }

    public override void Flush()
    {
        // What waits is passed on by the next asynchronous call.
    }

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        await PassOnWaitingAsync(cancellationToken);
        await target.FlushAsync(cancellationToken);
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();

    private async ValueTask PassOnWaitingAsync(CancellationToken cancel)
    {
        if (_waiting.Length == 0)
            return;
        await target.WriteAsync(_waiting.GetBuffer().AsMemory(0, (int)_waiting.Length), cancel);
        _waiting.SetLength(0);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash.Dispose();
            _waiting.Dispose();
        }
        base.Dispose(disposing);
    }
}
