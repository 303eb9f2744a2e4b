namespace OxiPortal.Portal.Api.Wado;

/// <summary>How frames may be answered, by the Accept header. PS3.18 section 8.7.3.</summary>
public enum FrameForm
{
    /// <summary>406.</summary>
    None,

    /// <summary>multipart/related of application/octet-stream parts.</summary>
    Multipart,

    /// <summary>One frame's bytes alone.</summary>
    Single,
}

public static class FrameAccept
{
    private const string Native = "1.2.840.10008.1.2.1";

    /// <summary>
    /// The form asked for first. Lenient as viewers need it: <c>type=application/octet-stream</c> comes unquoted from some, which no strict parser takes.
    /// </summary>
    public static FrameForm Form(string? accept)
    {
        if (string.IsNullOrWhiteSpace(accept))
            return FrameForm.Multipart;
        foreach (var range in Split(accept, ','))
        {
            var parts = Split(range, ';');
            var parameters = parts.Skip(1).Select(p => p.Split('=', 2, StringSplitOptions.TrimEntries)).Where(p => p.Length == 2)
                .ToLookup(p => p[0].ToLowerInvariant(), p => p[1].Trim('"'));
            if (parameters["transfer-syntax"].Any(s => s is not ("*" or Native)))
                continue;
            switch (parts[0].ToLowerInvariant())
            {
                case "*/*" or "multipart/*":
                case "multipart/related" when parameters["type"].All(t => t is "*/*" or "application/*" or "application/octet-stream"):
                    return FrameForm.Multipart;
                case "application/octet-stream" or "application/*":
                    return FrameForm.Single;
                default:
                    continue;
            }
        }
        return FrameForm.None;
    }

    private static List<string> Split(string text, char separator)
    {
        var parts = new List<string>();
        var (start, quoted) = (0, false);
        for (var i = 0; i <= text.Length; i++)
        {
            if (i == text.Length || (text[i] == separator && !quoted))
            {
                parts.Add(text[start..i].Trim());
                start = i + 1;
            }
            else if (text[i] == '"')
            {
                quoted = !quoted;
            }
        }
        return parts;
    }
}
