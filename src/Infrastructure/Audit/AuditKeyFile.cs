using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OxiPortal.Infrastructure.InstanceStore;
using OxiPortal.Infrastructure.Persistence;

namespace OxiPortal.Infrastructure.Audit;

/// <summary>Where the key of the audit chain lies: made once, held against the record when it is first used, never replaced.</summary>
public sealed partial class AuditKeyFile(
    StoragePaths paths, IOptions<AuditOptions> options, IDbContextFactory<PortalDb> contexts, ILogger<AuditKeyFile> log) : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const int NewestChecked = 3;

    private readonly SemaphoreSlim _gate = new(1);
    private AuditKey? _key;

    private string FullPath => Path.GetFullPath(options.Value.KeyFile ?? Path.Combine(paths.Keys, "audit.key"));

    /// <summary>Opens the key, or makes it where nothing was ever recorded.</summary>
    /// <exception cref="InvalidOperationException">It is missing though there are entries, damaged, or not the one they were written with.</exception>
    public async Task PrepareAsync(CancellationToken cancel) => await OpenAsync(cancel);

    public void Dispose() => _gate.Dispose();

    internal async ValueTask<AuditKey> OpenAsync(CancellationToken cancel)
    {
        if (Volatile.Read(ref _key) is { } open)
            return open;
        await _gate.WaitAsync(cancel);
        try
        {
            if (_key is not null)
                return _key;
            var key = Read();
            if (key is null)
            {
                await RequireNothingRecordedAsync(cancel);
                key = Make();
            }
            await RequireFittingAsync(key, cancel);
            Volatile.Write(ref _key, key);
            return key;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>The key as it lies there; makes and checks nothing.</summary>
    /// <exception cref="InvalidOperationException">It is missing or damaged.</exception>
    internal AuditKey Require() => Read()
        ?? throw new InvalidOperationException($"There is no audit key at {FullPath}: without it nothing can be proved. Restore it from a backup, or let Audit:KeyFile name it.");

    private AuditKey? Read()
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(FullPath);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"The audit key {FullPath} (Audit:KeyFile) cannot be read: {e.Message}", e);
        }
        return bytes.Length == AuditKey.Length
            ? new AuditKey(bytes)
            : throw new InvalidOperationException(
                $"The audit key {FullPath} (Audit:KeyFile) is damaged: it has {bytes.Length} bytes instead of {AuditKey.Length}. Restore it from a backup.");
    }

    /// <summary>Under another name first: a file that bears the key's name is whole. Of two portals that start at once, one makes it.</summary>
    private AuditKey Make()
    {
        if (options.Value.KeyFile is null)
            StoragePaths.CreatePrivate(paths.Keys);
        else if (!Directory.Exists(Path.GetDirectoryName(FullPath)))
            throw new InvalidOperationException($"Audit:KeyFile is '{FullPath}', but there is no such folder: make it, readable for the portal's account alone.");
        using var claim = Claim();
        if (Read() is { } made)
            return made;
        var unfinished = FullPath + ".part";
        File.Delete(unfinished);
        var create = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
            create.UnixCreateMode = OwnerOnly;
        using (var file = new FileStream(unfinished, create))
        {
            file.Write(RandomNumberGenerator.GetBytes(AuditKey.Length));
            file.Flush(flushToDisk: true);
        }
        File.Move(unfinished, FullPath, overwrite: false);
        LogMade(log);
        return Read()!;
    }

    private FileStream Claim()
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return new FileStream(FullPath + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (tries < 100)
            {
                // Another portal is making it just now.
                Thread.Sleep(50);
            }
        }
    }

    private async Task RequireNothingRecordedAsync(CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        if (await db.AuditHeads.AnyAsync(cancel) || await db.AuditEntries.AnyAsync(cancel))
            throw new InvalidOperationException(
                $"The audit record has entries, but their key {FullPath} is missing. Restore it from a backup, or let Audit:KeyFile name where it lies. No new key was made: it could not prove what is recorded.");
    }

    /// <summary>One entry that fits proves the key. Where the newest does not, it was changed: said, and found by <c>oxi audit verify</c>.</summary>
    private async Task RequireFittingAsync(AuditKey key, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        foreach (var site in await db.AuditHeads.Select(h => h.SiteId).ToListAsync(cancel))
        {
            var chain = new StoredChain(db, site);
            var newest = await chain.NewestAsync(NewestChecked, cancel);
            if (newest.Count == 0 || Fits(newest[0]))
                continue;
            if (!newest.Exists(Fits) && !(await chain.PageAsync(long.MinValue, 1, cancel)).Exists(Fits))
                throw new InvalidOperationException(
                    $"The audit key {FullPath} does not fit the record of site {site}. If it is not the key that the record was written with, restore that one (Audit:KeyFile); if it is, the record was changed: run './oxi audit verify'.");
            LogChanged(log, site, newest[0].Sequence);
        }

        bool Fits(ChainPlace place) => place.Entry is { } entry && key.Fits(entry);
    }

    [LoggerMessage(2100, LogLevel.Information, "The key of the audit record was made: keep it in the backup, apart from the database.")]
    private static partial void LogMade(ILogger log);

    [LoggerMessage(2101, LogLevel.Critical, "Entry {Sequence} of the audit record of site {Site} does not fit its hash: it was changed. Run './oxi audit verify'.")]
    private static partial void LogChanged(ILogger log, int site, long sequence);
}
