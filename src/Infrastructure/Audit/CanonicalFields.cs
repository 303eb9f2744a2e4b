using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace OxiPortal.Infrastructure.Audit;

/// <summary>
/// Fields as bytes, so that no two different lists of fields give the same ones: each has its length before it (four bytes, big endian), what is
/// missing has the length -1. The first field says what the bytes are and in which version.
/// </summary>
internal sealed class CanonicalFields
{
    private readonly ArrayBufferWriter<byte> _bytes = new(512);

    public CanonicalFields(string domain) => Add(domain);

    public ReadOnlySpan<byte> Bytes => _bytes.WrittenSpan;

    public CanonicalFields Add(string? text) => text is null ? AddMissing() : Add(Encoding.UTF8.GetBytes(text).AsSpan());

    public CanonicalFields Add(long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        return Add(bytes);
    }

    public CanonicalFields Add(byte[]? bytes) => bytes is null ? AddMissing() : Add(bytes.AsSpan());

    private CanonicalFields Add(ReadOnlySpan<byte> bytes)
    {
        AddLength(bytes.Length);
        _bytes.Write(bytes);
        return this;
    }

    private CanonicalFields AddMissing()
    {
        AddLength(-1);
        return this;
    }

    private void AddLength(int length)
    {
        BinaryPrimitives.WriteInt32BigEndian(_bytes.GetSpan(sizeof(int)), length);
        _bytes.Advance(sizeof(int));
    }
}
