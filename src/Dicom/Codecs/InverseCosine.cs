using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace OxiPortal.Dicom.Codecs;

/// <summary>
/// The inverse cosine transform of a block, ISO/IEC 10918-1, A.3.3, as two products of 8 x 8 matrices, with rows and columns of zeros left out. In single
/// precision, and without fused operations, so that it gives the same on every machine; its error lies far below half a grey level.
/// </summary>
internal static class InverseCosine
{
    /// <summary>Where in a block the coefficients of a codestream belong: figure A.6.</summary>
    public static ReadOnlySpan<byte> ZigZag =>
    [
        0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
        35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
    ];

    // C(f)/2 cos((2p + 1) f pi / 16) at [f * 8 + p].
    private static readonly float[] Basis = CreateBasis();

    // Rows and columns that the coefficients up to one of the codestream may fill.
    private static readonly byte[] RowsUpTo = UpTo(i => i / 8), ColumnsUpTo = UpTo(i => i % 8);

    /// <summary>Computes the samples of a block.</summary>
    /// <param name="coefficients">64, dequantised, row after row.</param>
    /// <param name="last">Where in the codestream's order the last one stands that is not zero.</param>
    /// <param name="middle">Added to every sample: half the range, A.3.1.</param>
    /// <param name="most">Samples are clamped to 0..most.</param>
    /// <param name="samples">Begins with the block's first sample.</param>
    /// <param name="stride">From one row of samples to the next.</param>
    public static void Transform(ReadOnlySpan<int> coefficients, int last, int middle, int most, Span<ushort> samples, int stride)
    {
        if (last == 0)
        {
            var grey = Vector128.Create((ushort)Math.Clamp(((coefficients[0] + 4) >> 3) + middle, 0, most));
            for (var y = 0; y < 8; y++)
                grey.CopyTo(samples.Slice(y * stride, 8));
            return;
        }
        Span<float> half = stackalloc float[64];
        Down(coefficients, RowsUpTo[last], half);
        Across(half, ColumnsUpTo[last], middle, most, samples, stride);
    }

    // All columns at once: each row of coefficients adds to all rows. A wave of even frequency is the same from above and from below, one of odd frequency
    // its own negative: the lower half comes from the sums of the upper one.
    private static void Down(ReadOnlySpan<int> coefficients, int rows, Span<float> half)
    {
        var row = Vector256.ConvertToSingle(Vector256.Create(coefficients[..8]));
        Vector256<float> even0, even1, even2, even3;
        even0 = even1 = even2 = even3 = row * Basis[0];
        var (odd0, odd1, odd2, odd3) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
        for (var f = 1; f < rows; f += 2)
        {
            row = Vector256.ConvertToSingle(Vector256.Create(coefficients.Slice(f * 8, 8)));
            var basis = Basis.AsSpan(f * 8, 8);
            odd0 += row * basis[0];
            odd1 += row * basis[1];
            odd2 += row * basis[2];
            odd3 += row * basis[3];
            if (f + 1 >= rows)
                break;
            row = Vector256.ConvertToSingle(Vector256.Create(coefficients.Slice(f * 8 + 8, 8)));
            basis = Basis.AsSpan(f * 8 + 8, 8);
            even0 += row * basis[0];
            even1 += row * basis[1];
            even2 += row * basis[2];
            even3 += row * basis[3];
        }
        half = half[..64];
        (even0 + odd0).CopyTo(half);
        (even1 + odd1).CopyTo(half[8..]);
        (even2 + odd2).CopyTo(half[16..]);
        (even3 + odd3).CopyTo(half[24..]);
        (even3 - odd3).CopyTo(half[32..]);
        (even2 - odd2).CopyTo(half[40..]);
        (even1 - odd1).CopyTo(half[48..]);
        (even0 - odd0).CopyTo(half[56..]);
    }

    // All rows at once: each column of values, times the wave that it stands for. One loop for the block, whose length a processor foresees more often than
    // that of one for each row.
    private static void Across(ReadOnlySpan<float> half, int columns, int middle, int most, Span<ushort> samples, int stride)
    {
        half = half[..64];
        // Half a grey level, so that cutting off rounds.
        var r0 = Vector256.Create(middle + 0.5f);
        var (r1, r2, r3, r4, r5, r6, r7) = (r0, r0, r0, r0, r0, r0, r0);
        for (var f = 0; f < columns; f++)
        {
            var wave = Vector256.Create(Basis.AsSpan(f * 8, 8));
            var column = half.Slice(f, 57);
            r0 += wave * column[0];
            r1 += wave * column[8];
            r2 += wave * column[16];
            r3 += wave * column[24];
            r4 += wave * column[32];
            r5 += wave * column[40];
            r6 += wave * column[48];
            r7 += wave * column[56];
        }
        var top = Vector256.Create(most + 0.5f);
        Put(r0, top, samples[..8]);
        Put(r1, top, samples.Slice(stride, 8));
        Put(r2, top, samples.Slice(2 * stride, 8));
        Put(r3, top, samples.Slice(3 * stride, 8));
        Put(r4, top, samples.Slice(4 * stride, 8));
        Put(r5, top, samples.Slice(5 * stride, 8));
        Put(r6, top, samples.Slice(6 * stride, 8));
        Put(r7, top, samples.Slice(7 * stride, 8));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(Vector256<float> row, Vector256<float> top, Span<ushort> samples)
    {
        var levels = Vector256.ConvertToInt32Native(Vector256.Min(Vector256.Max(row, Vector256<float>.Zero), top)).AsUInt32();
        Vector128.Narrow(levels.GetLower(), levels.GetUpper()).CopyTo(samples);
    }

    private static float[] CreateBasis()
    {
        var basis = new float[64];
        for (var f = 0; f < 8; f++)
        {
            for (var p = 0; p < 8; p++)
                basis[f * 8 + p] = (float)(0.5 * (f == 0 ? Math.Sqrt(0.5) : Math.Cos((2 * p + 1) * f * Math.PI / 16)));
        }
        return basis;
    }

    private static byte[] UpTo(Func<int, int> place)
    {
        var most = new byte[64];
        for (var k = 0; k < 64; k++)
            most[k] = (byte)Math.Max(k == 0 ? 0 : most[k - 1], place(ZigZag[k]) + 1);
        return most;
    }
}
