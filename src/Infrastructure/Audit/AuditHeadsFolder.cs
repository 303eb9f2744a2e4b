using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using OxiPortal.Infrastructure.InstanceStore;

namespace OxiPortal.Infrastructure.Audit;

/// <summary>The files that hold signed heads, one a day (UTC), only ever appended to.</summary>
public sealed class AuditHeadsFolder(StoragePaths paths, IOptions<AuditOptions> options)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    internal string FullPath => Path.GetFullPath(options.Value.HeadsFolder ?? Path.Combine(paths.Root, "audit"));

    internal bool Exists => Directory.Exists(FullPath);

    /// <summary>Oldest first; none where nothing was written yet.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    internal IReadOnlyList<string> Files() => Exists
        ? [.. Directory.EnumerateFiles(FullPath, "heads-*.jsonl").Order(StringComparer.Ordinal)]
        : [];

    /// <summary>On disk when this returns. A line that a crash broke off is ended by a note first, in the same line.</summary>
    /// <exception cref="IOException">The disk is full or gone, or another portal writes at this moment.</exception>
    internal async Task AppendAsync(IReadOnlyList<AuditHead> heads, AuditKey key, DateTimeOffset now, CancellationToken cancel)
    {
        StoragePaths.CreatePrivate(FullPath);
        // Not the file itself: who verifies reads it meanwhile.
        await using var claim = new FileStream(Path.Combine(FullPath, "heads.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        var create = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite };
        if (!OperatingSystem.IsWindows())
            create.UnixCreateMode = OwnerOnly;
        var name = string.Create(CultureInfo.InvariantCulture, $"heads-{now.UtcDateTime:yyyy-MM-dd}.jsonl");
        await using var file = new FileStream(Path.Combine(FullPath, name), create);
        using var lines = new MemoryStream();
        if (await TornAsync(file, cancel) is { } torn)
            lines.Write(AuditHeadLine.EndTorn(torn, key));
        foreach (var head in heads)
            lines.Write(AuditHeadLine.Write(head, key));
        file.Seek(0, SeekOrigin.End);
        await file.WriteAsync(lines.ToArray(), cancel);
        await file.FlushAsync(cancel);
        file.Flush(flushToDisk: true);
    }

    /// <summary>The hash of what stands after the last line's end; null: nothing does.</summary>
    private static async Task<string?> TornAsync(FileStream file, CancellationToken cancel)
    {
        var tail = new byte[Math.Min(file.Length, AuditHeadLine.MostBytes)];
        file.Seek(-tail.Length, SeekOrigin.End);
        await file.ReadExactlyAsync(tail, cancel);
        var torn = tail.AsSpan(tail.AsSpan().LastIndexOf((byte)'\n') + 1);
        return torn.IsEmpty ? null : Convert.ToHexStringLower(SHA256.HashData(torn));
    }
}
