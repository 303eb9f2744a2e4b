using System.Buffers;
using System.Security.Cryptography;

namespace OxiPortal.Infrastructure.InstanceStore;

/// <summary>What both stores name content by: its SHA-256 in lower-case hex, below folders of its first two and next two digits.</summary>
internal static class StoreKey
{
    private const int BufferBytes = 128 * 1024;

    public static bool IsOne(string? key) => key is { Length: 64 } && key.All(char.IsAsciiHexDigitLower);

    /// <summary>"ab/cd/abcd...".</summary>
    public static string PlaceOf(string key) => $"{key[..2]}/{key[2..4]}/{key}";

    public static async Task<string> OfAsync(Stream content, CancellationToken cancel) => Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancel));

    /// <summary>Of some bytes and what follows them.</summary>
    public static async Task<string> OfAsync(ReadOnlyMemory<byte> head, Stream rest, CancellationToken cancel)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(head.Span);
        var buffer = new byte[BufferBytes];
        int read;
        while ((read = await rest.ReadAsync(buffer, cancel)) > 0)
            hash.AppendData(buffer, 0, read);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Copies to the end, and gives the key of what was copied.</summary>
    /// <param name="silence">How long a read may take before it is given up by <see cref="TimeoutException"/>; null: for ever.</param>
    public static async Task<string> CopyAsync(Stream from, Stream to, CancellationToken cancel, TimeSpan? silence = null)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            while (true)
            {
                patience.CancelAfter(silence ?? Timeout.InfiniteTimeSpan);
                var read = await from.ReadAsync(buffer, patience.Token);
                if (read == 0)
                    return Convert.ToHexStringLower(hash.GetHashAndReset());
                hash.AppendData(buffer, 0, read);
                await to.WriteAsync(buffer.AsMemory(0, read), cancel);
            }
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw new TimeoutException("The content stopped coming.", e);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
