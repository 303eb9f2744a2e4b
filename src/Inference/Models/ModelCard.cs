using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using OxiPortal.Domain.Detection;

namespace OxiPortal.Inference.Models;

/// <summary>What stands beside each model file: what it is, what it wants, how good it is and on what it was trained. JSON, camelCase.</summary>
public sealed record ModelCard
{
    public const string RegionsTask = "regions";
    public const string IrregularitiesTask = "irregularities";
    public const string IntendedUse = "Research use only. Not a medical device.";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public required string Name { get; init; }
    public required string Version { get; init; }

    /// <summary>The model's file name, in the card's folder.</summary>
    public required string File { get; init; }

    /// <summary>Of the model file's bytes, lower-case hex.</summary>
    public required string Sha256 { get; init; }

    /// <summary><see cref="RegionsTask"/> or <see cref="IrregularitiesTask"/>.</summary>
    public required string Task { get; init; }

    public required ModelInput Input { get; init; }

    /// <summary>The output's channels, in order.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>One a class; empty for regions, whose threshold is 0.5.</summary>
    public IReadOnlyList<ClassOperatingPoint> OperatingPoints { get; init; } = [];

    /// <summary>Irregularities only.</summary>
    public AbnormalityRule? Abnormality { get; init; }

    public IReadOnlyList<TrainingData> Data { get; init; } = [];

    /// <summary>
    /// The films it was trained on, each by the first 16 hex digits of its file's SHA-256, in order: so that nobody measures it on them by
    /// mistake. Empty where that is not known.
    /// </summary>
    public IReadOnlyList<string> TrainedOn { get; init; } = [];

    /// <summary>Cross-validated: each film scored by a model that saw no film of its patient.</summary>
    public MetricSet? Metrics { get; init; }

    public TrainingRun? Training { get; init; }
    public string Use { get; init; } = IntendedUse;

    [JsonIgnore]
    public ModelIdentity Identity => new(Name, Version, Sha256);

    /// <exception cref="InvalidDataException">The file is no model card; the message says why.</exception>
    public static ModelCard Load(string path)
    {
        ModelCard? card;
        try
        {
            using var stream = System.IO.File.OpenRead(path);
            card = JsonSerializer.Deserialize<ModelCard>(stream, Json);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path} is not a model card: {e.Message}", e);
        }
        if (card is null)
            throw new InvalidDataException($"{path} is empty: it should be a model card.");
        if (card.File != Path.GetFileName(card.File) || card.File.Length == 0)
            throw new InvalidDataException($"{path} names \"{card.File}\" as its model: it must be a file in the card's own folder.");
        return card;
    }

    /// <summary>Writes the card whole or not at all.</summary>
    public void Save(string path)
    {
        var temporary = path + ".tmp";
        System.IO.File.WriteAllText(temporary, JsonSerializer.Serialize(this, Json) + "\n");
        System.IO.File.Move(temporary, path, overwrite: true);
    }

    /// <summary>The model file's bytes, checked against <see cref="Sha256"/>.</summary>
    /// <param name="folder">The card's.</param>
    /// <exception cref="InvalidDataException">The file is not the one the card describes.</exception>
    public byte[] ReadModel(string folder)
    {
        var path = Path.Combine(folder, File);
        var bytes = System.IO.File.ReadAllBytes(path);
        var found = HashOf(bytes);
        if (!string.Equals(found, Sha256, StringComparison.OrdinalIgnoreCase))
            throw new InvalidDataException($"{path} has SHA-256 {found}, its card says {Sha256}: it is not the model that the card describes.");
        return bytes;
    }

    /// <summary>As in <see cref="TrainedOn"/>.</summary>
    /// <param name="file">The film's file, whole.</param>
    public static string FilmHash(Stream file) => Convert.ToHexStringLower(SHA256.HashData(file))[..16];

    /// <summary>SHA-256, lower-case hex.</summary>
    public static string HashOf(ReadOnlySpan<byte> model) => Convert.ToHexStringLower(SHA256.HashData(model));
}

/// <param name="Size">Regions: the side of the square, in pixels.</param>
/// <param name="Stride">Irregularities: working pixels a cell; rows and columns of the input are multiples of it.</param>
/// <param name="WorkingSpacingMm">Irregularities: mm a working pixel that the model was trained at.</param>
/// <param name="Mirrored">Irregularities: each segment is also shown mirrored, and a cell's score is the mean of both.</param>
public sealed record ModelInput(int? Size = null, int? Stride = null, double? WorkingSpacingMm = null, bool Mirrored = false);

/// <summary>Where a class's heat becomes an irregularity.</summary>
/// <param name="Class">One of the card's classes.</param>
/// <param name="Threshold">0..1, on the stitched heat.</param>
/// <param name="Sensitivity">Cross-validated, at this threshold; null where it could not be measured.</param>
/// <param name="FalsePositivesPerFilm">Cross-validated, at this threshold; null where it could not be measured.</param>
public sealed record ClassOperatingPoint(string Class, double Threshold, double? Sensitivity = null, double? FalsePositivesPerFilm = null);

/// <param name="Name">Of the set.</param>
/// <param name="Films">How many were used.</param>
/// <param name="Use">What for.</param>
/// <param name="Licence">As its source states it.</param>
public sealed record TrainingData(string Name, int Films, string Use, string Licence);

/// <param name="Method">How measured.</param>
/// <param name="Folds">Of the cross-validation, split by patient.</param>
/// <param name="Command">Prints them again.</param>
/// <param name="Values">The figures.</param>
public sealed record MetricSet(string Method, int Folds, string Command, IReadOnlyList<MetricValue> Values);

/// <param name="Name">What, on which data.</param>
/// <param name="Value">The figure.</param>
/// <param name="Low">Lower end of the 95 % bootstrap interval over patients.</param>
/// <param name="High">Upper end of the 95 % bootstrap interval over patients.</param>
/// <param name="Cases">How many films, or nodules, it rests on.</param>
public sealed record MetricValue(string Name, double Value, double? Low, double? High, int Cases);

/// <param name="Command">That trained it.</param>
/// <param name="Seed">Of every random choice.</param>
/// <param name="Images">Training examples seen.</param>
/// <param name="Notes">What else one should know.</param>
public sealed record TrainingRun(string Command, int Seed, long Images, string Notes);
