using System.Numerics;
using System.Runtime.InteropServices;
using OxiPortal.Domain.Imaging;

namespace OxiPortal.Inference.Preprocessing;

/// <summary>
/// The grey values between which a film's picture lies: the 0.5th and the 99.5th percentile, so that burned-in marks, collimator edges and
/// dead pixels do not set the scale.
/// </summary>
/// <param name="Low">Becomes 0.</param>
/// <param name="High">Becomes 1. Equal to <paramref name="Low"/> on a blank film.</param>
public readonly record struct GreyRange(float Low, float High)
{
    private const double Tail = 0.005;

    // Percentiles of some 65,000 evenly spread pixels are as good as those of all, and sort in a few ms.
    private const int Samples = 1 << 16;

    public bool IsBlank => !(High > Low);

    public static GreyRange Of(GreyImage film)
    {
        ArgumentNullException.ThrowIfNull(film);
        var values = film.Values;
        // An odd step does not fall into step with the columns of common film widths.
        var step = Math.Max(1, values.Length / Samples) | 1;
        var sample = new float[(values.Length + step - 1) / step];
        for (int i = 0, at = 0; at < values.Length; i++, at += step)
            sample[i] = values[at];
        var last = sample.Length - 1;
        return new(Selection.Smallest(sample, (int)Math.Round(last * Tail)), Selection.Smallest(sample, (int)Math.Round(last * (1 - Tail))));
    }

    /// <summary>0..1, clipped; 0 everywhere on a blank film.</summary>
    public float[] Apply(float[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var scaled = (float[])values.Clone();
        Scale(scaled);
        return scaled;
    }

    /// <summary>The same in place.</summary>
    public void Scale(Span<float> values)
    {
        if (IsBlank)
        {
            values.Clear();
            return;
        }
        var gain = 1f / (High - Low);
        var fast = MemoryMarshal.Cast<float, Vector<float>>(values);
        var low = new Vector<float>(Low);
        for (var i = 0; i < fast.Length; i++)
            fast[i] = Vector.Min(Vector<float>.One, Vector.Max(Vector<float>.Zero, (fast[i] - low) * gain));
        for (var i = fast.Length * Vector<float>.Count; i < values.Length; i++)
            values[i] = Math.Clamp((values[i] - Low) * gain, 0f, 1f);
    }
}
