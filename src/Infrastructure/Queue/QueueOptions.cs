using Microsoft.Extensions.Options;

namespace OxiPortal.Infrastructure.Queue;

/// <summary>Configuration section <c>Queue</c>.</summary>
public sealed class QueueOptions
{
    public const string Section = "Queue";

    /// <summary>"Database": the jobs are rows beside what they are about.</summary>
    public string Provider { get; set; } = "Database";

    /// <summary>How long a worker may be silent before its work is given to another.</summary>
    public double LeaseSeconds { get; set; } = 60;

    /// <summary>How often one piece of work is tried.</summary>
    public int Attempts { get; set; } = 3;

    /// <summary>How long a failed attempt waits before the next, times the attempt's number.</summary>
    public double RetryDelaySeconds { get; set; } = 2;

    /// <summary>How often to look for what another process has written.</summary>
    public double PollSeconds { get; set; } = 2;
}

internal sealed class QueueOptionsValidator : IValidateOptions<QueueOptions>
{
    public ValidateOptionsResult Validate(string? name, QueueOptions options)
    {
        if (!string.Equals(options.Provider, "Database", StringComparison.OrdinalIgnoreCase))
            return ValidateOptionsResult.Fail($"Queue:Provider is '{options.Provider}'; it must be Database.");
        if (options.Attempts < 1)
            return ValidateOptionsResult.Fail($"Queue:Attempts is {options.Attempts}; it must be at least 1.");
        if (!(options.LeaseSeconds >= 1))
            return ValidateOptionsResult.Fail($"Queue:LeaseSeconds is {options.LeaseSeconds}; it must be at least 1.");
        if (!(options.RetryDelaySeconds >= 0))
            return ValidateOptionsResult.Fail($"Queue:RetryDelaySeconds is {options.RetryDelaySeconds}; it must not be negative.");
        if (!(options.PollSeconds >= 0.05))
            return ValidateOptionsResult.Fail($"Queue:PollSeconds is {options.PollSeconds}; it must be at least 0.05.");
        return ValidateOptionsResult.Success;
    }
}
