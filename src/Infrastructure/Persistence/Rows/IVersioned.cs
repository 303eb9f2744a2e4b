namespace OxiPortal.Infrastructure.Persistence.Rows;

/// <summary>A row that may change: the version, set by the application, makes a change that was based on an older one fail.</summary>
public interface IVersioned
{
    int Version { get; set; }
}
