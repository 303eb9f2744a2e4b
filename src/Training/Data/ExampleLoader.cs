using System.Security.Cryptography;
using System.Text;
using OxiPortal.Domain.Anatomy;
using OxiPortal.Domain.Segments;

namespace OxiPortal.Training.Data;

/// <summary>
/// Films to examples: regions found, segments planned, film brought to working resolution, by the product's own pipeline code. What that
/// takes long is kept in a cache folder.
/// </summary>
internal sealed class ExampleLoader(RegionModels regions, SegmentPlanSettings settings, int average, string cacheFolder)
{
    // Part of the cache's key: raise it when the preprocessing changes.
    private const int Version = 2;

    /// <summary>Null: the method's rules refuse the film.</summary>
    /// <param name="fold">The film's, from 0.</param>
    public IrregularityExample? Load(TrainingFilm film, int fold)
    {
        Directory.CreateDirectory(cacheFolder);
        var path = Path.Combine(cacheFolder, KeyOf(film, fold) + ".film");
        if (File.Exists(path) && Read(path) is { } cached)
            return ToExample(film, cached);
        var image = FilmFile.Read(film.ImagePath);
        var masks = regions.Find(image, fold);
        if (Plan(masks, image.Rows, image.Columns) is not { } plan)
            return null;
        var example = IrregularityExample.From(film, image, plan, average);
        Write(path, new Cached(image.Rows, image.Columns, example.Rows, example.Columns, example.Grey, masks));
        return example;
    }

    private IrregularityExample? ToExample(TrainingFilm film, Cached cached) =>
        Plan(cached.Masks, cached.FilmRows, cached.FilmColumns) is { } plan
            ? IrregularityExample.From(film, cached.FilmRows, cached.FilmColumns, cached.Rows, cached.Columns, average, cached.Grey, plan)
            : null;

    // Picture files tell no spacing, so none is used: in use, too, such films are planned by the height of their lungs.
    private SegmentPlan? Plan(RegionMasks masks, int rows, int columns) =>
        (SegmentPlanner.Plan(masks, rows, columns, null, settings) as SegmentPlanOutcome.Planned)?.Plan;

    private string KeyOf(TrainingFilm film, int fold)
    {
        var file = new FileInfo(film.ImagePath);
        var key = FormattableString.Invariant($"{Version} {average} {settings} {film.Source}/{film.Name} {(file.Exists ? file.Length : 0)} {regions.HashFor(fold)}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..32];
    }

    private Cached? Read(string path)
    {
        try
        {
            using var reader = new BinaryReader(new BufferedStream(File.OpenRead(path), 1 << 20));
            var (filmRows, filmColumns, rows, columns) = (reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32());
            var pixels = checked(rows / average * (columns / average));
            var grey = reader.ReadBytes(pixels);
            var (maskRows, maskColumns) = (reader.ReadInt32(), reader.ReadInt32());
            var bits = reader.ReadBytes(checked(maskRows * maskColumns));
            if (grey.Length != pixels || bits.Length != maskRows * maskColumns)
                return null;
            RegionMask Mask(BodyRegion region) => new(maskRows, maskColumns, Array.ConvertAll(bits, b => (b & (int)region) != 0));
            return new(filmRows, filmColumns, rows, columns, grey, new RegionMasks(Mask(BodyRegion.RightLung), Mask(BodyRegion.LeftLung), Mask(BodyRegion.Heart)));
        }
        catch (EndOfStreamException)
        {
            return null;
        }
    }

    private static void Write(string path, Cached film)
    {
        // Several processes may fill one cache: each writes a file of its own first.
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        using (var writer = new BinaryWriter(File.Create(temporary)))
        {
            foreach (var number in new[] { film.FilmRows, film.FilmColumns, film.Rows, film.Columns })
                writer.Write(number);
            writer.Write(film.Grey);
            writer.Write(film.Masks.Rows);
            writer.Write(film.Masks.Columns);
            var bits = new byte[film.Masks.Rows * film.Masks.Columns];
            foreach (var region in new[] { BodyRegion.RightLung, BodyRegion.LeftLung, BodyRegion.Heart })
            {
                var inside = film.Masks[region].Pixels;
                for (var i = 0; i < bits.Length; i++)
                    bits[i] |= inside[i] ? (byte)region : (byte)0;
            }
            writer.Write(bits);
        }
        File.Move(temporary, path, overwrite: true);
    }

    private sealed record Cached(int FilmRows, int FilmColumns, int Rows, int Columns, byte[] Grey, RegionMasks Masks);
}
