namespace OxiPortal.Training.Optimisation;

/// <summary>How long a run lasts and how its learning rate goes: a short warm-up, then a cosine down to nothing.</summary>
/// <param name="Images">Examples to see; null: as many as fit into the minutes.</param>
/// <param name="Minutes">Time to spend over all sittings; null: as long as the images take.</param>
/// <param name="Batch">Examples a step.</param>
/// <param name="PeakRate">Highest learning rate.</param>
public sealed record TrainingSchedule(long? Images, double? Minutes, int Batch, double PeakRate)
{
    private const double WarmUp = 0.04;

    /// <summary>0..1: how much of the run is done.</summary>
    public double Progress(long step, double secondsSpent)
    {
        var byImages = Images is { } images ? (double)step * Batch / images : 0;
        var byTime = Minutes is { } minutes ? secondsSpent / (60 * minutes) : 0;
        return Math.Min(1, Math.Max(byImages, byTime));
    }

    public double Rate(double progress) => progress < WarmUp
        ? PeakRate * (0.02 + 0.98 * progress / WarmUp)
        : PeakRate * 0.5 * (1 + Math.Cos(Math.PI * (progress - WarmUp) / (1 - WarmUp)));
}
