namespace OxiPortal.Chaos.Tests;

/// <summary>The disk that the run has for itself (tests/Chaos/on-small-disk), filled by a file that nobody needs.</summary>
internal sealed class SmallDisk(string folder)
{
    private readonly string _ballast = Path.Combine(folder, "ballast");

    /// <summary>Null: this run has none, and no disk can be filled.</summary>
    public static SmallDisk? OfThisRun() => Environment.GetEnvironmentVariable("OXIPORTAL_CHAOS_DISK") is { Length: > 0 } folder ? new SmallDisk(folder) : null;

    public string Folder => folder;

    public void Fill()
    {
        var block = new byte[1 << 20];
        using var file = new FileStream(_ballast, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        for (var length = block.Length; length > 0; length = length > 512 ? length / 2 : 0)
        {
            try
            {
                while (true)
                    file.Write(block, 0, length);
            }
            catch (IOException)
            {
                // Full to less than this block.
            }
        }
    }

    public void Free() => File.Delete(_ballast);
}
