using System.IO.Compression;
using System.Security.Cryptography;
using OxiPortal.Dicom;
using OxiPortal.Dicom.Synthetic;

namespace OxiPortal.Chaos.Tests;

/// <summary>One file that is sent.</summary>
/// <param name="Name">Of the file.</param>
/// <param name="Sha256">Of its bytes, lower-case hex: the store's key.</param>
/// <param name="Alone">The only film of its study.</param>
/// <param name="Fate">What the analysis must come to.</param>
/// <param name="Round">In which it was first sent.</param>
internal sealed record ChaosFilm(string Name, byte[] Bytes, string Study, string Instance, string Sha256, bool Alone, FilmFate Fate, int Round)
{
    /// <summary>Other content under the UIDs of a film that is there: to be set aside.</summary>
    public bool Altered { get; init; }
}

internal enum FilmFate
{
    Analysed,

    /// <summary>All black: refused by the pipeline, with a reason.</summary>
    Refused,

    /// <summary>A lateral view: shown, never queued.</summary>
    NotForAnalysis,
}

/// <summary>Small drawn films, each of a patient of its own: analysed in some 300 ms, with a mark or more each.</summary>
internal sealed class ChaosFilms(int seed)
{
    private const int Side = 256;
    private const double SpacingMm = 1.4;
    private readonly SyntheticRadiograph[] _pictures = [Draw(1000), Draw(1001), Draw(1002)];

    /// <summary>The same pictures with one pixel changed: under the same UID this is other content.</summary>
    private readonly SyntheticRadiograph[] _altered = [Altered(Draw(1000)), Altered(Draw(1001)), Altered(Draw(1002))];
    private readonly SyntheticRadiograph _black = Black(Draw(1003));
    private int _studies;

    /// <summary>A study of one film, now and then of two.</summary>
    public IEnumerable<ChaosFilm> Study(int round, Random random)
    {
        var number = ++_studies;
        switch (random.Next(12))
        {
            case 0:
                yield return Film(_black, number, "PA", 1, alone: true, FilmFate.Refused, round);
                break;
            case 1:
                yield return Film(_pictures[0], number, "LL", 1, alone: true, FilmFate.NotForAnalysis, round);
                break;
            case 2 or 3:
                yield return Film(_pictures[0], number, "PA", 1, alone: false, FilmFate.Analysed, round);
                yield return Film(_pictures[1], number, "PA", 2, alone: false, FilmFate.Analysed, round);
                break;
            default:
                yield return Film(_pictures[number % 3], number, "PA", 1, alone: true, FilmFate.Analysed, round);
                break;
        }
    }

    /// <summary>Other content under the film's UIDs; null for films that have no altered picture.</summary>
    public ChaosFilm? AlteredContentOf(ChaosFilm film)
    {
        if (film is not { Alone: true, Fate: FilmFate.Analysed })
            return null;
        var number = int.Parse(film.Name.AsSpan(1, 5), System.Globalization.CultureInfo.InvariantCulture);
        return Film(_altered[number % 3], number, "PA", 1, alone: true, FilmFate.Analysed, film.Round) with { Name = "altered-" + film.Name, Altered = true };
    }

    public static byte[] Zip(IEnumerable<ChaosFilm> films)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var film in films)
            {
                using var entry = zip.CreateEntry(film.Name, CompressionLevel.Fastest).Open();
                entry.Write(film.Bytes);
            }
        }
        return bytes.ToArray();
    }

    private ChaosFilm Film(SyntheticRadiograph picture, int number, string view, int instance, bool alone, FilmFate fate, int round)
    {
        var study = SyntheticStudy.Demo(number) with { PatientId = $"CHAOS-{number:D5}", UidSeed = $"chaos/{seed}/{number}" };
        var file = picture.ToDicom(study, view, instance);
        var bytes = file.ToBytes().ToArray();
        return new ChaosFilm(
            $"f{number:D5}-{instance}.dcm", bytes, file.Dataset.GetString(DicomTags.StudyInstanceUID)!, file.Dataset.GetString(DicomTags.SOPInstanceUID)!,
            Convert.ToHexStringLower(SHA256.HashData(bytes)), alone, fate, round);
    }

    private static SyntheticRadiograph Draw(int pictureSeed) => SyntheticRadiograph.Draw(new SyntheticFilmOptions
    {
        Seed = pictureSeed,
        Rows = Side,
        Columns = Side,
        PixelSpacingMm = SpacingMm,
        Lesions =
        [
            new(SyntheticLesionKind.Nodule, 28, 0.5, InRightLung: true, Across: 0.5, Down: 0.4),
            new(SyntheticLesionKind.Opacity, 55, 0.6, InRightLung: false, Across: 0.5, Down: 0.65),
        ],
    });

    private static SyntheticRadiograph Altered(SyntheticRadiograph picture)
    {
        picture.Pixels[0] ^= 1;
        return picture;
    }

    private static SyntheticRadiograph Black(SyntheticRadiograph picture)
    {
        picture.Pixels.AsSpan().Clear();
        return picture;
    }
}
