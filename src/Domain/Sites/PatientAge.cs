namespace OxiPortal.Domain.Sites;

/// <summary>How old somebody was.</summary>
public static class PatientAge
{
    /// <summary>Whole years; who was born on 29 February turns on 1 March in common years. Null: a date is missing, or the birth is the later one.</summary>
    /// <param name="on">Of the study: an age is told as of then, not as of today.</param>
    public static int? InYears(DateOnly? born, DateOnly? on) => born is { } b && on is { } o && o >= b
        ? o.Year - b.Year - ((o.Month, o.Day).CompareTo((b.Month, b.Day)) < 0 ? 1 : 0)
        : null;
}
