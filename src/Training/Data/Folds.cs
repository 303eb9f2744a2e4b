namespace OxiPortal.Training.Data;

/// <summary>Splits films for cross-validation: by patient, evenly within each source and label, the same way every time.</summary>
public static class Folds
{
    // Fixed, so that the folds of two tasks and of two years are the same folds.
    private const int Seed = 2018;

    /// <summary>The fold, 0..count-1, of each film. No patient is in two folds.</summary>
    public static IReadOnlyDictionary<TrainingFilm, int> Assign(IEnumerable<TrainingFilm> films, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        var folds = new Dictionary<TrainingFilm, int>();
        foreach (var source in films.GroupBy(f => f.Source).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var patients = source.GroupBy(f => f.Patient).OrderBy(g => g.Key, StringComparer.Ordinal).ToList();
            var next = 0;
            foreach (var label in patients.GroupBy(p => p.Any(f => f.Abnormal == true)).OrderBy(g => g.Key))
            {
                var order = label.ToArray();
                new Random(Seed).Shuffle(order);
                foreach (var patient in order)
                {
                    foreach (var film in patient)
                        folds[film] = next % count;
                    next++;
                }
            }
        }
        return folds;
    }
}
