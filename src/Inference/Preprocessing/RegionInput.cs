using OxiPortal.Domain.Imaging;

namespace OxiPortal.Inference.Preprocessing;

/// <summary>
/// What the region model sees of a film turned the usual way: greys scaled to 0..1 by <see cref="GreyRange"/>, the whole film fitted into a
/// square with its aspect ratio kept, the rest of the square 0. Knows the way back.
/// </summary>
public sealed class RegionInput
{
    private RegionInput(int size, PixelRect inner, float[] values) => (Size, Inner, Values) = (size, inner, values);

    /// <summary>Side of the square, in pixels.</summary>
    public int Size { get; }

    /// <summary>Where the film lies in the square, edge to edge.</summary>
    public PixelRect Inner { get; }

    /// <summary>1x1xSizexSize, 0..1.</summary>
    public float[] Values { get; }

    /// <param name="film">Turned the usual way.</param>
    /// <param name="size">The model card's input size.</param>
    public static RegionInput From(GreyImage film, int size)
    {
        ArgumentNullException.ThrowIfNull(film);
        return From(film, size, GreyRange.Of(film));
    }

    /// <param name="film">Turned the usual way.</param>
    /// <param name="size">The model card's input size.</param>
    /// <param name="range">Of this film.</param>
    public static RegionInput From(GreyImage film, int size, GreyRange range)
    {
        ArgumentNullException.ThrowIfNull(film);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        var inner = Fit(film.Rows, film.Columns, size);
        var small = Resampling.Resize(film.Values, film.Rows, film.Columns, inner.Height, inner.Width);
        var scaled = range.Apply(small);
        var square = new float[size * size];
        for (var y = 0; y < inner.Height; y++)
            scaled.AsSpan(y * inner.Width, inner.Width).CopyTo(square.AsSpan((inner.Y + y) * size + inner.X));
        return new(size, inner, square);
    }

    /// <summary>Where a film of these rows and columns lies in the square: the longer side fills it, the shorter is centred.</summary>
    public static PixelRect Fit(int rows, int columns, int size)
    {
        var longer = Math.Max(rows, columns);
        var height = Math.Max(1, (int)Math.Round((double)rows * size / longer));
        var width = Math.Max(1, (int)Math.Round((double)columns * size / longer));
        return new((size - width) / 2, (size - height) / 2, width, height);
    }

    /// <summary>One channel of the model's output, or any map on the square, taken back to the film: a rows x columns grid that covers the film edge to edge.</summary>
    /// <param name="channel">SizexSize, row-major.</param>
    public float[] ToFilmGrid(ReadOnlySpan<float> channel, int rows, int columns)
    {
        if (channel.Length != Size * Size)
            throw new ArgumentException($"{channel.Length} values are not a square of {Size} x {Size}.", nameof(channel));
        var cut = new float[Inner.Width * Inner.Height];
        for (var y = 0; y < Inner.Height; y++)
            channel.Slice((Inner.Y + y) * Size + Inner.X, Inner.Width).CopyTo(cut.AsSpan(y * Inner.Width));
        return Resampling.Resize(cut, Inner.Height, Inner.Width, rows, columns);
    }
}
