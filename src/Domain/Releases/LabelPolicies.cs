namespace OxiPortal.Domain.Releases;

/// <summary>By which procedure a training label came about: part of its provenance.</summary>
public static class LabelPolicies
{
    /// <summary>One reader's submitted read.</summary>
    public const string SingleRead = "single-read";

    /// <summary>One reader's submitted read, checked by QA, whose word counts.</summary>
    public const string QaOverSingleRead = "qa-over-single-read";
}
