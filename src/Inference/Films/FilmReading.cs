using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;

namespace OxiPortal.Inference.Films;

/// <summary>What reading a file came to: a film, or why there is none.</summary>
public abstract record FilmReading
{
    private FilmReading()
    {
    }

    public sealed record Read(Film Film) : FilmReading;

    /// <summary>The file cannot be read, or what it holds must not be analysed.</summary>
    public sealed record Refused(Refusal Refusal) : FilmReading;

    internal static Refused No(string code, string sentence) => new(new Refusal(code, sentence));
}
