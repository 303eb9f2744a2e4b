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

    public void Save(string path)
    {
        File.WriteAllText(path + ".tmp", JsonSerializer.Serialize(this, Json) + "\n");
        File.Move(path + ".tmp", path, overwrite: true);
    }
}
