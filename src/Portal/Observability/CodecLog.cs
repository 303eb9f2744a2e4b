using OxiPortal.Dicom.Isolation;

namespace OxiPortal.Portal.Observability;

/// <summary>1700 to 1799.</summary>
internal static partial class CodecLog
{
    [LoggerMessage(EventId = 1700, Level = LogLevel.Warning, Message = "This system does not filter the system calls of codec processes (error {Error}; -1: there is no filter for this platform). Their other limits hold; see docs/codecs.md.")]
    public static partial void NotFiltered(ILogger logger, int error);

    [LoggerMessage(EventId = 1701, Level = LogLevel.Warning, Message = "{Library} is not on this machine: such films are refused. Debian and Ubuntu: package {Package}.")]
    public static partial void NoLibrary(ILogger logger, string library, string package);

    [LoggerMessage(EventId = 1702, Level = LogLevel.Warning, Message = "A codec process died over a picture: {Death}.")]
    public static partial void Died(ILogger logger, CodecDeath death);

    [LoggerMessage(EventId = 1703, Level = LogLevel.Error, Message = "No codec process starts: JPEG-LS and JPEG 2000 cannot be decoded until one does.")]
    public static partial void NotStarted(ILogger logger, Exception exception);
}
