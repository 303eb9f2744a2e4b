using System.Text.Json;
using OxiPortal.Domain.Detection;

namespace OxiPortal.Infrastructure.Persistence;

/// <summary>How domain records are kept as JSON in a column: see <see cref="DetectionJson"/>.</summary>
internal static class StoredJson
{
    public static JsonSerializerOptions Options => DetectionJson.Options;

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    /// <exception cref="JsonException">The column does not hold a <typeparamref name="T"/>.</exception>
    public static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, Options) ?? throw new JsonException($"The column holds no {typeof(T).Name}.");
}
