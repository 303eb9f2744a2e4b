namespace OxiPortal.Codecs;

/// <summary>
/// Memory fresh from the system, zeroed: nothing of one film is left for another. Its pages may lie in a pipe still when it is given back: they
/// stay as they are until they are read.
/// </summary>
internal sealed unsafe class PageBuffer : IDisposable
{
    private const int ReadWrite = 3; // PROT_READ | PROT_WRITE
    private const int PrivateAnonymous = 0x22; // MAP_PRIVATE | MAP_ANONYMOUS, of Linux
    private const int HugePages = 14; // MADV_HUGEPAGE
    private const nint Failed = -1;

    private readonly nuint _bytes;

    /// <exception cref="CodecException">The system has none, or grants none.</exception>
    public PageBuffer(nuint bytes)
    {
        _bytes = bytes;
        var address = Libc.Map(0, bytes, ReadWrite, PrivateAnonymous, -1, 0);
        if (address == Failed)
            throw new CodecException(CodecOutcome.OutOfMemory);
        Address = (byte*)address;
        // In pages of 2 MiB where the system has them: a film is some thousand small ones, each of which stops the decoder once.
        _ = Libc.Advise(address, bytes, HugePages);
    }

    public byte* Address { get; private set; }

    public void Dispose()
    {
        if (Address is not null)
            _ = Libc.Unmap((nint)Address, _bytes);
        Address = null;
    }
}
