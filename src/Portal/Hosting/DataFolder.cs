namespace OxiPortal.Portal.Hosting;

/// <summary>The folder that holds all that the portal keeps. Only its owner may look into it.</summary>
public sealed record DataFolder(string Path)
{
    /// <summary>The demo's accounts with their passwords, for people and for tests. See contracts, "Two commands".</summary>
    public string Accounts => System.IO.Path.Combine(Path, "accounts.json");

    /// <summary>Opens the folder, creating it where it is missing.</summary>
    /// <exception cref="PortalConfigurationException">It cannot be created or written.</exception>
    public static DataFolder Open(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        try
        {
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(full);
            else
                Directory.CreateDirectory(full, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            return new DataFolder(full);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PortalConfigurationException($"The data folder '{full}' cannot be used: {e.Message} Name another one by --data DIR.", e);
        }
    }

    /// <summary>Writes a file that only the owner can read, replacing it whole.</summary>
    public static async Task WriteSecretAsync(string path, string content, CancellationToken cancel)
    {
        var temporary = path + ".new";
        File.Delete(temporary);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using (var stream = new FileStream(temporary, options))
        await using (var writer = new StreamWriter(stream))
            await writer.WriteAsync(content.AsMemory(), cancel);
        File.Move(temporary, path, overwrite: true);
    }
}
