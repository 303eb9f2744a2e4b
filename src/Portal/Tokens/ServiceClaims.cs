namespace OxiPortal.Portal.Tokens;

/// <summary>What a service token's principal claims.</summary>
public static class ServiceClaims
{
    /// <summary>The site that the token belongs to.</summary>
    public const string Site = "oxi:site";

    /// <summary>The token's own id.</summary>
    public const string TokenId = "oxi:token";

    /// <summary>The service's name, as the administrator gave it.</summary>
    public const string Name = "oxi:service";
}
