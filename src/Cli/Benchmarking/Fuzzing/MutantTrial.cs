using System.Security.Cryptography;
using OxiPortal.Dicom;
using OxiPortal.Dicom.Imaging;

namespace OxiPortal.Cli.Benchmarking.Fuzzing;

/// <summary>
/// Does to a mutant what the portal does to a film: reads it, from memory and from the disk, converts every value, decodes frames, writes it again.
/// Success or a <see cref="DicomException"/> are right; all else is a finding.
/// </summary>
/// <param name="decoder">What decodes the frames.</param>
/// <param name="folder">For the files that are read from the disk.</param>
internal sealed class MutantTrial(PixelDecoder decoder, string folder)
{
    private const int FramesTried = 3;

    // A bomb just small enough to be let in is one for sure when it was deflated again, better.
    private static readonly DicomReadLimits Own = DicomReadLimits.Default with { MaxInflationRatio = int.MaxValue };

    private static readonly DicomWriteOptions[] Encodings =
    [
        DicomWriteOptions.Default, new() { DefinedLengths = true }, new() { TransferSyntax = DicomTransferSyntax.ImplicitVRLittleEndian },
        new() { TransferSyntax = DicomTransferSyntax.ExplicitVRBigEndian }, new() { TransferSyntax = DicomTransferSyntax.DeflatedExplicitVRLittleEndian },
    ];

    private readonly Dictionary<FuzzSeed, SeedFacts> _seeds = [];

    public async Task<TrialResult> RunAsync(Mutant mutant)
    {
        if (!_seeds.TryGetValue(mutant.Seed, out var seed))
            _seeds[mutant.Seed] = seed = await FactsAsync(mutant.Seed);
        var budget = new MemoryBudget(mutant);
        try
        {
            var outcome = await TryAsync(mutant, seed, budget);
            budget.Check();
            return new(outcome, null);
        }
        catch (FindingException finding)
        {
            return new(TrialOutcome.Read, finding.Message);
        }
        catch (Exception error) when (error is not DicomException)
        {
            return new(TrialOutcome.Read, $"{error.GetType().Name} at {Place(error)}");
        }
    }

    private async Task<TrialOutcome> TryAsync(Mutant mutant, SeedFacts seed, MemoryBudget budget)
    {
        DicomFile file;
        try
        {
            file = DicomFile.Read(mutant.Bytes);
        }
        catch (DicomException refusal)
        {
            RefusalRules.Check(refusal, seed.Texts);
            await ReadFromDiskAsync(mutant, null);
            return TrialOutcome.Refused;
        }
        await ReadFromDiskAsync(mutant, file);
        DataSetWalk.All(file.Dataset);
        var frames = await FramesAsync(file, seed, budget);
        CheckCut(mutant.Cut, frames, seed);
        await RewriteAsync(file, frames, Encodings[mutant.Number % Encodings.Length]);
        return frames.Count > 0 && frames.Values.All(f => f is not null) ? TrialOutcome.Decoded : TrialOutcome.Read;
    }

    // Of each frame that was tried the hash of its pixels; null where it was refused.
    private async Task<SortedDictionary<int, string?>> FramesAsync(DicomFile file, SeedFacts? seed, MemoryBudget? budget)
    {
        var frames = new SortedDictionary<int, string?>();
        int count;
        try
        {
            count = DicomPixelData.Create(file.Dataset).NumberOfFrames;
        }
        catch (DicomException refusal)
        {
            RefusalRules.Check(refusal, seed?.Texts ?? []);
            return frames;
        }
        foreach (var index in Enumerable.Range(0, Math.Min(count, FramesTried)).Append(count - 1))
        {
            try
            {
                var frame = await decoder.DecodeFrameAsync(file, index);
                budget?.Grant(frame.Count);
                DecodedRules.Check(frame);
                frames[index] = Hash(frame);
            }
            catch (DicomException refusal)
            {
                RefusalRules.Check(refusal, seed?.Texts ?? []);
                frames[index] = null;
            }
        }
        if (frames[0] is not null && seed is not null)
            await ShowAsync(file, seed);
        try
        {
            await decoder.DecodeFrameAsync(file, count);
            throw new FindingException("a frame beyond the last was decoded");
        }
        catch (DicomException)
        {
            return frames;
        }
    }

    // As the analysis sees it, and as a reader does.
    private async Task ShowAsync(DicomFile file, SeedFacts seed)
    {
        try
        {
            DecodedRules.Check(await FilmReader.ReadAsync(file, decoder));
        }
        catch (DicomException refusal)
        {
            RefusalRules.Check(refusal, seed.Texts);
        }
        try
        {
            await DisplayPipeline.RenderAsync(file, decoder, new DisplayOptions { Overlays = true });
        }
        catch (DicomException refusal)
        {
            RefusalRules.Check(refusal, seed.Texts);
        }
    }

    private static void CheckCut(PixelCut cut, SortedDictionary<int, string?> frames, SeedFacts seed)
    {
        if (cut == PixelCut.None)
            return;
        foreach (var (index, hash) in frames)
        {
            if (hash is not null && hash != seed.Frames.GetValueOrDefault(index))
                throw new FindingException("a frame of a cut file came out with other pixels");
        }
        if (cut == PixelCut.File && frames.Count > 0 && frames.Last() is { Value: not null } last && last.Key == seed.Frames.Keys.LastOrDefault())
            throw new FindingException("the last frame of a cut file was decoded");
    }

    private async Task ReadFromDiskAsync(Mutant mutant, DicomFile? fromMemory)
    {
        var path = Path.Combine(folder, "mutant.dcm");
        await File.WriteAllBytesAsync(path, mutant.Bytes);
        try
        {
            using var fromDisk = await DicomFile.OpenAsync(path);
            if (fromMemory is null)
                throw new FindingException("read from the disk, refused from memory");
            if (ContentHash.Compute(fromDisk.Dataset) != ContentHash.Compute(fromMemory.Dataset))
                throw new FindingException("read differently from the disk than from memory");
        }
        catch (DicomException)
        {
            if (fromMemory is not null)
                throw new FindingException("refused from the disk, read from memory");
        }
    }

    // Once written, a file stays what it is: written again it has the same content and the same pixels.
    private async Task RewriteAsync(DicomFile file, SortedDictionary<int, string?> frames, DicomWriteOptions encoding)
    {
        if (file.Dataset.GetString(DicomTags.SOPClassUID) is null || file.Dataset.GetString(DicomTags.SOPInstanceUID) is null
            || (!file.TransferSyntax.IsEncapsulated && file.Dataset.Find(DicomTags.PixelData) is DicomFragmentSequence))
            return; // The writer says that it will not.
        DicomFile once, twice;
        try
        {
            once = DicomFile.Read(file.ToBytes(), Own);
            twice = DicomFile.Read(WrittenAs(encoding, once), Own);
        }
        catch (DicomException error)
        {
            throw new FindingException($"what was written is not read: {error.Message}");
        }
        if (ContentHash.Compute(once.Dataset) != ContentHash.Compute(twice.Dataset))
            throw new FindingException("written twice, the content differs");
        if (frames.Any(f => f.Value is not null) && !(await FramesAsync(once, null, null)).SequenceEqual(frames))
            throw new FindingException("written again, the pixels differ");
    }

    // Not every file can be written in every encoding, and the writer says so: then in its own.
    private static ReadOnlyMemory<byte> WrittenAs(DicomWriteOptions encoding, DicomFile file)
    {
        try
        {
            return file.ToBytes(encoding);
        }
        catch (ArgumentException)
        {
            return file.ToBytes();
        }
    }

    private async Task<SeedFacts> FactsAsync(FuzzSeed seed)
    {
        var file = DicomFile.Read(seed.File);
        return new SeedFacts(await FramesAsync(file, null, null), RefusalRules.TextsOf(file.Dataset));
    }

    private static string Hash(PixelFrame frame) => Convert.ToHexString(SHA256.HashData(frame.ToLittleEndianBytes()));

    // Type and place only: the message of a stray exception may hold a value.
    private static string Place(Exception error) => (error.StackTrace ?? "").Split('\n').Select(l => l.Trim())
        .FirstOrDefault(l => l.StartsWith("at OxiPortal.Dicom", StringComparison.Ordinal)) is { } line ? line["at ".Length..].Split('(')[0] : "an unknown place";

    /// <param name="Frames">Hashes of the frames as the whole file has them.</param>
    /// <param name="Texts">What no refusal may repeat.</param>
    private sealed record SeedFacts(SortedDictionary<int, string?> Frames, IReadOnlyList<string> Texts);
}
