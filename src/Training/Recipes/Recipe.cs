using System.Text.Json;
using System.Text.Json.Serialization;
using OxiPortal.Training.Commands;
using OxiPortal.Training.Optimisation;

namespace OxiPortal.Training.Recipes;

/// <summary>
/// How a model is made, as a JSON file under version control (<c>models/recipes</c>): everything that decides what is learnt, beside data and
/// code. Options of the command line that are given win over it, and what was used is written into the run's folder.
/// </summary>
public abstract record Recipe
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>For people: what this recipe is about.</summary>
    public required string About { get; init; }

    /// <summary>Of the models it makes: raised with every change of what is learnt.</summary>
    public required string Version { get; init; }

    /// <summary>Of every random choice.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Training examples to see; null where <see cref="Minutes"/> says how long.</summary>
    public long? Images { get; init; }

    /// <summary>Time to spend in place of <see cref="Images"/>.</summary>
    public double? Minutes { get; init; }

    /// <summary>Examples a step.</summary>
    public required int Batch { get; init; }

    /// <summary>Highest learning rate.</summary>
    public required double PeakRate { get; init; }

    /// <summary>Weight decay a step, times the rate.</summary>
    public double Decay { get; init; } = 0.02;

    /// <summary>See <see cref="TrainingSchedule.SecondRound"/>.</summary>
    public double SecondRound { get; init; }

    /// <summary>Convolve in bfloat16 while training.</summary>
    public bool Half { get; init; }

    /// <summary>How often each set is drawn where it is there; a set that is not named is not used.</summary>
    public required IReadOnlyDictionary<string, double> Sources { get; init; }

    [JsonIgnore]
    public TrainingSchedule Schedule => new(Images, Minutes, Batch, PeakRate, SecondRound);

    /// <param name="nameOrPath">A file, or the name of one of the shipped recipes.</param>
    /// <exception cref="InvalidDataException">No such recipe, or not one of this kind; the message says what is wrong with it.</exception>
    public static T Load<T>(string nameOrPath)
        where T : Recipe
    {
        ArgumentNullException.ThrowIfNull(nameOrPath);
        var shipped = Path.Combine(ModelsFolder.Default(), "recipes", nameOrPath + ".json");
        var path = File.Exists(nameOrPath) ? nameOrPath : shipped;
        if (!File.Exists(path))
            throw new InvalidDataException($"There is no recipe {nameOrPath}: neither a file of that name, nor {shipped}.");
        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllText(path), Json) ?? throw new InvalidDataException($"{path} is empty: it should be a recipe.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path} is not such a recipe: {e.Message}", e);
        }
    }

    /// <summary>With what the command line asks for instead.</summary>
    public Recipe With(int? seed, long? images, double? minutes) => this with
    {
        Seed = seed ?? Seed,
        Images = minutes is null ? images ?? Images : null,
        Minutes = images is null ? minutes ?? Minutes : null,
    };

    /// <summary>As JSON: two runs of the same text learn the same.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, GetType(), Json);

    /// <exception cref="InvalidDataException">A value out of range.</exception>
    public virtual void Check()
    {
        Require(System.Version.TryParse(Version, out _), "version must be numbers with dots between them");
        Require(Images is > 0 ^ Minutes is > 0, "it needs either images or minutes, above 0");
        Require(Batch is >= 1 and <= 256, "batch must lie between 1 and 256");
        Require(PeakRate is > 0 and <= 1, "peakRate must lie above 0 and be at most 1");
        Require(Decay is >= 0 and < 1, "decay must lie between 0 and 1");
        Require(SecondRound is >= 0 and < 1, "secondRound must lie between 0 and 1");
        Require(Sources.Count > 0 && Sources.Values.All(s => s >= 0 && double.IsFinite(s)) && Sources.Values.Any(s => s > 0), "sources need shares of at least 0, one of them above it");
    }

    protected static void Require(bool holds, string what)
    {
        if (!holds)
            throw new InvalidDataException($"The recipe cannot be used: {what}.");
    }
}
