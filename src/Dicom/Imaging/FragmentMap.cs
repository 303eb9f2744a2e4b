using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace OxiPortal.Dicom.Imaging;

/// <summary>
/// Which fragments are which frame: by an offset table where there is one, else by where codestreams end and begin. PS3.5 section A.4. A table that
/// does not fit its fragments is an error, never a guess: the frame of another moment is a wrong film. One frame is all fragments, and no table is asked: some writers
/// leave a wrong one, and what decodes the frame sees whether it is whole and alone.
/// </summary>
internal sealed class FragmentMap
{
    // Made once for all frames of a film: a film may have thousands.
    private static readonly ConditionalWeakTable<DicomFragmentSequence, FragmentMap> Made = [];

    private readonly int _frames;
    private readonly int _fragments;
    private readonly List<int> _starts;

    private FragmentMap(DicomFragmentSequence sequence, int frames, List<int> starts) => (_frames, _fragments, _starts) = (frames, sequence.Fragments.Count, starts);

    /// <exception cref="DicomException">The fragments cannot be told apart into so many frames, or a table is wrong.</exception>
    public static FragmentMap Of(DicomDataset dataset, DicomFragmentSequence sequence, int frames)
    {
        if (Made.TryGetValue(sequence, out var made) && made._frames == frames)
            return made;
        var map = new FragmentMap(sequence, frames, Starts(dataset, sequence, frames));
        Made.AddOrUpdate(sequence, map);
        return map;
    }

    /// <summary>The first fragment of a frame, and the one behind its last.</summary>
    public (int From, int To) FragmentsOf(int frame) => (_starts[frame], frame + 1 < _frames ? _starts[frame + 1] : _fragments);

    private static List<int> Starts(DicomDataset dataset, DicomFragmentSequence sequence, int frames)
    {
        var fragments = sequence.Fragments;
        if (fragments.All(f => f.IsEmpty))
            throw DicomException.Corrupt("The compressed pixel data is empty", DicomTags.PixelData);
        if (frames == 1)
            return [0];
        if (Offsets(dataset, sequence) is { Count: > 0 } offsets)
            return ByOffsets(offsets, fragments, frames);
        var starts = fragments.Count == frames ? [.. Enumerable.Range(0, frames)] : ByCodestream(fragments);
        return starts.Count == frames
            ? starts
            : throw DicomException.Corrupt($"{fragments.Count} fragments cannot be told apart into {frames} frames", DicomTags.PixelData);
    }

    private static List<ulong> Offsets(DicomDataset dataset, DicomFragmentSequence sequence)
    {
        var offsets = new List<ulong>();
        var table = sequence.OffsetTable.Span;
        for (; table.Length >= 4; table = table[4..])
            offsets.Add(BinaryPrimitives.ReadUInt32LittleEndian(table));
        // PS3.3 C.7.6.3.1.8: the extended table stands in where 32 bits do not do.
        if (offsets.Count == 0)
            offsets.AddRange(dataset.GetValues<ulong>(DicomTags.ExtendedOffsetTable));
        return offsets;
    }

    // Offsets count from the first byte of the first fragment's item tag.
    private static List<int> ByOffsets(List<ulong> offsets, IReadOnlyList<ByteRange> fragments, int frames)
    {
        if (offsets.Count != frames)
            throw DicomException.Corrupt($"The offset table names {offsets.Count} frames, the file says it holds {frames}", DicomTags.PixelData);
        var places = new Dictionary<ulong, int>();
        ulong position = 0;
        for (var i = 0; i < fragments.Count; i++)
        {
            places[position] = i;
            position += 8 + (ulong)fragments[i].Length;
        }
        var starts = new List<int>(frames);
        foreach (var offset in offsets)
        {
            if (!places.TryGetValue(offset, out var fragment) || (starts.Count == 0 ? fragment != 0 : fragment <= starts[^1]))
                throw DicomException.Corrupt("The offset table does not point at fragments in order", DicomTags.PixelData);
            starts.Add(fragment);
        }
        return starts;
    }

    // Without a table a frame begins where one codestream has ended and the next begins. A beginning alone does not do: compressed data, or a picture
    // within a JPEG's header, may hold the same bytes where a fragment happens to begin.
    private static List<int> ByCodestream(IReadOnlyList<ByteRange> fragments)
    {
        var starts = new List<int>();
        var hasEnded = true;
        for (var i = 0; i < fragments.Count; i++)
        {
            if (fragments[i].IsEmpty)
                continue;
            if (hasEnded && Begins(fragments[i]))
                starts.Add(starts.Count == 0 ? 0 : i);
            hasEnded = Ends(fragments[i]);
        }
        return starts;
    }

    // SOI of JPEG and JPEG-LS with the marker after it; SOC and SIZ of JPEG 2000.
    private static bool Begins(ByteRange fragment) =>
        fragment.Read(0, Math.Min(4, fragment.Length)).Span is [0xFF, 0xD8, 0xFF, ..] or [0xFF, 0x4F, 0xFF, 0x51];

    // EOI or EOC, both FF D9, and what pads a fragment to an even length.
    private static bool Ends(ByteRange fragment)
    {
        var last = Math.Min(8, fragment.Length);
        return fragment.Read(fragment.Length - last, last).Span.TrimEnd((byte)0) is [.., 0xFF, 0xD9];
    }
}
