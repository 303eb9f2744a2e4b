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
    private const nuint HugePage = 2 << 20;
    private const nint Failed = -1;

    private readonly nint _mapping;
    private readonly nuint _mapped;

    /// <exception cref="CodecException">The system has none, or grants none.</exception>
    public PageBuffer(nuint bytes)
    {
        // In pages of 2 MiB where the system has them: a film is some thousand small ones, each of which stops the decoder once.
        var wantsHuge = bytes >= HugePage;
        _mapped = wantsHuge ? (bytes + HugePage - 1) / HugePage * HugePage + HugePage : bytes;
        _mapping = Libc.Map(0, _mapped, ReadWrite, PrivateAnonymous, -1, 0);
        if (_mapping == Failed)
            throw new CodecException(CodecOutcome.OutOfMemory);
        Address = (byte*)(wantsHuge ? ((nuint)_mapping + HugePage - 1) / HugePage * HugePage : (nuint)_mapping);
        if (wantsHuge)
            _ = Libc.Advise((nint)Address, _mapped - HugePage, HugePages);
    }

    public byte* Address { get; private set; }

    public void Dispose()
    {
        if (Address is not null)
            _ = Libc.Unmap(_mapping, _mapped);
        Address = null;
    }
}
