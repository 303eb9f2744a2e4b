using Microsoft.Extensions.Logging.Console;
using OxiPortal.Portal.Hosting;

namespace OxiPortal.Portal.Observability;

/// <summary>
/// The log's lines never hold the scope that they were written in: ASP.NET Core's holds the request's address, and addresses of studies hold DICOM UIDs.
/// </summary>
internal static class ConsoleScopes
{
    // The console's settings may stand under either name, the formatter's and the older ones.
    private static readonly string[] Keys =
    [
        .. from provider in new[] { "Console", typeof(ConsoleLoggerProvider).FullName }
           from options in new[] { "FormatterOptions:", "" }
           select $"Logging:{provider}:{options}IncludeScopes",
    ];

    /// <exception cref="PortalConfigurationException">Scopes are asked for.</exception>
    public static void Refuse(IConfiguration configuration)
    {
        if (Array.Find(Keys, key => bool.TryParse(configuration[key], out var include) && include) is { } asked)
            throw new PortalConfigurationException($"{asked} is true; it must be false: the scopes of a request hold its address, and so DICOM UIDs.");
    }
}
