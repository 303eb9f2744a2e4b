namespace OxiPortal.Dicom.Tests.Making;

/// <summary>A file that goes with this object.</summary>
internal sealed class TemporaryFile : IDisposable
{
    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"oxiportal-{Guid.NewGuid():N}.dcm");

    public static TemporaryFile Of(ReadOnlySpan<byte> bytes)
    {
        var file = new TemporaryFile();
        File.WriteAllBytes(file.Path, bytes);
        return file;
    }

    public void Dispose() => File.Delete(Path);
}
