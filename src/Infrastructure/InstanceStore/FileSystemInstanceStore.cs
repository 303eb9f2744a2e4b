using System.Runtime.CompilerServices;
using OxiPortal.Domain.Imaging;

namespace OxiPortal.Infrastructure.InstanceStore;

/// <summary>
/// Files under their SHA-256, in folders of its first two and next two digits. Written under another name, flushed to the disk, renamed, and the
/// folders flushed: a reader sees the whole file or none, and what is recorded outlives a power cut. What is opened is checked against its hash
/// every time: a film is opened to be shown, judged, analysed or exported, none of which may see other pixels than were received, and a time or
/// size that looks unchanged proves nothing of the disk's bytes. That takes some 10 ms for a film of 10 MB, far less than to decode it.
/// </summary>
public sealed class FileSystemInstanceStore : IInstanceStore
{
    private const int BufferBytes = 128 * 1024;

    private readonly StoragePaths _paths;
    private readonly Action<string> _flushFolder;

    public FileSystemInstanceStore(StoragePaths paths)
        : this(paths, FolderOnDisk.Flush)
    {
    }

    internal FileSystemInstanceStore(StoragePaths paths, Action<string> flushFolder) => (_paths, _flushFolder) = (paths, flushFolder);

    public Task CheckAsync(CancellationToken cancel)
    {
        Try(() => _paths.CreateIncoming(deleteOnClose: true));
        return Task.CompletedTask;
    }

    public Task LookAsync(CancellationToken cancel) => CheckAsync(cancel);

    internal void Try(Func<FileStream> create)
    {
        try
        {
            using var probe = create();
            probe.WriteByte(0);
        }
        catch (IOException e) when (DiskFault.IsFull(e))
        {
            throw new StoreFullException($"The disk of the storage folder {_paths.Root} is full: films can be read, none can be kept.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreAwayException($"The storage folder {_paths.Root} cannot be written.", e);
        }
    }

    public async Task<string> KeepAsync(Stream content, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(content);
        string? incoming = null;
        try
        {
            string key;
            await using (var file = _paths.CreateIncoming(deleteOnClose: false))
            {
                incoming = file.Name;
                key = await StoreKey.CopyAsync(content, file, cancel);
                file.Flush(flushToDisk: true);
            }
            var target = PathOf(key);
            string[] folders = [Path.Combine(_paths.Instances, key[..2]), Path.GetDirectoryName(target)!];
            // One level at a time: only the last folder made in one call gets its owner's mode.
            foreach (var folder in folders)
                StoragePaths.CreatePrivate(folder);
            // A file that a failing disk has damaged is replaced by the good copy just received.
            if (await VerifyAsync(key, cancel) != true)
                File.Move(incoming, target, overwrite: true);
            // Where it was there already, too: another upload may have put it there a moment ago. What is on the disk costs next to nothing.
            foreach (var folder in folders.Prepend(_paths.Instances))
                _flushFolder(folder);
            return key;
        }
        finally
        {
            if (incoming is not null)
                File.Delete(incoming);
        }
    }

    public async Task<Stream> OpenAsync(string key, CancellationToken cancel)
    {
        if (!StoreKey.IsOne(key))
            throw new FileNotFoundException("That is not a key of the instance store.");
        cancel.ThrowIfCancellationRequested();
        try
        {
            return await OpenWholeAsync(key, cancel);
        }
        catch (IOException e) when (DiskFault.IsUnreadable(e))
        {
            throw new DamagedInstanceException($"The file kept under {key} is damaged: the disk does not give it back.", e);
        }
        catch (Exception e) when (DiskFault.Is(e))
        {
            throw new StoreAwayException($"The file kept under {key} cannot be read now: {e.Message}", e);
        }
    }

    public async Task<bool?> VerifyAsync(string key, CancellationToken cancel)
    {
        try
        {
            if (!StoreKey.IsOne(key) || Open(PathOf(key)) is not { } file)
                return null;
            await using (file)
                return await HashesToAsync(file, key, cancel);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A bad sector, or another owner.
            return false;
        }
    }

    public async IAsyncEnumerable<KeptInstance> ListAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        if (!Directory.Exists(_paths.Instances))
            yield break;
        foreach (var file in new DirectoryInfo(_paths.Instances).EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.None }))
        {
            cancel.ThrowIfCancellationRequested();
            // Elsewhere than its name says it would never be found.
            var key = StoreKey.IsOne(file.Name) && file.FullName == PathOf(file.Name) ? file.Name : null;
            yield return new(key, file.FullName, new DateTimeOffset(file.LastWriteTimeUtc));
            await Task.CompletedTask;
        }
    }

    private async Task<Stream> OpenWholeAsync(string key, CancellationToken cancel)
    {
        var file = Open(PathOf(key));
        if (file is null)
            throw Directory.Exists(_paths.Instances) ? new FileNotFoundException($"Nothing is kept under {key}.") : new StoreAwayException($"The folder {_paths.Instances} is not there.");
        try
        {
            if (!await HashesToAsync(file, key, cancel))
                throw new DamagedInstanceException($"The file kept under {key} is damaged: its bytes are not those that were received.");
            file.Position = 0;
            return file;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    private string PathOf(string key) => Path.Combine(_paths.Instances, StoreKey.PlaceOf(key));

    /// <summary>Null: there is no such file.</summary>
    private static FileStream? Open(string path)
    {
        try
        {
            return new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.Open,
                Access = FileAccess.Read,
                Share = FileShare.Read | FileShare.Delete,
                Options = FileOptions.Asynchronous,
                BufferSize = BufferBytes,
            });
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static async Task<bool> HashesToAsync(FileStream file, string key, CancellationToken cancel) => await StoreKey.OfAsync(file, cancel) == key;
}
