using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace OxiPortal.Inference.Preprocessing;

/// <summary>
/// Area averaging along one axis, edge to edge: each new pixel is the mean of what it covers, a pixel that it covers in part counting by
/// that part.
/// </summary>
internal sealed class AxisReduction
{
    private readonly int[] _first;
    private readonly float[] _weights;

    /// <param name="from">Pixels before.</param>
    /// <param name="to">Pixels after; not more.</param>
    public AxisReduction(int from, int to)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(to, from);
        var step = (double)from / to;
        Taps = Math.Min(from, (int)Math.Ceiling(step) + (from % to == 0 ? 0 : 1));
        _first = new int[to];
        _weights = new float[to * Taps];
        for (var i = 0; i < to; i++)
        {
            var (start, end) = (i * step, (i + 1) * step);
            // The taps of the last pixels would reach beyond the end: they start earlier, with weight 0.
            var first = Math.Min((int)start, from - Taps);
            _first[i] = first;
            for (var tap = 0; tap < Taps; tap++)
            {
                var pixel = first + tap;
                _weights[i * Taps + tap] = (float)(Math.Max(0, Math.Min(end, pixel + 1) - Math.Max(start, pixel)) / step);
            }
        }
    }

    /// <summary>How many pixels one new pixel is made of, at most.</summary>
    public int Taps { get; }

    /// <summary>Row <paramref name="index"/> of the reduced picture, from the rows of <paramref name="picture"/>.</summary>
    public void Row(ReadOnlySpan<float> picture, int columns, int index, Span<float> to)
    {
        to[..columns].Clear();
        for (var tap = 0; tap < Taps; tap++)
        {
            var weight = _weights[index * Taps + tap];
            if (weight > 0)
                TensorPrimitives.MultiplyAdd(picture.Slice((_first[index] + tap) * columns, columns), weight, to[..columns], to[..columns]);
        }
    }

    /// <summary>A whole row reduced.</summary>
    public void Along(ReadOnlySpan<float> row, Span<float> to)
    {
        if (Taps == 3)
        {
            // The usual reduction of a film, to 0.8 of its size.
            for (var i = 0; i < _first.Length; i++)
            {
                var (at, w) = (_first[i], i * 3);
                to[i] = _weights[w] * row[at] + _weights[w + 1] * row[at + 1] + _weights[w + 2] * row[at + 2];
            }
            return;
        }
        for (var i = 0; i < _first.Length; i++)
        {
            var sum = 0f;
            for (var tap = 0; tap < Taps; tap++)
                sum += _weights[i * Taps + tap] * row[_first[i] + tap];
            to[i] = sum;
        }
    }

    /// <summary>Row <paramref name="index"/> of the reduced picture, and of its squares reduced.</summary>
    public void Row(ReadOnlySpan<float> picture, int columns, int index, Span<float> means, Span<float> meansOfSquares)
    {
        means[..columns].Clear();
        meansOfSquares[..columns].Clear();
        for (var tap = 0; tap < Taps; tap++)
        {
            var weight = _weights[index * Taps + tap];
            if (weight <= 0)
                continue;
            var row = picture.Slice((_first[index] + tap) * columns, columns);
            var values = MemoryMarshal.Cast<float, Vector<float>>(row);
            var sums = MemoryMarshal.Cast<float, Vector<float>>(means[..columns]);
            var squares = MemoryMarshal.Cast<float, Vector<float>>(meansOfSquares[..columns]);
            for (var i = 0; i < values.Length; i++)
            {
                var weighted = values[i] * weight;
                sums[i] += weighted;
                squares[i] += weighted * values[i];
            }
            for (var i = values.Length * Vector<float>.Count; i < columns; i++)
            {
                means[i] += row[i] * weight;
                meansOfSquares[i] += row[i] * row[i] * weight;
            }
        }
    }
}
