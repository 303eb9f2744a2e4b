using Microsoft.AspNetCore.Http;

namespace OxiPortal.Infrastructure.Identity;

/// <summary>From where a request comes, for the audit record.</summary>
public static class RemoteOrigin
{
    /// <summary>The address of the connection, or of the browser where the host believes the proxy that names it. No header is read here.</summary>
    public static string Of(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Connection.RemoteIpAddress switch
        {
            null => ActorClaims.UnknownOrigin,
            { IsIPv4MappedToIPv6: true } mapped => mapped.MapToIPv4().ToString(),
            var address => address.ToString(),
        };
    }
}
