using Microsoft.Extensions.Options;

namespace OxiPortal.Infrastructure.InstanceStore;

/// <summary>Configuration section <c>Storage</c>.</summary>
public sealed class StorageOptions
{
    public const string Section = "Storage";

    /// <summary>Everything the portal keeps lies below: DICOM files, the embedded database, the host's keys.</summary>
    public string Folder { get; set; } = "data";
}

internal sealed class StorageOptionsValidator : IValidateOptions<StorageOptions>
{
    public ValidateOptionsResult Validate(string? name, StorageOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.Folder))
            return ValidateOptionsResult.Fail("Storage:Folder is empty; it must name a folder.");
        if (File.Exists(options.Folder))
            return ValidateOptionsResult.Fail($"Storage:Folder is '{options.Folder}', which is a file; it must name a folder.");
        return ValidateOptionsResult.Success;
    }
}
