using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using OxiPortal.Inference.Models;

namespace OxiPortal.Training.Evaluation;

/// <summary>The results of a cross-validation as kept beside the models.</summary>
/// <param name="Folds">Split by patient.</param>
/// <param name="Training">The recipes, one a model.</param>
/// <param name="Metrics">Computed from <paramref name="Films"/>.</param>
/// <param name="Films">Each measured with models that never saw its patient.</param>
public sealed record EvaluationFile(int Folds, IReadOnlyList<string> Training, IReadOnlyList<MetricValue> Metrics, IReadOnlyList<FilmResult> Films)
{
    public const string Name = "evaluation.json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <exception cref="InvalidDataException">Not such a file.</exception>
    public static EvaluationFile Load(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<EvaluationFile>(File.ReadAllText(path), Json) ?? throw new InvalidDataException($"{path} is empty.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path} holds no results of an evaluation: {e.Message}", e);
        }
    }

    /// <summary>
    /// These results with what a later run says of the regions: both models can be measured apart, on the same films and folds. What the heat
    /// was cut with then is still what it was; <see cref="Training"/> names all models.
    /// </summary>
    /// <exception cref="InvalidDataException">The folds are others.</exception>
    public EvaluationFile WithRegionsOf(EvaluationFile later)
    {
        ArgumentNullException.ThrowIfNull(later);
        var earlier = Films.ToDictionary(f => (f.Source, f.Name));
        if (later.Folds != Folds || later.Films.FirstOrDefault(f => earlier.TryGetValue((f.Source, f.Name), out var e) && e.Fold != f.Fold) is not null)
            throw new InvalidDataException("The regions were measured in other folds than the irregularities: measure both anew.");
        var films = later.Films.Select(f => !earlier.TryGetValue((f.Source, f.Name), out var e) ? f : e with
        {
            Refusal = f.Refusal,
            Dice = f.Dice,
            Boundary = f.Boundary,
            CardiothoracicRatio = f.CardiothoracicRatio,
            TrueCardiothoracicRatio = f.TrueCardiothoracicRatio,
        });
        const string Regions = "oxi train regions";
        return this with { Films = [.. films], Training = [.. Training.Where(t => !t.StartsWith(Regions, StringComparison.Ordinal)).Concat(later.Training).Order(StringComparer.Ordinal)] };
    }

    public void Save(string path)
    {
        File.WriteAllText(path + ".tmp", JsonSerializer.Serialize(this, Json) + "\n");
        File.Move(path + ".tmp", path, overwrite: true);
    }
}
