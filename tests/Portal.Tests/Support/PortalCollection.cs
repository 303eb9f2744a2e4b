namespace OxiPortal.Portal.Tests.Support;

/// <summary>Tests that share one running portal. They leave each other's data alone by UIDs of their own.</summary>
[CollectionDefinition(Name)]
public sealed class PortalCollection : ICollectionFixture<PortalFixture>
{
    public const string Name = "running portal";
}
