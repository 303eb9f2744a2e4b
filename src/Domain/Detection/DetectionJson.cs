using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using OxiPortal.Domain.Imaging;

namespace OxiPortal.Domain.Detection;

/// <summary>
/// Events and results as JSON, in a column and on the wire alike: compact, camel case, numbers exact, an event's kind its record's name, a box
/// four numbers.
/// </summary>
public static class DetectionJson
{
    public static JsonSerializerOptions Options { get; } = Create();

    /// <summary>
    /// The same for what somebody else sends: a member that is missing, or null where none may be, is refused. What the numbers say is not
    /// looked at, and constructors throw their own <see cref="ArgumentException"/>.
    /// </summary>
    public static JsonSerializerOptions Strict { get; } = CreateStrict();

    private static JsonSerializerOptions CreateStrict()
    {
        var options = new JsonSerializerOptions(Options)
        {
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            AllowDuplicateProperties = false,
            MaxDepth = 16,
        };
        options.MakeReadOnly(populateMissingResolver: false);
        return options;
    }

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            NumberHandling = JsonNumberHandling.Strict,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { NameEventKinds, LeaveOutWhatIsComputed } },
        };
        options.Converters.Add(new JsonStringEnumConverter());
        options.Converters.Add(new ImageBoxConverter());
        options.MakeReadOnly(populateMissingResolver: false);
        return options;
    }

    /// <summary>The event's kind is its record's name, as on the hub.</summary>
    private static void NameEventKinds(JsonTypeInfo type)
    {
        if (type.Type != typeof(AnalysisEvent))
            return;
        type.PolymorphismOptions = new JsonPolymorphismOptions { TypeDiscriminatorPropertyName = "kind" };
        foreach (var kind in typeof(AnalysisEvent).GetNestedTypes())
            type.PolymorphismOptions.DerivedTypes.Add(new JsonDerivedType(kind, kind.Name));
    }

    private static void LeaveOutWhatIsComputed(JsonTypeInfo type)
    {
        if (type.Type != typeof(PixelRect))
            return;
        foreach (var property in type.Properties)
        {
            if (property.Set is null)
                property.ShouldSerialize = static (_, _) => false;
        }
    }

    /// <summary>[x, y, width, height].</summary>
    private sealed class ImageBoxConverter : JsonConverter<ImageBox>
    {
        public override ImageBox Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            JsonSerializer.Deserialize<double[]>(ref reader, options) is [var x, var y, var width, var height]
                ? new ImageBox(x, y, width, height)
                : throw new JsonException("A box is four numbers.");

        public override void Write(Utf8JsonWriter writer, ImageBox value, JsonSerializerOptions options)
        {
            writer.WriteStartArray();
            writer.WriteNumberValue(value.X);
            writer.WriteNumberValue(value.Y);
            writer.WriteNumberValue(value.Width);
            writer.WriteNumberValue(value.Height);
            writer.WriteEndArray();
        }
    }
}
