using System.Buffers;
using System.Security.Cryptography;
using OxiPortal.Domain.Imaging;

namespace OxiPortal.Infrastructure.InstanceStore;

/// <summary>
/// Files under their SHA-256, in folders of its first two and next two digits. Written under another name, flushed to the disk, then renamed:
/// a reader sees the whole file or none.
/// </summary>
public sealed class FileSystemInstanceStore(StoragePaths paths) : IInstanceStore
{
    private const int BufferBytes = 128 * 1024;

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
            if (!await IsWholeAsync(target, key, cancel))
                File.Move(incoming, target, overwrite: true);
            return key;
        }
        finally
        {
            if (incoming is not null)
                File.Delete(incoming);
        }
    }

    public Task<Stream> OpenAsync(string key, CancellationToken cancel)
    {
        if (!IsKey(key))
            throw new FileNotFoundException("That is not a key of the instance store.");
        cancel.ThrowIfCancellationRequested();
        try
        {
            return Task.FromResult<Stream>(new FileStream(PathOf(key), new FileStreamOptions
            {
                Mode = FileMode.Open,
                Access = FileAccess.Read,
                Share = FileShare.Read | FileShare.Delete,
                Options = FileOptions.Asynchronous,
                BufferSize = BufferBytes,
            }));
        }
        catch (DirectoryNotFoundException)
        {
            throw new FileNotFoundException($"Nothing is kept under {key}.");
        }
    }

    /// <summary>Whether the bytes kept under the key still are what the key says. False too where nothing is kept.</summary>
    public Task<bool> VerifyAsync(string key, CancellationToken cancel) =>
        IsKey(key) ? IsWholeAsync(PathOf(key), key, cancel) : Task.FromResult(false);

    private string PathOf(string key) => Path.Combine(paths.Instances, key[..2], key[2..4], key);

    private static bool IsKey(string? key) => key is { Length: 64 } && key.All(char.IsAsciiHexDigitLower);

    // A file that a failing disk has damaged is replaced by the good copy just received.
    private static async Task<bool> IsWholeAsync(string path, string key, CancellationToken cancel)
    {
        if (!File.Exists(path))
            return false;
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, BufferBytes, useAsync: true);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancel)) == key;
    }

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
