namespace OxiPortal.Domain.Sites;

/// <summary>The actor's roles do not allow what was asked. A program's 403.</summary>
public sealed class AccessDeniedException : Exception
{
    public AccessDeniedException()
        : this([])
    {
    }

    public AccessDeniedException(string message)
        : base(message)
    {
    }

    public AccessDeniedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public AccessDeniedException(ReadOnlySpan<Role> needed)
        : base($"This needs the role {string.Join(" or ", needed.ToArray())}.")
    {
    }
}
