namespace OxiPortal.Inference.Remote;

/// <summary>The secret by which a service signs in. Never logged.</summary>
public sealed class ServiceToken
{
    private const int MostCharacters = 4096;

    private ServiceToken(string value) => Value = value;

    public string Value { get; }

    /// <summary>White space around it is left out: files end with a line break.</summary>
    /// <exception cref="FormatException">That cannot be a token; the message does not repeat it.</exception>
    public static ServiceToken Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var token = text.Trim();
        if (token.Length is 0 or > MostCharacters || !token.All(c => c is > ' ' and <= '~'))
            throw new FormatException("The service token is empty or holds something other than visible ASCII characters on one line.");
        return new(token);
    }

    // Whoever prints it by mistake prints nothing.
    public override string ToString() => "(service token)";
}
