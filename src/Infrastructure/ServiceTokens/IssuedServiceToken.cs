namespace OxiPortal.Infrastructure.ServiceTokens;

/// <summary>What became of issuing a token.</summary>
/// <param name="Id">Of the token; null where none was issued.</param>
/// <param name="Token">The secret, this once: it is kept nowhere.</param>
/// <param name="Problems">One sentence each; empty where it worked.</param>
public sealed record IssuedServiceToken(Guid? Id, string? Token, IReadOnlyList<string> Problems)
{
    public bool Succeeded => Id is not null;

    // A record prints all it has: this one could put the secret into a log line.
    public override string ToString() => Succeeded ? $"service token {Id}" : string.Join(' ', Problems);
}
