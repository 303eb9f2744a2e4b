using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using OxiPortal.Dicom;
using OxiPortal.Dicom.Imaging;
using OxiPortal.Domain.Audit;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Labels;
using OxiPortal.Domain.Releases;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Audit;
using OxiPortal.Infrastructure.Persistence;
using OxiPortal.Infrastructure.Persistence.Rows;
using OxiPortal.Infrastructure.Reading;

namespace OxiPortal.Infrastructure.Exports;

/// <summary>A data set as released.</summary>
/// <param name="Sha256">Of the zip's bytes, lower-case hex; empty: the export broke off, or still runs.</param>
public sealed record DatasetRelease(
    Guid Id, string Version, DateTimeOffset At, string By, int Patients, int Images, int Annotations, int Rejected, string Sha256)
{
    internal static DatasetRelease Of(DatasetReleaseRow row) =>
        new(row.Id, row.ReleaseVersion, row.At, row.By, row.Patients, row.Images, row.Annotations, row.Rejected, row.ZipHash);
}

/// <summary>
/// Writes what readers and QA decided as a data set for training: COCO JSON and pixel-only PNGs under pseudonyms, in a zip. No name, id, UID of
/// the source or date leaves with it.
/// </summary>
public sealed class ExportDataset(
    IDbContextFactory<PortalDb> contexts, IInstanceStore store, PixelDecoder decoder, Pseudonyms pseudonyms, LabelSignals signals, AuditLog audit,
    TimeProvider time)
{
    // A zip entry needs some time; this one tells nothing.
    private static readonly DateTimeOffset NoTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <param name="actor">An administrator.</param>
    /// <param name="noBurnedInTextConfirmed">The administrator has looked: no film to be exported shows text that identifies somebody.</param>
    /// <param name="zip">Written forwards only and never synchronously; need not seek. Stays open.</param>
    /// <exception cref="AccessDeniedException">Not an administrator.</exception>
    /// <exception cref="InvalidOperationException">Not confirmed, or nothing has been submitted yet.</exception>
    public async Task<DatasetRelease> RunAsync(Actor actor, bool noBurnedInTextConfirmed, Stream zip, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(zip);
        actor.MustBe(Role.Administrator);
        if (!noBurnedInTextConfirmed)
            throw new InvalidOperationException("Confirm first that no film to be exported shows text that identifies somebody.");
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var films = await ReleasedFilms.ReadAsync(db, actor.Site, cancel);
        if (films.Count == 0)
            throw new InvalidOperationException("There is nothing to export yet: no read has been submitted.");
        // On record before its first byte leaves: an export that breaks off, or whose reader hangs up at the very end, has left too.
        var release = await ReserveAsync(actor, films.Count, cancel);

        var content = new Content(release.ReleaseVersion);
        await using var hashing = new HashingStream(zip);
        await using (var archive = await ZipArchive.CreateAsync(hashing, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancel))
        {
            var names = await pseudonyms.OpenAsync(actor.Site, cancel);
            foreach (var film in films)
                await AddFilmAsync(archive, content, film, names.Of(film.LinkKeyHash, film.Ordinal), cancel);
            await AddAsync(archive, content, "annotations.json", DatasetJson.Write(content.Coco()), CompressionLevel.Optimal, cancel);
            var manifest = content.Manifest(await ModelSetsAsync(db, actor.Site, cancel));
            await AddAsync(archive, content, "manifest.json", DatasetJson.Write(manifest), CompressionLevel.Optimal, cancel);
        }
        await hashing.FlushAsync(cancel);
        content.Finish(release, hashing.TakeHash());
        db.DatasetReleases.Update(release);
        await db.SaveChangesAsync(CancellationToken.None);
        signals.Releases.Wake();
        return DatasetRelease.Of(release);
    }

    private Task<DatasetReleaseRow> ReserveAsync(Actor actor, int films, CancellationToken cancel) => Conflicts.RetryAsync(contexts, async db =>
    {
        var before = await db.DatasetReleases.CountAsync(r => r.SiteId == actor.Site.Value, cancel);
        var now = time.GetUtcNow();
        var row = new DatasetReleaseRow
        {
            Id = Guid.CreateVersion7(now),
            SiteId = actor.Site.Value,
            ReleaseVersion = (before + 1).ToString(CultureInfo.InvariantCulture),
            At = now,
            ByUserId = actor.UserId,
            By = actor.DisplayName,
        };
        db.DatasetReleases.Add(row);
        await audit.AppendAsync(
            db, actor, new AuditFact(AuditAction.DatasetExported) { Subject = row.ReleaseVersion, Detail = string.Create(CultureInfo.InvariantCulture, $"{films} films") }, cancel);
        await db.SaveChangesAsync(cancel);
        return row;
    }, cancel);

    private async Task AddFilmAsync(ZipArchive archive, Content content, ReleasedFilm film, string pseudonym, CancellationToken cancel)
    {
        if (film.BurnedInAnnotation)
        {
            content.BurnedIn++;
            return;
        }
        ExportedPixels pixels;
        try
        {
            await using var stream = await store.OpenAsync(film.StorageKey, cancel);
            pixels = await ExportedPixels.ReadAsync(await DicomFile.ReadAsync(stream, DicomReadLimits.Kept, cancel), decoder, film.Frame, cancel);
        }
        catch (Exception e) when (e is DicomException or FileNotFoundException or DamagedInstanceException)
        {
            // One lost or damaged file must not keep all others in: it is counted in the manifest. What is not the film's own fault breaks the export off.
            content.Unreadable++;
            return;
        }
        var frame = film.Frame == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"-frame{film.Frame}");
        var name = string.Create(CultureInfo.InvariantCulture, $"images/{pseudonym}-{film.NumberInPatient}{frame}.png");
        // A PNG is packed already.
        await AddAsync(archive, content, name, PngWriter.WriteGrey(pixels.Rows, pixels.Columns, pixels.Values), CompressionLevel.NoCompression, cancel);
        content.Add(film, pixels, pseudonym, name);
    }

    private static async Task AddAsync(
        ZipArchive archive, Content content, string name, byte[] bytes, CompressionLevel level, CancellationToken cancel)
    {
        var entry = archive.CreateEntry(name, level);
        entry.LastWriteTime = NoTime;
        await using var stream = await entry.OpenAsync(cancel);
        await stream.WriteAsync(bytes, cancel);
        content.Files.Add(new DatasetJson.FileEntry(name, Convert.ToHexStringLower(SHA256.HashData(bytes))));
    }

    /// <summary>The models whose marks were judged.</summary>
    private static async Task<List<DatasetJson.ModelSetEntry>> ModelSetsAsync(PortalDb db, SiteId site, CancellationToken cancel)
    {
        var judged = ReleasedFilms.Current(db, site).Select(l => l.AnalysisId);
        var samples = await db.Analyses.AsNoTracking()
            .Where(a => a.SiteId == site.Value && judged.Contains(a.Id))
            .GroupBy(a => a.ModelSetHash)
            .Select(set => new { Hash = set.Key, set.First().ResultJson })
            .ToListAsync(cancel);
        return [.. samples.OrderBy(s => s.Hash, StringComparer.Ordinal)
            .Select(s => new DatasetJson.ModelSetEntry(s.Hash, StoredAnalysis.ResultWithoutHeat(s.ResultJson).Models))];
    }

    /// <summary>What the zip holds so far.</summary>
    private sealed class Content(string version)
    {
        private static readonly CodedConcept[] Labels = [.. FindingLabels.Drawable];

        private readonly List<DatasetJson.Image> _images = [];
        private readonly List<DatasetJson.Annotation> _annotations = [];
        private readonly List<DatasetJson.Annotation> _rejected = [];

        public List<DatasetJson.FileEntry> Files { get; } = [];
        public int BurnedIn { get; set; }
        public int Unreadable { get; set; }

        public void Add(ReleasedFilm film, ExportedPixels pixels, string pseudonym, string name)
        {
            var id = _images.Count + 1;
            _images.Add(new DatasetJson.Image(
                id, name, pixels.Columns, pixels.Rows, pseudonym, film.Spacing is { } spacing ? [spacing.RowMm, spacing.ColumnMm] : null,
                film.Truth.FullyRead, new DatasetJson.Grey(pixels.Offset, pixels.Scale, pixels.Inverted)));
            foreach (var finding in film.Truth.Findings)
                _annotations.Add(Annotation(_annotations.Count + 1, id, finding));
            foreach (var nothing in film.Truth.NotFindings)
                _rejected.Add(Annotation(_rejected.Count + 1, id, nothing));
        }

        public DatasetJson.Coco Coco() => new(
            new DatasetJson.Info("Chest radiographs labelled by readers. Research use only.", version, DatasetJson.Format),
            _images, _annotations, _rejected,
            [.. Labels.Select((label, index) => new DatasetJson.Category(index + 1, label.Meaning, label.Code, label.Scheme))]);

        public DatasetJson.Manifest Manifest(IReadOnlyList<DatasetJson.ModelSetEntry> modelSets) => new(
            DatasetJson.Format, version, Patients, _images.Count, _annotations.Count, _rejected.Count, new DatasetJson.LeftOut(BurnedIn, Unreadable),
            ReleaseRules.Sentences, "HMAC-SHA256 with a secret of the site: the same patient keeps one pseudonym in all of its exports.", modelSets,
            [.. Files]);

        public void Finish(DatasetReleaseRow release, string hash) =>
            (release.Patients, release.Images, release.Annotations, release.Rejected, release.ZipHash) = (Patients, _images.Count, _annotations.Count, _rejected.Count, hash);

        private int Patients => _images.Select(i => i.PatientPseudonym).Distinct().Count();

        private static DatasetJson.Annotation Annotation(int id, int imageId, TrainingLabel label)
        {
            var box = label.Box!.Value;
            var category = Array.FindIndex(Labels, l => (l.Scheme, l.Code) == (label.Label.Scheme, label.Label.Code));
            return new DatasetJson.Annotation(
                id, imageId, (category < 0 ? Array.IndexOf(Labels, FindingLabels.Other) : category) + 1, [box.X, box.Y, box.Width, box.Height],
                box.Width * box.Height, 0,
                new DatasetJson.Attributes(label.Verdict.ToString()!, label.Review?.ToString() ?? "Unreviewed", label.TrackingUid));
        }
    }
}
