using OxiPortal.Domain.Detection;

namespace OxiPortal.Dicom;

/// <summary>
/// A file that is not read, or a picture that is not decoded. <see cref="Exception.Message"/> is one sentence fit for a reader; it never
/// holds a value of the file.
/// </summary>
public sealed class DicomException : Exception
{
    /// <param name="code">One of <see cref="RefusalCodes"/>.</param>
    /// <param name="message">What is wrong, one sentence without the place.</param>
    /// <param name="tag">The attribute at fault, where one is.</param>
    /// <param name="offset">Where in the file (after inflation, where it is deflated), in bytes.</param>
    public DicomException(string code, string message, DicomTag? tag = null, long? offset = null)
        : base(Sentence(message, tag, offset))
    {
        Code = code;
        Tag = tag;
        Offset = offset;
    }

    public DicomException(string code, string message, Exception inner)
        : base(message, inner) => Code = code;

    /// <summary>One of <see cref="RefusalCodes"/>.</summary>
    public string Code { get; }

    public DicomTag? Tag { get; }

    public long? Offset { get; }

    /// <summary>The same, as the value that pages and <c>oxi analyze</c> show.</summary>
    public Refusal ToRefusal() => new(Code, Message);

    internal static DicomException Corrupt(string message, DicomTag? tag = null, long? offset = null) => new(RefusalCodes.Corrupt, message, tag, offset);

    private static string Sentence(string message, DicomTag? tag, long? offset)
    {
        var place = (tag, offset) switch
        {
            ({ } t, { } o) => $" (attribute {t} at byte {o})",
            ({ } t, null) => $" (attribute {t})",
            (null, { } o) => $" (at byte {o})",
            _ => "",
        };
        return message.TrimEnd('.') + place + ".";
    }
}
