namespace OxiPortal.Domain.Detection;

/// <summary>Names one analysis of one instance; time-ordered (UUIDv7).</summary>
public readonly record struct AnalysisId(Guid Value)
{
    public static AnalysisId New(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        return new(Guid.CreateVersion7(time.GetUtcNow()));
    }

    public static AnalysisId Parse(string text) => new(Guid.Parse(text));

    public override string ToString() => Value.ToString();
}
