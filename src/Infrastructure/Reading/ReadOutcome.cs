using OxiPortal.Domain.Reading;
using OxiPortal.Infrastructure.Worklists;

namespace OxiPortal.Infrastructure.Reading;

/// <summary>What became of a change to a read.</summary>
public abstract record ReadOutcome
{
    private ReadOutcome()
    {
    }

    /// <param name="Read">As it stands now.</param>
    /// <param name="Verdict">The new verdict, where the change made one.</param>
    public sealed record Saved(ReadView Read, Verdict? Verdict) : ReadOutcome;

    /// <summary>The read was changed elsewhere since it was shown. Nothing was kept.</summary>
    public sealed record ChangedElsewhere(ReadView Current) : ReadOutcome;

    /// <summary>The read was submitted. Nothing was kept.</summary>
    public sealed record Locked(ReadView Current) : ReadOutcome;

    /// <summary>The request makes no sense (unknown study, box outside the film, no reason). Nothing was kept.</summary>
    public sealed record Invalid(string Sentence) : ReadOutcome;
}
