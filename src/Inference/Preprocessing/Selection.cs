namespace OxiPortal.Inference.Preprocessing;

/// <summary>Finds values by rank without sorting.</summary>
internal static class Selection
{
    /// <summary>The value that would stand at that place were the values sorted: C. A. R. Hoare, "Algorithm 65: Find" (1961). Reorders them.</summary>
    public static float Smallest(float[] values, int place)
    {
        var (left, right) = (0, values.Length - 1);
        while (left < right)
        {
            var pivot = values[(left + right) >>> 1];
            var (i, j) = (left, right);
            while (i <= j)
            {
                while (values[i] < pivot)
                    i++;
                while (values[j] > pivot)
                    j--;
                if (i <= j)
                {
                    (values[i], values[j]) = (values[j], values[i]);
                    i++;
                    j--;
                }
            }
            if (place <= j)
                right = j;
            else if (place >= i)
                left = i;
            else
                break;
        }
        return values[place];
    }
}
