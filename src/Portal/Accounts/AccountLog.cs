namespace OxiPortal.Portal.Accounts;

/// <summary>What is logged of signing in. Accounts by id; 1000 to 1099.</summary>
internal static partial class AccountLog
{
    [LoggerMessage(1000, LogLevel.Information, "Account {AccountId} signed in.")]
    public static partial void SignedIn(ILogger logger, Guid accountId);

    [LoggerMessage(1001, LogLevel.Warning, "A sign-in was refused (account {AccountId}, locked out: {LockedOut}).")]
    public static partial void SignInRefused(ILogger logger, Guid? accountId, bool lockedOut);

    [LoggerMessage(1002, LogLevel.Information, "The first administrator was set up: account {AccountId}.")]
    public static partial void FirstAdministrator(ILogger logger, Guid accountId);

    [LoggerMessage(1003, LogLevel.Warning, "Setting up the first administrator was refused.")]
    public static partial void SetupRefused(ILogger logger);
}
