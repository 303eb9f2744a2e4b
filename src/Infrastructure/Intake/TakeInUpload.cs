using System.IO.Compression;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.InstanceStore;
using OxiPortal.Infrastructure.Observability;
using OxiPortal.Infrastructure.Persistence;

namespace OxiPortal.Infrastructure.Intake;

/// <summary>Takes in one uploaded file, or every file of an uploaded zip.</summary>
public sealed partial class TakeInUpload(
    StoragePaths paths, IntakeOfOneFile oneFile, IOptions<IntakeOptions> options, AnalysisMeter meter, ILogger<TakeInUpload> log)
{
    private const int MaxNameLength = 200;
    private const long SmallEnoughToInflate = 64L << 20;

    private IntakeOptions Limits => options.Value;

    /// <summary>One outcome a file, in order. A broken stream throws and leaves nothing behind.</summary>
    /// <param name="actor">Whose site the files become part of.</param>
    /// <param name="fileName">For display only: it never names a file on disk.</param>
    /// <param name="content">Read once, forwards.</param>
    /// <param name="cancel">Ends the upload; what was recorded of an archive by then stays.</param>
    /// <param name="priority">Of the films' analyses.</param>
    /// <exception cref="AccessDeniedException">Neither radiologist nor administrator.</exception>
    /// <exception cref="StorageFailedException">The portal's own disk is full or fails, or its database is held by another program.</exception>
    public async Task<IReadOnlyList<IntakeOutcome>> RunAsync(
        Actor actor, string fileName, Stream content, CancellationToken cancel, AnalysisPriority priority = AnalysisPriority.Normal)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(fileName);
        ArgumentNullException.ThrowIfNull(content);
        actor.MustBe(Role.Radiologist, Role.Administrator);
        var name = Displayable(fileName);
        var isZip = false;
        byte[]? preamble = null;
        var spooled = await Spool.ToDiskAsync(paths, content, head =>
        {
            preamble = Spool.PreambleOf(head.Span);
            isZip = Spool.LooksLikeZip(head.Span);
            return isZip ? Limits.MaxArchiveBytes : Limits.MaxFileBytes;
        }, cancel);
        if (spooled is null)
            return [TooLarge(name, isZip ? Limits.MaxArchiveBytes : Limits.MaxFileBytes)];
        await using (spooled)
        {
            IReadOnlyList<IntakeOutcome> outcomes = isZip
                ? await UnpackAsync(actor, name, spooled, priority, cancel)
                : [await TakeInSpooledAsync(actor, name, spooled, preamble, priority, cancel)];
            foreach (var outcome in outcomes)
            {
                LogTakenIn(outcome.Kind, outcome.Refusal?.Code);
                meter.TakenIn(outcome.Kind);
            }
            return outcomes;
        }
    }

    // The content is on this machine's disk by now: what cannot be read or written is the disk's fault, not the sender's.
    private async Task<IntakeOutcome> TakeInSpooledAsync(Actor actor, string name, FileStream spooled, byte[]? preamble, AnalysisPriority priority, CancellationToken cancel)
    {
        try
        {
            return await oneFile.TakeInAsync(actor, name, spooled, preamble, priority, cancel);
        }
        catch (StoreAwayException e)
        {
            throw new StorageFailedException("The place where films are kept does not answer at the moment.", e);
        }
        catch (IOException e)
        {
            throw new StorageFailedException(e);
        }
        catch (Exception e) when (DatabaseTrouble.SentenceOf(e) is { } sentence)
        {
            throw new StorageFailedException(sentence, e);
        }
    }

    private async Task<IReadOnlyList<IntakeOutcome>> UnpackAsync(
        Actor actor, string name, FileStream zip, AnalysisPriority priority, CancellationToken cancel)
    {
        if (await ZipDirectory.HoldsMoreThanAsync(zip, Limits.MaxEntries, cancel))
            return [Bomb(name, $"it holds more than {Limits.MaxEntries} files")];
        try
        {
            await using var archive = await ZipArchive.CreateAsync(zip, ZipArchiveMode.Read, leaveOpen: true, entryNameEncoding: null, cancel);
            // A folder is an entry whose name ends in a slash.
            var files = archive.Entries.Where(e => e.Name.Length > 0).ToList();
            var declared = files.Aggregate(0L, (sum, e) => long.MaxValue - sum < e.Length ? long.MaxValue : sum + e.Length);
            if (Swells(declared, zip.Length) is { } problem)
                return [Bomb(name, problem)];
            if (files.Count == 0)
                return [Refused(name, RefusalCodes.UnsupportedFormat, "The archive holds no files.")];

            var outcomes = new List<IntakeOutcome>(files.Count);
            var inflated = 0L;
            foreach (var entry in files)
            {
                var (outcome, bytes) = await TakeOutAsync(actor, $"{name}/{Displayable(entry.FullName)}", entry, priority, cancel);
                outcomes.Add(outcome);
                // What the archive says of itself may be a lie: count what really came out.
                inflated += bytes;
                if (Swells(inflated, zip.Length) is { } swollen)
                {
                    outcomes.Add(Bomb(name, swollen));
                    break;
                }
            }
            return outcomes;
        }
        catch (InvalidDataException)
        {
            return [Refused(name, RefusalCodes.Corrupt, "This zip archive is damaged and cannot be unpacked. Nothing of it was kept.")];
        }
    }

    private async Task<(IntakeOutcome Outcome, long Bytes)> TakeOutAsync(
        Actor actor, string name, ZipArchiveEntry entry, AnalysisPriority priority, CancellationToken cancel)
    {
        if (entry.IsEncrypted)
            return (Refused(name, RefusalCodes.UnsupportedFormat, "This file is encrypted: unpack the archive and upload its files."), 0);
        var isZip = false;
        byte[]? preamble = null;
        FileStream? spooled;
        try
        {
            await using var inflated = await entry.OpenAsync(cancel);
            await using var packed = new CheckedStream(inflated, entry.Crc32);
            spooled = await Spool.ToDiskAsync(paths, packed, head =>
            {
                preamble = Spool.PreambleOf(head.Span);
                isZip = Spool.LooksLikeZip(head.Span);
                return Limits.MaxFileBytes;
            }, cancel);
        }
        catch (InvalidDataException)
        {
            return (Refused(name, RefusalCodes.Corrupt, "This file is damaged within its archive and cannot be unpacked."), 0);
        }
        if (spooled is null)
            return (TooLarge(name, Limits.MaxFileBytes), Limits.MaxFileBytes);
        await using (spooled)
        {
            return isZip
                ? (Refused(name, RefusalCodes.UnsupportedFormat, "An archive within an archive is not unpacked: upload it by itself."), spooled.Length)
                : (await TakeInSpooledAsync(actor, name, spooled, preamble, priority, cancel), spooled.Length);
        }
    }

    /// <summary>Why so many bytes out of so few are not believed; null: they are.</summary>
    private string? Swells(long inflatedBytes, long packedBytes) =>
        inflatedBytes > Limits.MaxInflatedBytes ? $"unpacked it is larger than {Size(Limits.MaxInflatedBytes)}"
        : inflatedBytes > SmallEnoughToInflate && inflatedBytes / Limits.MaxRatio > packedBytes ? $"unpacked it is more than {Limits.MaxRatio} times larger than packed"
        : null;

    private static IntakeOutcome Bomb(string name, string why) =>
        Refused(name, RefusalCodes.ArchiveBomb, $"This archive was not unpacked to its end: {why}.");

    private static IntakeOutcome TooLarge(string name, long limit) =>
        Refused(name, RefusalCodes.TooLarge, $"This file is larger than {Size(limit)}, the most that is taken in.");

    private static IntakeOutcome Refused(string name, string code, string sentence) =>
        new(name, IntakeKind.Refused, Queued: false, null, null, new Refusal(code, sentence), sentence);

    private static string Size(long bytes) => bytes switch
    {
        >= 1L << 30 when bytes % (1L << 30) == 0 => $"{bytes >> 30} GiB",
        >= 1L << 20 => $"{bytes >> 20} MiB",
        >= 1L << 10 => $"{bytes >> 10} KiB",
        _ => $"{bytes} bytes",
    };

    private static string Displayable(string fileName)
    {
        var name = string.Concat(fileName.Select(c => char.IsControl(c) ? ' ' : c)).Trim();
        return name.Length == 0 ? "(no name)" : name.Length <= MaxNameLength ? name : "..." + name[^(MaxNameLength - 3)..];
    }

    [LoggerMessage(EventId = 2001, Level = LogLevel.Information, Message = "Upload: one file {Kind}, code {Code}")]
    private partial void LogTakenIn(IntakeKind kind, string? code);
}
