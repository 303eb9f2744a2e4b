using System.Net;
using System.Runtime.CompilerServices;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.Options;
using OxiPortal.Domain.Imaging;

namespace OxiPortal.Infrastructure.InstanceStore;

/// <summary>
/// Objects of a bucket under their SHA-256, below <c>Storage:S3:Prefix</c>, named as the file system store names its files. What is received is
/// spooled and hashed on this machine first. The server checks each request's body against the hash in its signature (AWS Signature Version 4,
/// "x-amz-content-sha256"), so that an object is there as it was sent or not at all. What is opened is fetched and hashed before it is handed out.
/// </summary>
public sealed class S3InstanceStore : IInstanceStore, IDisposable
{
    /// <summary>Larger content is sent in parts: a part that fails is sent again, not the whole.</summary>
    internal const long PartBytes = 16L << 20;

    // Written at every start, never deleted: the portal's account needs no right to delete.
    private const string Probe = "probe";

    private readonly StoragePaths _paths;
    private readonly S3Options _options;
    private readonly FilmCache _cache;
    private readonly Lazy<AmazonS3Client> _client;

    public S3InstanceStore(StoragePaths paths, IOptions<StorageOptions> options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        _paths = paths;
        _options = options.Value.S3;
        _cache = new FilmCache(paths, _options.CacheBytes, time);
        _client = new(() => S3Connection.Open(_options));
    }

    private TimeSpan Silence => TimeSpan.FromSeconds(_options.TimeoutSeconds);

    public Task CheckAsync(CancellationToken cancel) => TryAsync(async client =>
    {
        var name = _options.Prefix + Probe;
        await PutAsync(client, name, new MemoryStream("OxiPortal"u8.ToArray()), cancel);
        using var answer = await client.GetObjectAsync(_options.Bucket, name, cancel);
        using var read = new MemoryStream();
        await StoreKey.CopyAsync(answer.ResponseStream, read, cancel, Silence);
        await client.ListObjectsV2Async(new() { BucketName = _options.Bucket, Prefix = _options.Prefix, MaxKeys = 1 }, cancel);
        return true;
    }, cancel);

    /// <summary>One request, of a few bytes: it is asked for ever, and is paid for. Where the probe was deleted, a store that says so is there.</summary>
    public Task LookAsync(CancellationToken cancel) => TryAsync(async client =>
    {
        try
        {
            using var answer = await client.GetObjectAsync(_options.Bucket, _options.Prefix + Probe, cancel);
        }
        catch (AmazonS3Exception e) when (IsMissing(e))
        {
            // Nothing lies there, says a bucket that lets the portal in.
        }
        return true;
    }, cancel);

    public async Task<string> KeepAsync(Stream content, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(content);
        await using var spooled = _paths.CreateIncoming(deleteOnClose: true);
        var key = await StoreKey.CopyAsync(content, spooled, cancel);
        // A HEAD would say that something lies there, not that it is whole: it is read, and a damaged object is replaced by the good copy just received.
        if (await VerifyAsync(key, cancel) != true)
        {
            spooled.Position = 0;
            await TryAsync(async client =>
            {
                if (spooled.Length <= 2 * PartBytes)
                    await PutAsync(client, NameOf(key), spooled, cancel);
                else
                    await PutInPartsAsync(client, NameOf(key), spooled, cancel);
                return true;
            }, cancel);
        }
        return key;
    }

    public async Task<Stream> OpenAsync(string key, CancellationToken cancel)
    {
        if (!StoreKey.IsOne(key))
            throw new FileNotFoundException("That is not a key of the instance store.");
        try
        {
            return await _cache.FindAsync(key, cancel) ?? await FetchWholeAsync(key, cancel);
        }
        catch (Exception e) when (DiskFault.Is(e))
        {
            throw new StoreAwayException($"The object kept under {key} cannot be brought into the storage folder {_paths.Root} now: {e.Message}", e);
        }
    }

    public async Task<bool?> VerifyAsync(string key, CancellationToken cancel) =>
        StoreKey.IsOne(key) && await FetchAsync(key, Stream.Null, cancel) is { } fetched ? fetched == key : null;

    public async IAsyncEnumerable<KeptInstance> ListAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        var request = new ListObjectsV2Request { BucketName = _options.Bucket, Prefix = _options.Prefix };
        while (true)
        {
            var page = await TryAsync(client => client.ListObjectsV2Async(request, cancel), cancel);
            foreach (var item in page.S3Objects ?? [])
            {
                var key = item.Key[(item.Key.LastIndexOf('/') + 1)..];
                if (item.Key != _options.Prefix + Probe)
                    yield return new(StoreKey.IsOne(key) && item.Key == NameOf(key) ? key : null, $"s3://{_options.Bucket}/{item.Key}",
                        new DateTimeOffset((item.LastModified ?? DateTime.UnixEpoch).ToUniversalTime()));
            }
            if (page.IsTruncated is not true || string.IsNullOrEmpty(page.NextContinuationToken))
                yield break;
            request.ContinuationToken = page.NextContinuationToken;
        }
    }

    public void Dispose()
    {
        if (_client.IsValueCreated)
            _client.Value.Dispose();
    }

    private static bool IsMissing(AmazonS3Exception e) => e.StatusCode == HttpStatusCode.NotFound && e.ErrorCode != "NoSuchBucket";

    private string NameOf(string key) => _options.Prefix + StoreKey.PlaceOf(key);

    private async Task<Stream> FetchWholeAsync(string key, CancellationToken cancel)
    {
        var file = _paths.CreateIncoming(deleteOnClose: !_cache.Keeps);
        try
        {
            var fetched = await FetchAsync(key, file, cancel) ?? throw new FileNotFoundException($"Nothing is kept under {key}.");
            if (fetched != key)
                throw new DamagedInstanceException($"The object kept under {key} is damaged: its bytes are not those that were received.");
            file.Position = 0;
            if (_cache.Keeps)
                _cache.Add(key, file);
            return file;
        }
        catch
        {
            await file.DisposeAsync();
            File.Delete(file.Name);
            throw;
        }
    }

    /// <summary>The key of what lies under the key; null: nothing does. A body that breaks off is fetched anew, once.</summary>
    private async Task<string?> FetchAsync(string key, Stream to, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TryAsync(async client =>
                {
                    try
                    {
                        using var answer = await client.GetObjectAsync(_options.Bucket, NameOf(key), cancel);
                        return await StoreKey.CopyAsync(answer.ResponseStream, to, cancel, Silence);
                    }
                    catch (AmazonS3Exception e) when (IsMissing(e))
                    {
                        return null;
                    }
                }, cancel);
            }
            catch (StoreAwayException e) when (attempt == 1 && e.InnerException is IOException)
            {
                if (to.CanSeek)
                    to.SetLength(0);
            }
        }
    }

    private async Task PutAsync(AmazonS3Client client, string name, Stream content, CancellationToken cancel) => await client.PutObjectAsync(
        new()
        {
            BucketName = _options.Bucket,
            Key = name,
            InputStream = content,
            AutoCloseStream = false,
            ContentType = "application/octet-stream",
            // The whole body's hash in the signature, over https too.
            UseChunkEncoding = false,
            DisablePayloadSigning = false,
        }, cancel);

    private async Task PutInPartsAsync(AmazonS3Client client, string name, FileStream content, CancellationToken cancel)
    {
        var upload = await client.InitiateMultipartUploadAsync(new() { BucketName = _options.Bucket, Key = name, ContentType = "application/octet-stream" }, cancel);
        try
        {
            var parts = new List<PartETag>();
            for (var from = 0L; from < content.Length; from += PartBytes)
            {
                var part = await client.UploadPartAsync(
                    new()
                    {
                        BucketName = _options.Bucket,
                        Key = name,
                        UploadId = upload.UploadId,
                        PartNumber = parts.Count + 1,
                        FilePath = content.Name,
                        FilePosition = from,
                        PartSize = Math.Min(PartBytes, content.Length - from),
                        UseChunkEncoding = false,
                        DisablePayloadSigning = false,
                    }, cancel);
                parts.Add(new PartETag(parts.Count + 1, part.ETag));
            }
            await client.CompleteMultipartUploadAsync(new() { BucketName = _options.Bucket, Key = name, UploadId = upload.UploadId, PartETags = parts }, cancel);
        }
        catch
        {
            await AbortAsync(client, name, upload.UploadId);
            throw;
        }
    }

    /// <summary>Parts of an upload that never ended are no object, but are paid for. Where even this fails, the bucket's own rule must clear them.</summary>
    private async Task AbortAsync(AmazonS3Client client, string name, string uploadId)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        try
        {
            await client.AbortMultipartUploadAsync(new() { BucketName = _options.Bucket, Key = name, UploadId = uploadId }, patience.Token);
        }
        catch (Exception e) when (S3Connection.IsAway(e, CancellationToken.None))
        {
            // What made the upload fail is the news.
        }
    }

    private async Task<T> TryAsync<T>(Func<AmazonS3Client, Task<T>> work, CancellationToken cancel)
    {
        try
        {
            return await work(_client.Value);
        }
        catch (Exception e) when (S3Connection.IsAway(e, cancel))
        {
            throw S3Connection.Away(_options, e);
        }
    }
}
