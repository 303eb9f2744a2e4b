namespace OxiPortal.Inference.Output;

/// <summary>Files that are there whole or not at all: written beside their place, then renamed.</summary>
public static class AtomicFile
{
    /// <exception cref="IOException">The file cannot be written; nothing is left behind.</exception>
    public static async Task WriteAsync(string path, ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            await File.WriteAllBytesAsync(temporary, bytes, cancel);
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
