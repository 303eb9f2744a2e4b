namespace OxiPortal.Infrastructure.InstanceStore;

/// <summary>
/// Films of an object store on this machine's disk, since a reader opens the same film many times. Each is hashed whenever it is found. Bounded:
/// what was not used for longest goes first. Several processes may share it, and a crash leaves nothing that counts: files come whole, by a rename.
/// </summary>
internal sealed class FilmCache(StoragePaths paths, long mostBytes, TimeProvider time)
{
    private readonly Lock _evicting = new();

    private string Folder => Path.Combine(paths.Root, "cache");

    /// <summary>False: nothing is.</summary>
    public bool Keeps => mostBytes > 0;

    /// <summary>Whole, at its beginning; null: it is not here, or not as it was.</summary>
    public async Task<Stream?> FindAsync(string key, CancellationToken cancel)
    {
        FileStream file;
        try
        {
            file = new FileStream(PathOf(key), new FileStreamOptions
            {
                Share = FileShare.Read | FileShare.Delete,
                Options = FileOptions.Asynchronous,
            });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
        try
        {
            if (await StoreKey.OfAsync(file, cancel) == key)
            {
                Touch(key);
                file.Position = 0;
                return file;
            }
        }
        catch (IOException)
        {
            // A bad sector: fetched anew.
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
        await file.DisposeAsync();
        Delete(PathOf(key));
        return null;
    }

    /// <summary>Takes over a whole file of the storage folder, which stays open and readable.</summary>
    public void Add(string key, FileStream whole)
    {
        StoragePaths.CreatePrivate(Folder);
        try
        {
            File.Move(whole.Name, PathOf(key), overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Read on from what has no name any more. Where that cannot be, the next start sweeps it away.
            Delete(whole.Name);
            return;
        }
        Touch(key);
        Evict();
    }

    private string PathOf(string key) => Path.Combine(Folder, key);

    private void Touch(string key)
    {
        try
        {
            File.SetLastWriteTimeUtc(PathOf(key), time.GetUtcNow().UtcDateTime);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Gone meanwhile.
        }
    }

    private void Evict()
    {
        lock (_evicting)
        {
            // Lengths of what another process is just deleting cannot be had.
            var files = new DirectoryInfo(Folder).EnumerateFiles().Select(f => (f.FullName, f.LastWriteTimeUtc, Length: f.Exists ? f.Length : 0))
                .OrderBy(f => f.LastWriteTimeUtc).ToList();
            var total = files.Sum(f => f.Length);
            foreach (var file in files.TakeWhile(_ => total > mostBytes))
            {
                Delete(file.FullName);
                total -= file.Length;
            }
        }
    }

    private static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another process was faster, or reads it where that forbids deleting.
        }
    }
}
