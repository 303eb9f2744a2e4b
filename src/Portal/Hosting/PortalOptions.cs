namespace OxiPortal.Portal.Hosting;

/// <summary>Section <c>Portal</c> of the configuration.</summary>
public sealed class PortalOptions
{
    public const string Section = "Portal";

    /// <summary>How often one address may try to sign in within a minute. At least 1.</summary>
    public int SignInAttemptsPerMinute { get; set; } = 20;

    /// <summary>How often one address may send service tokens that are not valid within a minute. At least 1.</summary>
    public int ServiceTokenFailuresPerMinute { get; set; } = 20;

    /// <summary>
    /// Requests of one service token within a minute. 60 to 1000000. The default is some 170 films: an inference service makes about 35 requests
    /// a film (30 events, lease, pixels, heartbeats, result).
    /// </summary>
    public int ServiceRequestsPerMinute { get; set; } = 6000;

    /// <summary>Minutes without a click after which a person must sign in again. 5 to 1440.</summary>
    public int SignedInMinutes { get; set; } = 480;

    /// <summary>The largest upload request in MiB, all its files together. 1 to 65536.</summary>
    public int LargestUploadMiB { get; set; } = 4096;

    /// <summary>The most files in one upload request. 1 to 100000.</summary>
    public int MostFilesInUpload { get; set; } = 5000;

    /// <summary>The most synthetic studies that a demo draws. 1 to 100; there are fewer to draw.</summary>
    public int MostDemoStudies { get; set; } = 100;

    /// <summary>Listen without https beyond this machine: for a proxy in front that does TLS.</summary>
    public bool AllowPlainHttp { get; set; }

    /// <summary>
    /// Addresses of proxies in front that do TLS: what they say of the caller (X-Forwarded-For, X-Forwarded-Proto) is believed, and cookies are for
    /// https only. Empty: there is none.
    /// </summary>
    public IReadOnlyList<string> HttpsProxies { get; set; } = [];

    /// <summary>Every value that cannot be, each with its key.</summary>
    public IEnumerable<string> Problems()
    {
        if (SignInAttemptsPerMinute < 1)
            yield return $"{Section}:{nameof(SignInAttemptsPerMinute)} is {SignInAttemptsPerMinute}; it must be at least 1.";
        if (ServiceTokenFailuresPerMinute < 1)
            yield return $"{Section}:{nameof(ServiceTokenFailuresPerMinute)} is {ServiceTokenFailuresPerMinute}; it must be at least 1.";
        if (ServiceRequestsPerMinute is < 60 or > 1_000_000)
            yield return $"{Section}:{nameof(ServiceRequestsPerMinute)} is {ServiceRequestsPerMinute}; it must be 60 to 1000000.";
        if (SignedInMinutes is < 5 or > 1440)
            yield return $"{Section}:{nameof(SignedInMinutes)} is {SignedInMinutes}; it must be 5 to 1440.";
        if (LargestUploadMiB is < 1 or > 65536)
            yield return $"{Section}:{nameof(LargestUploadMiB)} is {LargestUploadMiB}; it must be 1 to 65536.";
        if (MostFilesInUpload is < 1 or > 100_000)
            yield return $"{Section}:{nameof(MostFilesInUpload)} is {MostFilesInUpload}; it must be 1 to 100000.";
        if (MostDemoStudies is < 1 or > 100)
            yield return $"{Section}:{nameof(MostDemoStudies)} is {MostDemoStudies}; it must be 1 to 100.";
        foreach (var proxy in HttpsProxies.Where(p => !System.Net.IPAddress.TryParse(p, out _)))
            yield return $"{Section}:{nameof(HttpsProxies)} holds '{proxy}', which is no IP address.";
    }
}
