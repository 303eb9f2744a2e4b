using Microsoft.Extensions.Options;

namespace OxiPortal.Infrastructure.Audit;

/// <summary>Configuration section <c>Audit</c>.</summary>
public sealed class AuditOptions
{
    public const string Section = "Audit";

    /// <summary>The key of the chain, 32 bytes; null: <c>keys/audit.key</c> below the storage folder. Portals that share a database share it.</summary>
    public string? KeyFile { get; set; }

    /// <summary>Where signed heads are written; null: <c>audit</c> below the storage folder. Another disk or machine proves more.</summary>
    public string? HeadsFolder { get; set; }
}

internal sealed class AuditOptionsValidator : IValidateOptions<AuditOptions>
{
    public ValidateOptionsResult Validate(string? name, AuditOptions options)
    {
        if (options.KeyFile is { } key && Directory.Exists(key))
            return ValidateOptionsResult.Fail($"Audit:KeyFile is '{key}', which is a folder; it must name a file.");
        if (options.HeadsFolder is { } heads && File.Exists(heads))
            return ValidateOptionsResult.Fail($"Audit:HeadsFolder is '{heads}', which is a file; it must name a folder.");
        return ValidateOptionsResult.Success;
    }
}
