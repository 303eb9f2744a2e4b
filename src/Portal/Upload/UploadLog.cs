namespace OxiPortal.Portal.Upload;

/// <summary>What is logged of uploads; 1100 to 1199. No file names: they may hold patients' names.</summary>
internal static partial class UploadLog
{
    [LoggerMessage(1100, LogLevel.Warning, "An upload broke off after {Files} files.")]
    public static partial void BrokeOff(ILogger logger, Exception exception, int files);

    [LoggerMessage(1101, LogLevel.Error, "An upload could not be stored, after {Files} files.")]
    public static partial void StorageFailed(ILogger logger, Exception exception, int files);
}
