namespace OxiPortal.Inference.Remote;

/// <summary>Decides whether a service may talk to the portal at an address: neither films nor the token cross a network unencrypted by accident.</summary>
public static class PortalAddress
{
    /// <summary>The address with a slash at its end, so that paths can be put after it.</summary>
    /// <exception cref="FormatException">It is no address of a portal, or reaches beyond this machine without https.</exception>
    public static Uri Parse(string text, bool allowHttp)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new FormatException($"'{text}' is no address of a portal: give https://HOST[:PORT].");
        if (address.UserInfo.Length > 0 || address.Query.Length > 0 || address.Fragment.Length > 0)
            throw new FormatException("The portal's address holds more than a host, a port and a path; the token is given by --token-file.");
        if (address.Scheme == "http" && !address.IsLoopback && !allowHttp)
            throw new FormatException($"'{text}' would send films and the token without encryption. Use https, or --allow-http if you know that the network is safe.");
        return new Uri(address.AbsoluteUri.TrimEnd('/') + "/");
    }
}
