namespace OxiPortal.Training.Data;

/// <summary>Finds the films named by <c>--data</c>.</summary>
public static class FilmSets
{
    /// <exception cref="InvalidDataException">A folder is not there or holds no set.</exception>
    public static IReadOnlyList<TrainingFilm> Read(IEnumerable<string> data)
    {
        var films = new List<TrainingFilm>();
        foreach (var path in data)
        {
            if (!Directory.Exists(path))
                throw new InvalidDataException(File.Exists(path) ? $"{path} is a file: --data wants a folder here." : $"--data {path}: there is no such folder.");
            films.AddRange(PublicFilms.In(path));
        }
        return films;
    }
}
