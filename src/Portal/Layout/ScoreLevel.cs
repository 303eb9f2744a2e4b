using OxiPortal.Domain.Detection;

namespace OxiPortal.Portal.Layout;

/// <summary>How a score is shown: always colour, shape and figure together, never colour alone.</summary>
public enum ScoreLevel
{
    Clear,
    Uncertain,
    Suspicious,
}

public static class ScoreLevels
{
    /// <summary>From here on a film is shown as suspicious.</summary>
    public const double Suspicious = 0.5;

    /// <summary>From here on a film is shown as uncertain.</summary>
    public const double Uncertain = 0.25;

    /// <param name="score">0..1, higher is more suspicious.</param>
    public static ScoreLevel Of(double score) => score switch
    {
        >= Suspicious => ScoreLevel.Suspicious,
        >= Uncertain => ScoreLevel.Uncertain,
        _ => ScoreLevel.Clear,
    };

    /// <summary>"0.87", rounded down: the figure never says more than colour and shape.</summary>
    public static string Text(double score) => ScoreText.Of(score);
}
