namespace OxiPortal.Portal.Tokens;

/// <summary>What is logged of service tokens: ids, never a token, its hash or its start; 1200 to 1299.</summary>
internal static partial class ServiceTokenLog
{
    [LoggerMessage(1200, LogLevel.Information, "Service token {TokenId} was issued by account {AccountId}.")]
    public static partial void Issued(ILogger logger, Guid tokenId, Guid accountId);

    [LoggerMessage(1201, LogLevel.Information, "Service token {TokenId} was revoked by account {AccountId}.")]
    public static partial void Revoked(ILogger logger, Guid tokenId, Guid accountId);

    [LoggerMessage(1202, LogLevel.Warning, "A service token was refused: it is unknown, has expired or was revoked.")]
    public static partial void Refused(ILogger logger);
}
