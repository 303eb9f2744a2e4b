using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using OxiPortal.Dicom;
using OxiPortal.Dicom.Synthetic;

namespace OxiPortal.Cli.Benchmarking.Dicom;

/// <summary>A synthetic film at the depth that a syntax is measured with.</summary>
internal sealed class BenchedFilm
{
    private readonly int _bits;

    private BenchedFilm(DicomDataset dataset, ushort[] values, int bits) => (Dataset, Values, _bits) = (dataset, values, bits);

    /// <summary>With the pixels as they are before compression.</summary>
    public DicomDataset Dataset { get; }

    /// <summary>The stored values, signed ones in two's complement.</summary>
    public ushort[] Values { get; }

    /// <summary>Brings a drawn film, of 12 bits, to another depth.</summary>
    public static BenchedFilm Create(SyntheticRadiograph drawn, int bits, bool signed)
    {
        var random = new Random(bits);
        var middle = signed ? 1 << (bits - 1) : 0;
        // A detector of 16 bits has grain in the bits that a drawn film lacks.
        var values = Array.ConvertAll(drawn.Pixels, p => (ushort)((bits >= 12 ? p << (bits - 12) | random.Next(1 << (bits - 12)) : p >> (12 - bits)) - middle));
        var dataset = drawn.ToDicom(SyntheticStudy.Demo(1)).Dataset
            .AddOrUpdate(DicomTags.BitsAllocated, bits > 8 ? 16 : 8)
            .AddOrUpdate(DicomTags.BitsStored, bits)
            .AddOrUpdate(DicomTags.HighBit, bits - 1)
            .AddOrUpdate(DicomTags.PixelRepresentation, signed ? 1 : 0);
        var bytes = bits > 8 ? MemoryMarshal.AsBytes(values.AsSpan()).ToArray() : Array.ConvertAll(values, v => (byte)v);
        return new BenchedFilm(dataset.AddOrUpdate(new DicomElement(DicomTags.PixelData, DicomVR.OW, bytes.Length % 2 == 0 ? bytes : [.. bytes, 0])), values, bits);
    }

    public byte[] ToDicom() => new DicomFile(Dataset).ToBytes().ToArray();

    /// <summary>A portable grey map, for encoders that know no DICOM: two bytes a value, the upper one first, as its depth asks from 9 bits on.</summary>
    public byte[] ToPgm()
    {
        var header = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $"P5\n{Dataset.GetSingleValueOrDefault(DicomTags.Columns, 0)} {Dataset.GetSingleValueOrDefault(DicomTags.Rows, 0)}\n{(1 << _bits) - 1}\n"));
        return [.. header, .. Values.SelectMany(v => new[] { (byte)(v >> 8), (byte)v })];
    }

    /// <summary>The last values of a portable grey map of more than 8 bits.</summary>
    public static ushort[] ReadPgm(ReadOnlySpan<byte> pgm, int values)
    {
        if (pgm.Length < values * 2 || !pgm.StartsWith("P5"u8))
            throw new InvalidDataException("The decoder wrote no portable grey map of that size.");
        var pixels = pgm[^(values * 2)..];
        var read = new ushort[values];
        for (var i = 0; i < values; i++)
            read[i] = (ushort)(pixels[2 * i] << 8 | pixels[2 * i + 1]);
        return read;
    }

    /// <summary>The film with a codestream in place of its pixels.</summary>
    public byte[] Encapsulate(byte[] codestream, DicomTransferSyntax syntax)
    {
        var dataset = DicomFile.Read(ToDicom()).Dataset;
        ReadOnlyMemory<byte> even = codestream.Length % 2 == 0 ? codestream : [.. codestream, 0];
        return new DicomFile(dataset.AddOrUpdate(new DicomFragmentSequence(DicomTags.PixelData, DicomVR.OB, ReadOnlyMemory<byte>.Empty, [even])), syntax).ToBytes().ToArray();
    }
}
