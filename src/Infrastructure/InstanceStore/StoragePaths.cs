using Microsoft.Extensions.Options;

namespace OxiPortal.Infrastructure.InstanceStore;

/// <summary>The folders below <see cref="StorageOptions.Folder"/>. Only the account that runs the portal may enter.</summary>
public sealed class StoragePaths : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private FileStream? _lock;

    public StoragePaths(IOptions<StorageOptions> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Root = Path.GetFullPath(options.Value.Folder);
    }

    public string Root { get; }

    /// <summary>Whole DICOM files, under their hash.</summary>
    public string Instances => Path.Combine(Root, "instances");

    /// <summary>What is still being received. Anything here at start is left over from a crash.</summary>
    public string Incoming => Path.Combine(Root, "incoming");

    /// <summary>The host's data protection keys: cookies and the pseudonym key hang on them.</summary>
    public string Keys => Path.Combine(Root, "keys");

    /// <summary>Makes the folders that are missing.</summary>
    public void Create()
    {
        foreach (var folder in new[] { Root, Instances, Incoming, Keys })
            CreatePrivate(folder);
    }

    /// <summary>Keeps other portals out of the folder until this process ends.</summary>
    /// <exception cref="InvalidOperationException">Another portal runs on the folder.</exception>
    public void TakePossession()
    {
        try
        {
            _lock ??= new FileStream(Path.Combine(Root, "portal.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new InvalidOperationException($"Another portal is running on the storage folder {Root}: stop it, or give this one a folder of its own (Storage:Folder).", e);
        }
    }

    /// <summary>Clears what a crash left in <see cref="Incoming"/>. Only by the one who receives, and before anything is received.</summary>
    public void Sweep()
    {
        foreach (var leftOver in Directory.EnumerateFiles(Incoming))
            File.Delete(leftOver);
    }

    /// <summary>A new, empty file in <see cref="Incoming"/>, open for writing and reading.</summary>
    /// <param name="deleteOnClose">For what is only looked at.</param>
    internal FileStream CreateIncoming(bool deleteOnClose)
    {
        CreatePrivate(Incoming);
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Read,
            Options = FileOptions.Asynchronous | (deleteOnClose ? FileOptions.DeleteOnClose : FileOptions.None),
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(Path.Combine(Incoming, $"{Guid.NewGuid():N}.part"), options);
    }

    public void Dispose() => _lock?.Dispose();

    internal static void CreatePrivate(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else if (Directory.CreateDirectory(folder, OwnerOnly).UnixFileMode != OwnerOnly)
            // It was there before, open to others: names of patients are read from a database file as easily as from a page.
            File.SetUnixFileMode(folder, OwnerOnly);
    }
}
