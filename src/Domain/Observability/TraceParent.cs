using System.Diagnostics;

namespace OxiPortal.Domain.Observability;

/// <summary>W3C trace context as text, "00-(trace)-(span)-(flags)": what carries a trace through a database row or to another machine.</summary>
public static class TraceParent
{
    private const int Characters = 55;

    /// <summary>Of what is done now; null: nobody traces it.</summary>
    public static string? Current => Checked(Activity.Current?.Id);

    /// <summary>The text where it is a trace context, else null: a broken one is worth no failed analysis.</summary>
    public static string? Checked(string? text) => Parse(text) is null ? null : text;

    /// <summary>Null: it is none.</summary>
    public static ActivityContext? Parse(string? text) =>
        text is { Length: Characters } && ActivityContext.TryParse(text, traceState: null, isRemote: true, out var context) ? context : null;

    /// <summary>Begins a span of that trace; of none where there is none, and then within what is done now. Null: nobody listens.</summary>
    public static Activity? Begin(this ActivitySource source, string name, string? traceParent)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.StartActivity(name, ActivityKind.Internal, Parse(traceParent) ?? default);
    }

    /// <summary>Records a span that is over.</summary>
    /// <param name="tags">No patient data.</param>
    public static void Record(
        this ActivitySource source, string name, string? traceParent, DateTimeOffset from, DateTimeOffset to, params ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        ArgumentNullException.ThrowIfNull(source);
        // Without a trace there is nothing to say where it belongs.
        if (!source.HasListeners() || Parse(traceParent) is not { } parent)
            return;
        using var span = source.CreateActivity(name, ActivityKind.Internal, parent, tags.ToArray());
        span?.SetStartTime(from.UtcDateTime);
        span?.Start();
        span?.SetEndTime((to > from ? to : from).UtcDateTime);
    }
}
