namespace OxiPortal.Inference.Films;
public static class FilmFile
{
    public static Task<FilmReading> ReadAsync(Stream stream, CancellationToken cancel) => throw new InvalidOperationException();
}
