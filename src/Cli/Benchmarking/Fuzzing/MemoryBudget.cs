using OxiPortal.Dicom;

namespace OxiPortal.Cli.Benchmarking.Fuzzing;

/// <summary>
/// How many bytes the trial of one mutant may allocate, all steps together: a share of what the file is long, what a deflated one may inflate to,
/// and room for the frames that came out. What a header merely declares is granted nothing.
/// </summary>
internal sealed class MemoryBudget
{
    private const long Start = 64L << 20;
    // Reading four times, converting every value several times, writing twice: some 5 KiB for an item of eight bytes.
    private const long PerFileByte = 640;
    // Stored words, the film's floats, hash and bytes of each; decoded up to three times.
    private const long PerValue = 64;

    private readonly long _before = GC.GetTotalAllocatedBytes();
    private long _granted;

    public MemoryBudget(Mutant mutant)
    {
        // A deflated data set may swell to so much unquestioned, or by the ratio: a buffer that doubles takes three times as much, several times over.
        var inflated = mutant.Seed.Syntax.IsDeflated
            ? Math.Max(DicomReadLimits.Default.UnquestionedInflatedBytes, mutant.Bytes.Length * (long)DicomReadLimits.Default.MaxInflationRatio)
            : 0;
        _granted = Start + PerFileByte * mutant.Bytes.Length + 16 * inflated;
    }

    /// <summary>A frame of so many values came out.</summary>
    public void Grant(long values) => _granted += PerValue * values;

    public void Check()
    {
        if (GC.GetTotalAllocatedBytes() - _before > _granted)
            throw new FindingException($"more than {_granted >> 20} MiB were allocated");
    }
}
