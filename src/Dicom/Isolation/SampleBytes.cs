using System.Buffers;
using System.Runtime.InteropServices;

namespace OxiPortal.Dicom.Isolation;

/// <summary>Samples as the bytes that come through a pipe, without a copy in between.</summary>
internal sealed class SampleBytes(ushort[] samples) : MemoryManager<byte>
{
    public override Span<byte> GetSpan() => MemoryMarshal.AsBytes(samples.AsSpan());

    public override MemoryHandle Pin(int elementIndex = 0)
    {
        var handle = GCHandle.Alloc(samples, GCHandleType.Pinned);
        unsafe
        {
            return new MemoryHandle((byte*)handle.AddrOfPinnedObject() + elementIndex, handle, this);
        }
    }

    // The handle that Pin gave frees itself.
    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
    }
}
