namespace OxiPortal.Dicom.Imaging;

/// <summary>The window of a film that names none: from the 1st to the 99th percentile of its values. The browser's viewer (window.ts) does the same.</summary>
internal static class AutomaticWindow
{
    /// <summary>What share of the pixels may be clipped at either end: a bright clip or a burned-in letter must not decide.</summary>
    private const double Clipped = 0.01;

    private const int Bins = 4096;

    /// <param name="values">The modality's values, padding left out; may be gone through twice.</param>
    public static VoiWindow Of(IEnumerable<float> values)
    {
        var (lowest, highest) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in values)
            (lowest, highest) = (Math.Min(lowest, value), Math.Max(highest, value));
        if (!(highest > lowest))
            return double.IsFinite(lowest) ? VoiWindow.Between(lowest - 0.5, lowest + 0.5) : VoiWindow.Between(0, 1);
        var step = (highest - lowest) / Bins;
        var histogram = new long[Bins];
        var counted = 0L;
        foreach (var value in values)
        {
            histogram[(int)Math.Min(Bins - 1, (value - lowest) / step)]++;
            counted++;
        }
        var (lower, upper) = (At(Clipped), At(1 - Clipped));
        return upper > lower ? VoiWindow.Between(lower, upper) : VoiWindow.Between(lowest, highest);

        double At(double share)
        {
            var seen = 0L;
            for (var bin = 0; bin < Bins; bin++)
            {
                seen += histogram[bin];
                if (seen > share * counted)
                    return lowest + (bin + 0.5) * step;
            }
            return highest;
        }
    }
}
