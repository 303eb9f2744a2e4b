namespace OxiPortal.Domain.Reading;

/// <summary>How far one reader is with one study.</summary>
public enum ReadState
{
    /// <summary>Nothing decided yet.</summary>
    Unread,

    /// <summary>Decisions are kept and may still change.</summary>
    Draft,

    /// <summary>Locked: it has become training labels and awaits QA.</summary>
    Submitted,
}
