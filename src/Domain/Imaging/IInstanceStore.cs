namespace OxiPortal.Domain.Imaging;

/// <summary>Keeps whole DICOM files under the hash of their content. Never overwrites; a file is there whole or not at all.</summary>
public interface IInstanceStore
{
    /// <summary>Whether it can be written and read now, tried out.</summary>
    /// <exception cref="StoreAwayException">It cannot; the message says what to do.</exception>
    /// <exception cref="StoreFullException">It can be read, but nothing more can be kept.</exception>
    Task CheckAsync(CancellationToken cancel);

    /// <summary>Whether it answers now, by the least that tells: may be asked for ever.</summary>
    /// <exception cref="StoreAwayException">It does not; the message says what to do.</exception>
    /// <exception cref="StoreFullException">It can be read, but nothing more can be kept.</exception>
    Task LookAsync(CancellationToken cancel);

    /// <summary>Keeps the stream's bytes. Returns the key to open them by (their SHA-256, lower-case hex). Keeping the same bytes twice is no error.</summary>
    Task<string> KeepAsync(Stream content, CancellationToken cancel);

    /// <summary>A seekable stream of what was kept, checked against its key to the last byte, every time, before it is handed out.</summary>
    /// <exception cref="FileNotFoundException">Nothing is kept under that key.</exception>
    /// <exception cref="DamagedInstanceException">What is kept is not what was given to be kept, or a failing disk no longer gives it.</exception>
    /// <exception cref="StoreAwayException">The store does not answer, or this machine fails: that says nothing of the film.</exception>
    Task<Stream> OpenAsync(string key, CancellationToken cancel);

    /// <summary>Whether the bytes kept under the key are what the key says, read anew; not where they cannot be read. Null: nothing is kept under it.</summary>
    /// <exception cref="StoreAwayException">The store does not answer: that says nothing of what it keeps.</exception>
    Task<bool?> VerifyAsync(string key, CancellationToken cancel);

    /// <summary>Everything that is kept, in no order. What comes or goes meanwhile may be missed.</summary>
    IAsyncEnumerable<KeptInstance> ListAsync(CancellationToken cancel);
}

/// <param name="Key">To open it by; null where the place holds something that the store did not put there.</param>
/// <param name="Place">For people: where it lies.</param>
/// <param name="KeptAt">When it was written.</param>
public sealed record KeptInstance(string? Key, string Place, DateTimeOffset KeptAt);

/// <summary>A kept file is not what was given to be kept: a failing disk, or somebody's hand. Its pixels must not be shown.</summary>
public sealed class DamagedInstanceException : IOException
{
    public DamagedInstanceException()
    {
    }

    public DamagedInstanceException(string message)
        : base(message)
    {
    }

    public DamagedInstanceException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>The store does not answer, or lets nobody in. Nothing is known to be lost: later, the same may work.</summary>
public sealed class StoreAwayException : IOException
{
    public StoreAwayException()
    {
    }

    public StoreAwayException(string message)
        : base(message)
    {
    }

    public StoreAwayException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>The store has no room for more. What it keeps can be read.</summary>
public sealed class StoreFullException : IOException
{
    public StoreFullException()
    {
    }

    public StoreFullException(string message)
        : base(message)
    {
    }

    public StoreFullException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>Finds an instance's file. What the inference service needs of the record of instances.</summary>
public interface IInstanceFiles
{
    /// <exception cref="FileNotFoundException">The site has no such instance.</exception>
    Task<Stream> OpenAsync(Sites.SiteId site, SopInstanceUid instance, CancellationToken cancel);
}
