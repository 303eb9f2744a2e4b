using System.Diagnostics;
using Amazon.Runtime;
using Amazon.S3;
using OxiPortal.Infrastructure.Tests.Persistence;

namespace OxiPortal.Infrastructure.Tests.Support;

/// <summary>A real S3-speaking server (OpenStack Swift, from Debian) on a free port of this machine, for one test class. It ends with this process.</summary>
public sealed class S3Server : IAsyncLifetime
{
    public const string AccessKey = "films:portal";
    public const string SecretKey = "not-a-secret-7f3a";

    // The system's, whatever other Python comes first in the path: it is the one that has Debian's packages.
    private const string Python = "/usr/bin/python3";

    private string? _folder;
    private Process? _process;

    public int Port { get; private set; }

    public string Endpoint => $"http://127.0.0.1:{Port}";

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists("/usr/bin/swift-proxy-server"))
            return;
        _folder = Directory.CreateTempSubdirectory("oxi-s3-").FullName;
        _process = Process.Start(new ProcessStartInfo(Python, [SourceTree.Path("tests", "Infrastructure.Tests", "Support", "s3-server.py"), _folder, AccessKey, SecretKey])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var line = await _process.StandardOutput.ReadLineAsync(patience.Token);
        Assert.True(line?.StartsWith("listening ", StringComparison.Ordinal), "The S3 server did not start.");
        Port = int.Parse(line.AsSpan("listening ".Length), System.Globalization.CultureInfo.InvariantCulture);
    }

    public void Require() => Assert.SkipUnless(_process is not null, "there is no S3-speaking server here (Debian: swift-proxy, swift-account, swift-container, swift-object).");

    /// <summary>To do behind a store's back what others may do.</summary>
    public AmazonS3Client Client() => new(
        new BasicAWSCredentials(AccessKey, SecretKey),
        new AmazonS3Config
        {
            ServiceURL = Endpoint,
            AuthenticationRegion = "us-east-1",
            ForcePathStyle = true,
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        });

    public async Task<string> NewBucketAsync()
    {
        Require();
        var bucket = $"films-{Guid.NewGuid():N}";
        using var client = Client();
        await client.PutBucketAsync(bucket, TestContext.Current.CancellationToken);
        return bucket;
    }

    /// <summary>A portal's settings for a bucket.</summary>
    /// <param name="bucket">There, or not.</param>
    /// <param name="port">Null: the server's own.</param>
    /// <param name="secret">Null: the right one.</param>
    /// <param name="more">Others, or the same again with another value.</param>
    public (string, string)[] Settings(string bucket, int? port = null, string? secret = null, params (string Key, string Value)[] more)
    {
        Require();
        var (access, key) = (Path.Combine(_folder!, $"{Guid.NewGuid():N}"), Path.Combine(_folder!, $"{Guid.NewGuid():N}"));
        File.WriteAllText(access, AccessKey + "\n");
        File.WriteAllText(key, (secret ?? SecretKey) + "\n");
        return
        [
            ("Storage:Provider", "S3"),
            ("Storage:S3:Endpoint", $"http://127.0.0.1:{port ?? Port}"),
            ("Storage:S3:Bucket", bucket),
            ("Storage:S3:Prefix", "portal/"),
            ("Storage:S3:AccessKeyFile", access),
            ("Storage:S3:SecretKeyFile", key),
            ("Storage:S3:ForcePathStyle", "true"),
            .. more,
        ];
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is null)
            return;
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder!, recursive: true);
    }
}
