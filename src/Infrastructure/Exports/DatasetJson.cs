using System.Text.Json;
using System.Text.Json.Serialization;
using OxiPortal.Domain.Detection;

namespace OxiPortal.Infrastructure.Exports;

/// <summary>The JSON of a data set: COCO's object detection format, with what a radiograph needs beside it.</summary>
internal static class DatasetJson
{
    public const string Format = "oxiportal-dataset/1";

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
    };

    public static byte[] Write<T>(T document) => JsonSerializer.SerializeToUtf8Bytes(document, Options);

    /// <summary>annotations.json. <see cref="Rejected"/> has the shape of <see cref="Annotations"/>: places where there is nothing (hard negatives).</summary>
    public sealed record Coco(
        Info Info, IReadOnlyList<Image> Images, IReadOnlyList<Annotation> Annotations, IReadOnlyList<Annotation> Rejected, IReadOnlyList<Category> Categories);

    public sealed record Info(string Description, string Version, string Format);

    /// <summary>An image; a film's value is PNG value x scale + offset.</summary>
    public sealed record Image(
        int Id, string FileName, int Width, int Height, string PatientPseudonym, double[]? PixelSpacingMm, bool FullyRead, Grey Grey);

    public sealed record Grey(double Offset, double Scale, bool Inverted);

    /// <summary>bbox: x, y, width, height in the image's pixels, 0,0 at the top-left corner of the first pixel.</summary>
    public sealed record Annotation(int Id, int ImageId, int CategoryId, double[] Bbox, double Area, int Iscrowd, Attributes Attributes);

    public sealed record Attributes(string Verdict, string Review, string TrackingUid);

    public sealed record Category(int Id, string Name, string Code, string Scheme);

    /// <summary>manifest.json.</summary>
    public sealed record Manifest(
        string Format, string Version, int Patients, int Images, int Annotations, int Rejected, LeftOut LeftOut, IReadOnlyList<string> LabelRules,
        string Pseudonyms, IReadOnlyList<ModelSetEntry> ModelSets, IReadOnlyList<FileEntry> Files);

    public sealed record LeftOut(int BurnedInAnnotation, int Unreadable);

    public sealed record ModelSetEntry(string Hash, IReadOnlyList<ModelIdentity> Models);

    public sealed record FileEntry(string Name, string Sha256);
}
