namespace OxiPortal.Infrastructure.InstanceStore;

public enum StoreFaultKind
{
    /// <summary>On record, but not kept.</summary>
    Missing,

    /// <summary>Kept, but its bytes are not those that were received, or cannot be read.</summary>
    Damaged,

    /// <summary>Kept, but on no record: of an upload that a crash cut off, or of a database restored from an older backup.</summary>
    Orphaned,

    /// <summary>Not put there by the store.</summary>
    Foreign,
}

/// <summary>Where record and store disagree.</summary>
/// <param name="Kind">How.</param>
/// <param name="What">The SOP Instance UID of what is on record, the place of what is not. No patient data.</param>
/// <param name="Key">The store's; empty where it has none.</param>
public sealed record StoreFault(StoreFaultKind Kind, string What, string Key);
