using OxiPortal.Domain.Anatomy;
using OxiPortal.Domain.Imaging;

namespace OxiPortal.Domain.Tests.Support;

/// <summary>Small masks drawn by hand.</summary>
public static class Masks
{
    public static RegionMask Of(int rows, int columns, params PixelRect[] boxes)
    {
        var inside = new bool[rows * columns];
        for (var i = 0; i < inside.Length; i++)
            inside[i] = boxes.Any(b => b.Contains(i % columns, i / columns));
        return new(rows, columns, inside);
    }

    /// <summary>One string a row, '#' inside.</summary>
    public static RegionMask Of(params string[] rows) =>
        new(rows.Length, rows[0].Length, [.. rows.SelectMany(row => row.Select(c => c == '#'))]);

    public static RegionMask Random(Random random, int rows, int columns, double share) =>
        new(rows, columns, [.. Enumerable.Range(0, rows * columns).Select(_ => random.NextDouble() < share)]);
}
