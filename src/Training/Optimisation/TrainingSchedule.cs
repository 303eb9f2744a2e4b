namespace OxiPortal.Training.Optimisation;

/// <summary>
/// How long a run lasts and how its learning rate goes: a short warm-up, a cosine down to nothing, and, if asked, a second and
/// shorter such round at half the height (warm restart, Loshchilov and Hutter 2017).
/// </summary>
/// <param name="Images">Examples to see; null: as many as fit into the minutes.</param>
/// <param name="Minutes">Time to spend over all sittings; null: as long as the images take.</param>
/// <param name="Batch">Examples a step.</param>
/// <param name="PeakRate">Highest learning rate.</param>
/// <param name="SecondRound">The second round's share of the run; 0: one round.</param>
public sealed record TrainingSchedule(long? Images, double? Minutes, int Batch, double PeakRate, double SecondRound = 0)
{
    private const double WarmUp = 0.04;

    /// <summary>0..1: how much of the run is done.</summary>
    public double Progress(long step, double secondsSpent)
    {
        var byImages = Images is { } images ? (double)step * Batch / images : 0;
        var byTime = Minutes is { } minutes ? secondsSpent / (60 * minutes) : 0;
        return Math.Min(1, Math.Max(byImages, byTime));
    }

    public double Rate(double progress)
    {
        var first = 1 - SecondRound;
        var (peak, done) = progress < first || SecondRound == 0 ? (PeakRate, progress / first) : (PeakRate / 2, (progress - first) / SecondRound);
        return done < WarmUp
            ? peak * (0.02 + 0.98 * done / WarmUp)
            : peak * 0.5 * (1 + Math.Cos(Math.PI * (done - WarmUp) / (1 - WarmUp)));
    }
}
