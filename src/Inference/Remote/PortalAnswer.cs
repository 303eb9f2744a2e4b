using System.Net;
using System.Text.Json;
using OxiPortal.Domain.Detection;
using OxiPortal.Inference.Service;

namespace OxiPortal.Inference.Remote;

/// <summary>What the portal said.</summary>
/// <param name="Body">Whole.</param>
/// <param name="ProblemType">Of problem+json; null where there is none.</param>
/// <param name="Sentence">The problem's title, or the status in words.</param>
internal sealed record PortalAnswer(HttpStatusCode Status, byte[] Body, string? ProblemType, string Sentence)
{
    /// <exception cref="QueueException">The body is no <typeparamref name="T"/>.</exception>
    public T Read<T>()
    {
        try
        {
            return JsonSerializer.Deserialize<T>(Body, DetectionJson.Strict) ?? throw new JsonException("It is null.");
        }
        catch (JsonException e)
        {
            throw new QueueException($"What the portal answered is no {typeof(T).Name}: does it speak another version?", e);
        }
    }

    public static PortalAnswer Of(HttpResponseMessage response, byte[] body)
    {
        var (type, title) = response.Content.Headers.ContentType?.MediaType == "application/problem+json" ? Problem(body) : (null, null);
        return new(response.StatusCode, body, type, title ?? $"{(int)response.StatusCode} {response.ReasonPhrase}".TrimEnd());
    }

    private static (string? Type, string? Title) Problem(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind == JsonValueKind.Object ? (Text(json.RootElement, "type"), Text(json.RootElement, "title")) : (null, null);
        }
        catch (JsonException)
        {
            return (null, null);
        }
    }

    private static string? Text(JsonElement problem, string name) =>
        problem.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
