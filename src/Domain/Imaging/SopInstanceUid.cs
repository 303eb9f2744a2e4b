namespace OxiPortal.Domain.Imaging;

/// <summary>Names one instance, for ever and everywhere. Construct with <see cref="Parse"/>; the default value is no UID.</summary>
public readonly record struct SopInstanceUid
{
    private readonly string? _value;

    private SopInstanceUid(string value) => _value = value;

    public string Value => _value ?? throw new InvalidOperationException("An empty SopInstanceUid was used.");

    /// <exception cref="FormatException">The text is not a DICOM UID.</exception>
    public static SopInstanceUid Parse(string? text) => new(DicomUid.Require(text));

    public static bool TryParse(string? text, out SopInstanceUid uid)
    {
        uid = DicomUid.IsValid(text) ? new(text) : default;
        return uid._value is not null;
    }

    public override string ToString() => Value;
}
