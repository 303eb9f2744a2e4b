using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using OxiPortal.Domain.Imaging;

namespace OxiPortal.Infrastructure.InstanceStore;

/// <summary>
/// Files under their SHA-256, in folders of its first two and next two digits. Written under another name, flushed to the disk, then renamed:
/// a reader sees the whole file or none. What is opened is checked against its hash the first time, and again where the file has changed since.
/// </summary>
public sealed class FileSystemInstanceStore(StoragePaths paths) : IInstanceStore
{
    private const int BufferBytes = 128 * 1024;

    // Some 100 bytes each.
    private const int MostRemembered = 100_000;

    private readonly ConcurrentDictionary<string, (long Length, DateTime Written)> _whole = new(StringComparer.Ordinal);

    public async Task<string> KeepAsync(Stream content, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(content);
        string? incoming = null;
        try
        {
            string key;
            await using (var file = paths.CreateIncoming(deleteOnClose: false))
            {
                incoming = file.Name;
                key = await CopyAndHashAsync(content, file, cancel);
                file.Flush(flushToDisk: true);
            }
            var target = PathOf(key);
            // One level at a time: only the last folder made in one call gets its owner's mode.
            StoragePaths.CreatePrivate(Path.Combine(paths.Instances, key[..2]));
            StoragePaths.CreatePrivate(Path.GetDirectoryName(target)!);
            // A file that a failing disk has damaged is replaced by the good copy just received.
            if (await VerifyAsync(key, cancel) != true)
                File.Move(incoming, target, overwrite: true);
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
        if (!IsKey(key))
            throw new FileNotFoundException("That is not a key of the instance store.");
        cancel.ThrowIfCancellationRequested();
        var file = Open(PathOf(key)) ?? throw new FileNotFoundException($"Nothing is kept under {key}.");
        try
        {
            var look = (file.Length, File.GetLastWriteTimeUtc(file.SafeFileHandle));
            if (!_whole.TryGetValue(key, out var known) || known != look)
            {
                if (!await HashesToAsync(file, key, cancel))
                    throw new DamagedInstanceException($"The file kept under {key} is damaged: its bytes are not those that were received.");
                file.Position = 0;
                if (_whole.Count >= MostRemembered)
                    _whole.Clear();
                _whole[key] = look;
            }
            return file;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    public async Task<bool?> VerifyAsync(string key, CancellationToken cancel)
    {
        try
        {
            if (!IsKey(key) || Open(PathOf(key)) is not { } file)
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
        if (!Directory.Exists(paths.Instances))
            yield break;
        foreach (var file in new DirectoryInfo(paths.Instances).EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.None }))
        {
            cancel.ThrowIfCancellationRequested();
            // Elsewhere than its name says it would never be found.
            var key = IsKey(file.Name) && file.FullName == PathOf(file.Name) ? file.Name : null;
            yield return new(key, file.FullName, new DateTimeOffset(file.LastWriteTimeUtc));
            await Task.CompletedTask;
        }
    }

    private string PathOf(string key) => Path.Combine(paths.Instances, key[..2], key[2..4], key);

    private static bool IsKey(string? key) => key is { Length: 64 } && key.All(char.IsAsciiHexDigitLower);

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

    private static async Task<bool> HashesToAsync(FileStream file, string key, CancellationToken cancel) =>
        Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancel)) == key;

    private static async Task<string> CopyAndHashAsync(Stream from, Stream to, CancellationToken cancel)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            int read;
            while ((read = await from.ReadAsync(buffer, cancel)) > 0)
            {
                hash.AppendData(buffer, 0, read);
                await to.WriteAsync(buffer.AsMemory(0, read), cancel);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
