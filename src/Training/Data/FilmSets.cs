namespace OxiPortal.Training.Data;

/// <summary>Finds the films named by <c>--data</c>: folders of the public sets, and zips exported by a portal.</summary>
public static class FilmSets
{
    /// <param name="data">Folders and zips.</param>
    /// <param name="unpackTo">Where the films of zips are unpacked.</param>
    /// <exception cref="InvalidDataException">Not there, holds no set, or is damaged.</exception>
    public static IReadOnlyList<TrainingFilm> Read(IEnumerable<string> data, string unpackTo)
    {
        ArgumentNullException.ThrowIfNull(data);
        var films = new List<TrainingFilm>();
        foreach (var path in data)
        {
            if (Directory.Exists(path))
                films.AddRange(PublicFilms.In(path));
            else if (File.Exists(path))
                films.AddRange(ExportArchive.Read(path, unpackTo));
            else
                throw new InvalidDataException($"--data {path}: there is no such folder or file.");
        }
        return films;
    }
}
