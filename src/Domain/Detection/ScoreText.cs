using System.Globalization;

namespace OxiPortal.Domain.Detection;

/// <summary>A score as people read it.</summary>
public static class ScoreText
{
    // 0.29 * 100 is 28.999999999999996: what is two digits already must stay.
    private const double RoundingError = 1e-9;

    /// <summary>"0.87": two digits, rounded down, so that none looks as if it had reached what it has not. As Viewer/findings.ts.</summary>
    /// <param name="score">0..1, higher is more suspicious.</param>
    public static string Of(double score) => (Math.Floor(score * 100 + RoundingError) / 100).ToString("0.00", CultureInfo.InvariantCulture);
}
