using Microsoft.Extensions.Options;

namespace OxiPortal.Infrastructure.InstanceStore;

/// <summary>Configuration section <c>Storage</c>.</summary>
public sealed class StorageOptions
{
    public const string Section = "Storage";
    public const string FileSystem = "FileSystem";
    public const string ObjectStore = "S3";

    /// <summary>Everything the portal keeps lies below: DICOM files, the embedded database, the host's keys.</summary>
    public string Folder { get; set; } = "data";

    /// <summary>Where DICOM files are kept: "FileSystem" (below <see cref="Folder"/>) or "S3".</summary>
    public string Provider { get; set; } = FileSystem;

    /// <summary>Read where <see cref="Provider"/> is "S3".</summary>
    public S3Options S3 { get; set; } = new();

    public bool IsS3 => string.Equals(Provider, ObjectStore, StringComparison.OrdinalIgnoreCase);
}

internal sealed class StorageOptionsValidator : IValidateOptions<StorageOptions>
{
    public ValidateOptionsResult Validate(string? name, StorageOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.Folder))
            return ValidateOptionsResult.Fail("Storage:Folder is empty; it must name a folder.");
        if (File.Exists(options.Folder))
            return ValidateOptionsResult.Fail($"Storage:Folder is '{options.Folder}', which is a file; it must name a folder.");
        if (!options.IsS3 && !string.Equals(options.Provider, StorageOptions.FileSystem, StringComparison.OrdinalIgnoreCase))
            return ValidateOptionsResult.Fail($"Storage:Provider is '{options.Provider}'; it must be FileSystem or S3.");
        return options.IsS3 && options.S3.Problem() is { } problem ? ValidateOptionsResult.Fail(problem) : ValidateOptionsResult.Success;
    }
}
