using System.Net;

namespace OxiPortal.Portal.Hosting;

/// <summary>Decides whether the portal may listen where it is told to: patient data never leaves the machine unencrypted by accident.</summary>
public static class ListenAddresses
{
    public const string Default = "http://127.0.0.1:5080";
    public const string AllowPlainHttpKey = "Portal:AllowPlainHttp";

    /// <summary>Checks each address.</summary>
    /// <returns>The addresses, and whether every one is https.</returns>
    /// <exception cref="PortalConfigurationException">An address is malformed, or reaches beyond this machine without https and without the setting that allows it.</exception>
    public static (IReadOnlyList<string> Addresses, bool HttpsOnly) Check(string? urls, bool allowPlainHttp)
    {
        var addresses = (string.IsNullOrWhiteSpace(urls) ? Default : urls)
            .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        foreach (var address in addresses)
        {
            var parsed = Parse(address);
            if (parsed.Scheme == "http" && !allowPlainHttp && !IsLoopback(parsed.Host))
            {
                throw new PortalConfigurationException(
                    $"'{address}' can be reached from other machines without encryption. Use an https address, listen on 127.0.0.1 behind a "
                    + $"proxy that adds https, or set {AllowPlainHttpKey}=true if you know that the network is safe (key: urls).");
            }
        }
        return (addresses, addresses.All(a => a.StartsWith("https:", StringComparison.OrdinalIgnoreCase)));
    }

    private static BindingAddress Parse(string address)
    {
        try
        {
            var parsed = BindingAddress.Parse(address);
            if (parsed.Scheme is "http" or "https")
                return parsed;
        }
        catch (FormatException)
        {
            // Named below, as any other address that is none.
        }
        throw new PortalConfigurationException($"'{address}' is no address to listen on: give http://HOST:PORT or https://HOST:PORT (key: urls).");
    }

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
}
