using System.IO.Compression;
using OxiPortal.Domain.Detection;

namespace OxiPortal.Dicom.IO;

/// <summary>Everything after the File Meta Information as one deflated stream: RFC 1951 without a header. PS3.5 section A.5.</summary>
internal static class DeflatedDataSet
{
    private const int BufferBytes = 81920;

    /// <summary>The data set, in memory.</summary>
    /// <exception cref="DicomException">Damaged, cut short, or larger than the limits allow.</exception>
    public static ReadOnlyMemory<byte> Inflate(ByteSource file, long start, DicomReadLimits limits)
    {
        var deflatedBytes = file.Length - start;
        using var source = new SourceStream(file, start);
        using var inflater = new DeflateStream(source, CompressionMode.Decompress);
        using var inflated = new MemoryStream();
        var buffer = new byte[BufferBytes];
        try
        {
            int read;
            while ((read = inflater.Read(buffer)) > 0)
            {
                var bytes = inflated.Length + read;
                if (bytes > Math.Min(limits.MaxInflatedBytes, Array.MaxLength))
                    throw new DicomException(RefusalCodes.ArchiveBomb, $"The deflated data set holds more than {limits.MaxInflatedBytes} bytes", offset: start);
                if (bytes > limits.UnquestionedInflatedBytes && bytes / limits.MaxInflationRatio > deflatedBytes)
                    throw new DicomException(RefusalCodes.ArchiveBomb, $"The deflated data set swells to more than {limits.MaxInflationRatio} times its size", offset: start);
                inflated.Write(buffer, 0, read);
            }
        }
        catch (InvalidDataException error)
        {
            throw new DicomException(RefusalCodes.Corrupt, "The deflated data set is damaged.", error);
        }
        // .NET takes a stream without its last block for whole. One that asks for more than there is has not seen that block.
        return source.WasReadPastItsEnd
            ? throw DicomException.Corrupt("The deflated data set is truncated", offset: file.Length)
            : inflated.GetBuffer().AsMemory(0, (int)inflated.Length);
    }

    /// <summary>A source from some place to its end, read forwards.</summary>
    private sealed class SourceStream(ByteSource source, long start) : Stream
    {
        private long _position = start;

        public bool WasReadPastItsEnd { get; private set; }

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(Span<byte> buffer)
        {
            var count = (int)Math.Min(buffer.Length, source.Length - _position);
            WasReadPastItsEnd |= count == 0 && buffer.Length > 0;
            source.Read(_position, buffer[..count]);
            _position += count;
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }
    }
}
