using System.Text.RegularExpressions;

namespace OxiPortal.Infrastructure.InstanceStore;

/// <summary>Configuration section <c>Storage:S3</c>: an S3-compatible object store. Keys of access come from files or the platform's own places, never from here.</summary>
public sealed partial class S3Options
{
    private const string Key = StorageOptions.Section + ":S3:";

    /// <summary>"https://host[:port]"; empty: AWS, in <see cref="Region"/>.</summary>
    public string Endpoint { get; set; } = "";

    public string Bucket { get; set; } = "";

    /// <summary>That requests are signed for; AWS needs it, most others take any.</summary>
    public string Region { get; set; } = "";

    /// <summary>Before every object's name: "" or ending in "/".</summary>
    public string Prefix { get; set; } = "";

    /// <summary>A file that holds the access key alone; with <see cref="SecretKeyFile"/>. Both empty: the AWS SDK's own chain (environment, profile, the machine's role).</summary>
    public string AccessKeyFile { get; set; } = "";

    public string SecretKeyFile { get; set; } = "";

    /// <summary>"host/bucket" in place of "bucket.host": most stores other than AWS.</summary>
    public bool ForcePathStyle { get; set; }

    /// <summary>Films may travel in the clear to another machine.</summary>
    public bool AllowHttp { get; set; }

    /// <summary>Films kept on this machine's disk for the next who opens them, in bytes; 0: none.</summary>
    public long CacheBytes { get; set; } = 2L << 30;

    /// <summary>How long the store may be silent.</summary>
    public double TimeoutSeconds { get; set; } = 60;

    /// <summary>What is wrong, with the key's name; null: nothing.</summary>
    internal string? Problem()
    {
        if (!BucketName().IsMatch(Bucket))
            return $"{Key}Bucket is '{Bucket}'; it must name a bucket: 3 to 63 lower-case letters, digits, dots and hyphens.";
        if (Endpoint.Length == 0 && Region.Length == 0)
            return $"{Key}Region is empty; AWS needs it. (For another store, set {Key}Endpoint.)";
        if (Endpoint.Length > 0 && EndpointProblem() is { } endpoint)
            return endpoint;
        if (Region.Length > 0 && !RegionName().IsMatch(Region))
            return $"{Key}Region is '{Region}'; it must be a region's name, as in eu-central-1.";
        if (Prefix.Length > 0 && !PrefixText().IsMatch(Prefix))
            return $"{Key}Prefix is '{Prefix}'; it must be empty or end in '/', of letters, digits, '-' and '_' between slashes.";
        if (AccessKeyFile.Length == 0 != (SecretKeyFile.Length == 0))
            return $"{Key}AccessKeyFile and {Key}SecretKeyFile go together: one of them is missing.";
        foreach (var (name, file) in new[] { (nameof(AccessKeyFile), AccessKeyFile), (nameof(SecretKeyFile), SecretKeyFile) })
        {
            if (file.Length > 0 && !File.Exists(file))
                return $"{Key}{name} is '{file}'; there is no such file.";
        }
        if (CacheBytes < 0)
            return $"{Key}CacheBytes is {CacheBytes}; it must not be negative.";
        if (!(TimeoutSeconds is >= 1 and <= 3600))
            return $"{Key}TimeoutSeconds is {TimeoutSeconds}; it must be 1 to 3600.";
        return null;
    }

    private string? EndpointProblem()
    {
        // What was given is not repeated: it may hold a password.
        if (!Uri.TryCreate(Endpoint, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https") || address.UserInfo.Length > 0
            || address.PathAndQuery != "/" || address.Fragment.Length > 0)
            return $"{Key}Endpoint must be 'https://host' or 'https://host:port', and nothing else.";
        return address.Scheme == "https" || address.IsLoopback || AllowHttp
            ? null
            : $"{Key}Endpoint is http: films would travel in the clear. Use https, or set {Key}AllowHttp to true.";
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex BucketName();

    [GeneratedRegex("^[a-z0-9-]{1,64}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex RegionName();

    [GeneratedRegex("^([A-Za-z0-9_-]{1,100}/){1,8}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex PrefixText();
}
