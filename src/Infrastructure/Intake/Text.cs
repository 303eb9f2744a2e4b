namespace OxiPortal.Infrastructure.Intake;

internal static class Text
{
    /// <summary>The text as far as a column holds it; null where it is blank. For what is displayed only: never for what identifies.</summary>
    public static string? Fit(string? text, int length) =>
        string.IsNullOrWhiteSpace(text) ? null : text.Length <= length ? text : text[..length];
}
