namespace OxiPortal.Domain.Imaging;

/// <summary>Keeps whole DICOM files under the hash of their content. Never overwrites; a file is there whole or not at all.</summary>
public interface IInstanceStore
{
    /// <summary>Keeps the stream's bytes. Returns the key to open them by (their SHA-256, lower-case hex). Keeping the same bytes twice is no error.</summary>
    Task<string> KeepAsync(Stream content, CancellationToken cancel);

    /// <summary>A seekable stream of what was kept.</summary>
    /// <exception cref="FileNotFoundException">Nothing is kept under that key.</exception>
    Task<Stream> OpenAsync(string key, CancellationToken cancel);
}

/// <summary>Finds an instance's file. What the inference service needs of the record of instances.</summary>
public interface IInstanceFiles
{
    /// <exception cref="FileNotFoundException">The site has no such instance.</exception>
    Task<Stream> OpenAsync(Sites.SiteId site, SopInstanceUid instance, CancellationToken cancel);
}
