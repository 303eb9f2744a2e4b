namespace OxiPortal.Domain.Imaging;

/// <summary>Names one series, for ever and everywhere. Construct with <see cref="Parse"/>; the default value is no UID.</summary>
public readonly record struct SeriesInstanceUid
{
    private readonly string? _value;

    private SeriesInstanceUid(string value) => _value = value;

    public string Value => _value ?? throw new InvalidOperationException("An empty SeriesInstanceUid was used.");

    /// <exception cref="FormatException">The text is not a DICOM UID.</exception>
    public static SeriesInstanceUid Parse(string? text) => new(DicomUid.Require(text));

    public static bool TryParse(string? text, out SeriesInstanceUid uid)
    {
        uid = DicomUid.IsValid(text) ? new(text) : default;
        return uid._value is not null;
    }

    public override string ToString() => Value;
}
