namespace OxiPortal.Infrastructure.Audit;

/// <summary>What was asked for cannot be put on record, and so it is not given. A program's 503.</summary>
public sealed class AuditUnavailableException : Exception
{
    public const string Sentence =
        "The audit record cannot be written at the moment, so nothing is shown that would have to be recorded. Try again in a minute; if it stays so, tell your administrator.";

    public AuditUnavailableException()
        : base(Sentence)
    {
    }

    public AuditUnavailableException(string message)
        : base(message)
    {
    }

    public AuditUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public AuditUnavailableException(Exception cause)
        : base(Sentence, cause)
    {
    }
}
