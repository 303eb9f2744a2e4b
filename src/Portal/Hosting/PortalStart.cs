namespace OxiPortal.Portal.Hosting;

/// <summary>How the portal was asked to start.</summary>
/// <param name="Demo">Seed synthetic studies and three accounts.</param>
/// <param name="DataFolder">Where everything it keeps lies; null: <c>data/demo</c> or <c>data/portal</c> below the current folder.</param>
/// <param name="Urls">Addresses to listen on, separated by semicolons; null: from the configuration, else <see cref="ListenAddresses.Default"/>.</param>
/// <param name="Settings">Configuration of the command line, <c>--Section:Key=value</c>; wins over environment and files.</param>
public sealed record PortalStart(bool Demo, string? DataFolder, string? Urls, IReadOnlyList<string> Settings)
{
    public static PortalStart Default { get; } = new(false, null, null, []);
}
