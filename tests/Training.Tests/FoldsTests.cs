using FsCheck.Xunit;
using OxiPortal.Training.Data;

namespace OxiPortal.Training.Tests;

public class FoldsTests
{
    [Property(MaxTest = 50)]
    public void NoPatientIsEverInTwoFolds(byte[] patients, byte folds)
    {
        var count = 2 + folds % 6;
        var films = Films(patients);

        var assigned = Folds.Assign(films, count);

        Assert.All(films.GroupBy(f => (f.Source, f.Patient)), g => Assert.Single(g.Select(f => assigned[f]).Distinct()));
        Assert.All(assigned.Values, f => Assert.InRange(f, 0, count - 1));
    }

    [Property(MaxTest = 20)]
    public void TheOrderInWhichFilmsAreFoundChangesNothing(byte[] patients)
    {
        var films = Films(patients);
        var reversed = Enumerable.Reverse(films).ToList();

        Assert.Equal(Folds.Assign(films, 5).OrderBy(p => p.Key.Name).Select(p => p.Value), Folds.Assign(reversed, 5).OrderBy(p => p.Key.Name).Select(p => p.Value));
    }

    [Fact]
    public void GivenAHundredPatients_WhenSplitIntoFive_ThenSickAndHealthyAreSpreadEvenly()
    {
        var films = Enumerable.Range(0, 100).Select(i => new TrainingFilm("s", $"f{i}", $"p{i}", "", null, i < 40)).ToList();

        var folds = Folds.Assign(films, 5);

        Assert.All(films.GroupBy(f => folds[f]), g => Assert.Equal((20, 8), (g.Count(), g.Count(f => f.Abnormal == true))));
    }

    private static List<TrainingFilm> Films(byte[] patients) =>
        [.. patients.Select((p, i) => new TrainingFilm(p % 3 == 0 ? "a" : "b", $"film{i:D4}", $"patient{p % 17}", "", null, p % 5 == 0))];
}
