using System.Net;
using System.Net.Sockets;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using OxiPortal.Domain.Imaging;

namespace OxiPortal.Infrastructure.InstanceStore;

/// <summary>How the object store is reached, and what its failures mean.</summary>
internal static class S3Connection
{
    /// <exception cref="StoreAwayException">A file of the access keys cannot be read.</exception>
    public static AmazonS3Client Open(S3Options options)
    {
        var config = new AmazonS3Config
        {
            ForcePathStyle = options.ForcePathStyle,
            Timeout = TimeSpan.FromSeconds(options.TimeoutSeconds),
            MaxErrorRetry = 2,
            // Films go where the portal's configuration says, and by nothing that it forbids: not where AWS_ENDPOINT_URL or a profile says.
            IgnoreConfiguredEndpointUrls = true,
            // The signature covers each request's hash, which every S3 server checks; checksums that trail the content are not spoken by all.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            HttpClientFactory = new Clients(options.Endpoint.StartsWith("http:", StringComparison.OrdinalIgnoreCase)),
        };
        if (options.Endpoint.Length == 0)
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(options.Region);
        else
        {
            config.ServiceURL = options.Endpoint;
            config.AuthenticationRegion = options.Region.Length > 0 ? options.Region : "us-east-1";
        }
        return options.AccessKeyFile.Length == 0
            ? new AmazonS3Client(config)
            : new AmazonS3Client(new BasicAWSCredentials(Read(options.AccessKeyFile), Read(options.SecretKeyFile)), config);
    }

    /// <summary>In one sentence, without what was sent: a signed request tells who signs.</summary>
    public static StoreAwayException Away(S3Options options, Exception e)
    {
        var store = $"The object store {(options.Endpoint.Length == 0 ? $"of AWS in {options.Region}" : new Uri(options.Endpoint).Authority)}";
        return new StoreAwayException(e switch
        {
            AmazonS3Exception { ErrorCode: "NoSuchBucket" } => $"{store} has no bucket '{options.Bucket}' (Storage:S3:Bucket).",
            AmazonS3Exception { StatusCode: HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized } refused =>
                $"{store} refuses the portal's keys for bucket '{options.Bucket}' ({refused.ErrorCode}): see Storage:S3:AccessKeyFile and the bucket's policy.",
            AmazonServiceException { StatusCode: not 0 } answered => $"{store} answered {(int)answered.StatusCode} ({answered.ErrorCode}).",
            _ => $"{store} does not answer.",
        }, e);
    }

    public static bool IsAway(Exception e, CancellationToken cancel) =>
        e is AmazonServiceException or AmazonClientException or HttpRequestException or TimeoutException
            or HttpIOException or IOException { InnerException: SocketException }
        || e is OperationCanceledException && !cancel.IsCancellationRequested;

    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file).Trim() is { Length: > 0 } text ? text : throw new StoreAwayException($"The file '{file}' is empty; it must hold a key of the object store.");
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException and not StoreAwayException)
        {
            throw new StoreAwayException($"The file '{file}' cannot be read; it must hold a key of the object store.", e);
        }
    }

    /// <summary>A proxy of the environment must not see films in the clear, and a store that sends elsewhere is not followed.</summary>
    private sealed class Clients(bool clear) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(new SocketsHttpHandler
        {
            UseProxy = !clear,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        })
        {
            Timeout = clientConfig.Timeout ?? TimeSpan.FromSeconds(100),
        };
    }
}
