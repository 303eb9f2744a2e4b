using OxiPortal.Domain.Detection;
using OxiPortal.Inference.Remote;

namespace OxiPortal.Portal.Api.Inference;

/// <summary>
/// What a service may say. It is trusted as little as any other sender: what readers see comes from here. Each check gives a sentence on the first
/// fault, or null.
/// </summary>
internal static class SentChecks
{
    private const int MostModels = 16;
    private const int MostNameCharacters = 200;
    private const int MostSentenceCharacters = 1000;
    private const int MostCodeCharacters = 64;

    public static string? Lease(LeaseRequest request)
    {
        if (request.WaitSeconds < 0)
            return "waitSeconds must not be negative.";
        if (request.Most is < 1 or > InferenceWire.MostLeases)
            return $"most must be 1 to {InferenceWire.MostLeases}.";
        return !IsName(request.Service.Worker) || !IsName(request.Service.PipelineVersion)
            ? $"The worker's name and the pipeline version must be 1 to {MostNameCharacters} printable characters."
            : Models(request.Service.Models);
    }

    public static string? Models(IReadOnlyList<ModelIdentity> models) =>
        models.Count is 0 or > MostModels || models.Any(m => m is null || !IsName(m.Name) || !IsName(m.Version) || !IsSha256(m.Sha256))
            ? $"The models must be 1 to {MostModels}, each with a name, a version and a SHA-256 in lower-case hex."
            : null;

    public static string? Failure(FailureNote note)
    {
        var (code, sentence) = note.Reason;
        if (code.Length is 0 or > MostCodeCharacters || !code.All(c => char.IsAsciiLetterLower(c) || c == '-'))
            return "The reason's code must be kebab-case.";
        return IsSentence(sentence) ? null : $"The reason's sentence must be 1 to {MostSentenceCharacters} printable characters.";
    }

    public static bool IsName(string text) => text.Length is > 0 and <= MostNameCharacters && !text.Any(char.IsControl);

    public static bool IsSentence(string text) => text.Length is > 0 and <= MostSentenceCharacters && !text.Any(char.IsControl);

    public static bool IsScore(double score) => score is >= 0 and <= 1;

    private static bool IsSha256(string text) => text.Length == 64 && text.All(char.IsAsciiHexDigitLower);
}
