namespace OxiPortal.Infrastructure.Audit.Verification;

/// <summary>What is wrong with the audit record.</summary>
public enum AuditFaultKind
{
    /// <summary>An entry's content does not fit its hash.</summary>
    Edited,

    /// <summary>Entries are not there, though later ones are.</summary>
    Missing,

    /// <summary>An entry stands where another was written: swapped or renumbered.</summary>
    OrderChanged,

    /// <summary>A whole entry does not follow the one before it.</summary>
    ChainBroken,

    /// <summary>The chain ends too early: the head row or a signed head names a later entry.</summary>
    TailCut,

    /// <summary>Another entry stands where a signed head names one: the tail was cut and written anew.</summary>
    TailReplaced,

    /// <summary>The head row names another end than the chain has.</summary>
    HeadRow,

    /// <summary>A line of a heads file is not one that a portal signed, or the folder or a file of it cannot be read.</summary>
    HeadsFile,

    /// <summary>No signed head names the entries that one must name by now: a tail that was cut would not be noticed.</summary>
    HeadsMissing,
}

/// <summary>One fault, located.</summary>
/// <param name="Site">Whose chain; 0 where a heads file is damaged.</param>
/// <param name="From">The first entry concerned; of a tail, the last entry that is still there; of a heads file, the line; of missing heads, the last entry that is named.</param>
/// <param name="To">The last entry concerned.</param>
/// <param name="Sentence">What it is, for people.</param>
public sealed record AuditFault(AuditFaultKind Kind, int Site, long From, long To, string Sentence);

/// <summary>What was gone through.</summary>
/// <param name="Entries">Of all sites.</param>
/// <param name="Fitting">Entries that fit the key; 0 where there are entries: it may be another key.</param>
/// <param name="Heads">Signed heads that were held against the chain.</param>
/// <param name="Faults">How many were reported.</param>
/// <param name="TornLine">Where a heads file ends within a line, as after a crash; null: none does.</param>
public sealed record AuditVerification(long Entries, long Fitting, long Heads, long Faults, string? TornLine);
