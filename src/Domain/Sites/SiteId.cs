namespace OxiPortal.Domain.Sites;

/// <summary>The institution that data belongs to; part of every key, so that two sites' equal identifiers never meet. 1 is the first site.</summary>
public readonly record struct SiteId(int Value)
{
    public static SiteId Default => new(1);

    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
