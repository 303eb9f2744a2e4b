using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using OxiPortal.Domain.Labels;

namespace OxiPortal.Training.Data;

/// <summary>
/// Reads a data set that a portal exported: a zip of annotations.json (COCO, with the readers' verdicts) and images/*.png. What the zip names
/// decides nothing about where files are written.
/// </summary>
public static class ExportArchive
{
    public const string Source = "export";

    private const string Annotations = "annotations.json";
    private const long MaxJsonBytes = 256L << 20;
    private const long MaxImageBytes = 256L << 20;

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <param name="path">The zip.</param>
    /// <param name="folder">Images are unpacked here, under names of our own.</param>
    /// <exception cref="InvalidDataException">No such export, or a damaged or hostile one; the message says what is wrong.</exception>
    public static IReadOnlyList<TrainingFilm> Read(string path, string folder)
    {
        try
        {
            using var zip = ZipFile.OpenRead(path);
            var coco = ReadJson(zip, path);
            Directory.CreateDirectory(folder);
            var prefix = Prefix(path);
            var categories = coco.Categories.ToDictionary(c => c.Id, ClassOf);
            var found = coco.Annotations.ToLookup(a => a.ImageId);
            var rejected = coco.Rejected.ToLookup(a => a.ImageId);
            return [.. coco.Images.Select(image => new TrainingFilm(
                Source, $"{prefix}/{image.Id}", Text(image.PatientPseudonym, "patient_pseudonym", path), Unpack(zip, image, folder, prefix, path), null,
                found[image.Id].Any() ? true : image.FullyRead ? false : null)
            {
                FullyRead = image.FullyRead,
                Boxes = [.. found[image.Id].Select(a => Box(a, categories, path))],
                Rejected = [.. rejected[image.Id].Select(a => Box(a, categories, path))],
            })];
        }
        catch (Exception e) when (e is JsonException or ArgumentException or NotSupportedException || (e is InvalidDataException && !e.Message.Contains(path, StringComparison.Ordinal)))
        {
            throw new InvalidDataException($"{path} is no intact export of a portal: {e.Message}", e);
        }
    }

    private static Coco ReadJson(ZipArchive zip, string path)
    {
        var entry = zip.GetEntry(Annotations) ?? throw new InvalidDataException($"{path} holds no {Annotations}: it is no export of a portal.");
        var coco = JsonSerializer.Deserialize<Coco>(Bytes(entry, MaxJsonBytes, path), Json);
        if (coco is not { Images: not null, Annotations: not null, Categories: not null })
            throw new InvalidDataException($"{path}: {Annotations} lacks images, annotations or categories.");
        return coco.Images.Count == 0 ? throw new InvalidDataException($"{path} holds no films.") : coco;
    }

    private static string Unpack(ZipArchive zip, Image image, string folder, string prefix, string path)
    {
        var name = Text(image.FileName, "file_name", path);
        var entry = zip.GetEntry(name) ?? throw new InvalidDataException($"{path}: {Annotations} names {name}, which is not in the zip.");
        var target = Path.Combine(folder, FormattableString.Invariant($"{prefix}-{image.Id}.png"));
        File.WriteAllBytes(target, Bytes(entry, MaxImageBytes, path));
        return target;
    }

    private static byte[] Bytes(ZipArchiveEntry entry, long most, string path)
    {
        using var stream = entry.Open();
        using var bytes = new MemoryStream();
        var buffer = new byte[1 << 16];
        // The header's length is a claim: count what really comes.
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            bytes.Write(buffer, 0, read);
            if (bytes.Length > most)
                throw new InvalidDataException($"{path}: {entry.FullName} is larger than {most >> 20} MiB.");
        }
        return bytes.ToArray();
    }

    private static TruthBox Box(Annotation annotation, Dictionary<int, int> categories, string path)
    {
        if (annotation.Bbox is not { Length: 4 } box || box.Any(v => !double.IsFinite(v)) || box[2] <= 0 || box[3] <= 0)
            throw new InvalidDataException($"{path}: annotation {annotation.Id} has no box of x, y, width and height.");
        if (!categories.TryGetValue(annotation.CategoryId, out var category))
            throw new InvalidDataException($"{path}: annotation {annotation.Id} is of a category that is not listed.");
        return new(category, box[0], box[1], box[2], box[3], category == IrregularityClasses.Nodule);
    }

    private static int ClassOf(Category category)
    {
        bool Is(params CodedConcept[] labels) => labels.Any(l => l.Code == category.Code && l.Scheme == category.Scheme);
        return Is(FindingLabels.Nodule, FindingLabels.Mass) ? IrregularityClasses.Nodule
            : Is(FindingLabels.Opacity, FindingLabels.Consolidation) ? IrregularityClasses.Opacity
            : IrregularityClasses.Other;
    }

    private static string Text(string? value, string name, string path) =>
        string.IsNullOrWhiteSpace(value) ? throw new InvalidDataException($"{path}: an image has no {name}.") : value;

    // Two zips may number their images alike.
    private static string Prefix(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream))[..12];
    }

    private sealed record Coco(List<Image> Images, List<Annotation> Annotations, List<Annotation>? Rejected, List<Category> Categories)
    {
        public List<Annotation> Rejected { get; init; } = Rejected ?? [];
    }

    private sealed record Image(int Id, string? FileName, string? PatientPseudonym, bool FullyRead);

    private sealed record Annotation(int Id, int ImageId, int CategoryId, double[]? Bbox);

    private sealed record Category(int Id, string? Name, string? Code, string? Scheme);
}
