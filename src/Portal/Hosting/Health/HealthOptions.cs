using Microsoft.Extensions.Options;

namespace OxiPortal.Portal.Hosting.Health;

/// <summary>Section <c>Health</c> of the configuration: from when on <c>/healthz/ready</c> says Degraded.</summary>
public sealed class HealthOptions
{
    public const string Section = "Health";

    /// <summary>Space left where films are kept, in MiB. At least 0.</summary>
    public int FreeSpaceMiB { get; set; } = 1024;

    /// <summary>Minutes that a film may wait. At least 1.</summary>
    public int OldestWaitingMinutes { get; set; } = 30;

    /// <summary>Minutes without any service asking for work while work waits, and minutes that a lease may be over without anybody taking it. At least 1.</summary>
    public int SilentMinutes { get; set; } = 5;
}

internal sealed class HealthOptionsValidator : IValidateOptions<HealthOptions>
{
    public ValidateOptionsResult Validate(string? name, HealthOptions options)
    {
        if (options.FreeSpaceMiB < 0)
            return Fail(nameof(options.FreeSpaceMiB), options.FreeSpaceMiB, "not be negative");
        if (options.OldestWaitingMinutes < 1)
            return Fail(nameof(options.OldestWaitingMinutes), options.OldestWaitingMinutes, "be at least 1");
        return options.SilentMinutes < 1 ? Fail(nameof(options.SilentMinutes), options.SilentMinutes, "be at least 1") : ValidateOptionsResult.Success;
    }

    private static ValidateOptionsResult Fail(string key, int value, string must) =>
        ValidateOptionsResult.Fail($"{HealthOptions.Section}:{key} is {value}; it must {must}.");
}
