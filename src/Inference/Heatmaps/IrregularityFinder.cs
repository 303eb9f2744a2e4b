using OxiPortal.Domain.Anatomy;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;
using OxiPortal.Inference.Models;

namespace OxiPortal.Inference.Heatmaps;

/// <summary>
/// Heat to irregularities: connected cells at or above the class's operating point, each with its tight box, highest score and region.
/// What two classes mark at one place is reported once.
/// </summary>
public static class IrregularityFinder
{
    /// <summary>A film with more is no list for a reader: the highest are kept.</summary>
    public const int Most = 20;

    // Far below its peak a component is halo: the box goes around what holds at least this share of the peak.
    private const double CoreShare = 0.5;

    // Boxes of two classes are one place where they share this much of the smaller.
    private const double SamePlace = 0.5;

    // Where a card gives no operating point.
    private const double DefaultThreshold = 0.5;

    /// <param name="heat">Of the whole film.</param>
    /// <param name="operatingPoints">The card's.</param>
    /// <param name="geometry">Cells to film pixels.</param>
    /// <param name="masks">As found, without margins.</param>
    /// <param name="regions">The same with the plan's margins.</param>
    /// <returns>Boxes on the film turned the usual way; highest score first, numbered from 1.</returns>
    public static IReadOnlyList<Irregularity> Find(
        CellHeat heat, IReadOnlyList<ClassOperatingPoint> operatingPoints, CellGeometry geometry, RegionMasks masks, RegionMasks regions)
    {
        ArgumentNullException.ThrowIfNull(heat);
        ArgumentNullException.ThrowIfNull(operatingPoints);
        ArgumentNullException.ThrowIfNull(geometry);
        ArgumentNullException.ThrowIfNull(masks);
        ArgumentNullException.ThrowIfNull(regions);
        List<Irregularity> found = [];
        foreach (var label in heat.Classes)
        {
            var threshold = operatingPoints.FirstOrDefault(p => p.Class == label)?.Threshold ?? DefaultThreshold;
            foreach (var cells in Components(heat.ByClass[label], heat.Rows, heat.Columns, (float)threshold))
            {
                var score = cells.Max(i => heat.ByClass[label][i]);
                var core = cells.Where(i => heat.ByClass[label][i] >= CoreShare * score).Select(i => (X: i % heat.Columns, Y: i / heat.Columns)).ToArray();
                var (x, y) = (core.Min(c => c.X), core.Min(c => c.Y));
                var box = geometry.Box(new PixelRect(x, y, core.Max(c => c.X) - x + 1, core.Max(c => c.Y) - y + 1));
                if (box is { } onFilm)
                    found.Add(new Irregularity(0, label, score, onFilm, RegionOf(core, geometry, masks, regions)));
            }
        }
        return [.. Once(found).Take(Most).Select((irregularity, i) => irregularity with { Id = i + 1 })];
    }

    private static List<Irregularity> Once(List<Irregularity> found)
    {
        List<Irregularity> kept = [];
        // Ties by place, so that the same film always gives the same list.
        foreach (var candidate in found.OrderByDescending(f => f.Score).ThenBy(f => f.Box.Y).ThenBy(f => f.Box.X))
        {
            if (!kept.Any(k => k.Label != candidate.Label && SharedOfSmaller(k.Box, candidate.Box) >= SamePlace))
                kept.Add(candidate);
        }
        return kept;
    }

    private static double SharedOfSmaller(ImageBox a, ImageBox b)
    {
        var width = Math.Min(a.X + a.Width, b.X + b.Width) - Math.Max(a.X, b.X);
        var height = Math.Min(a.Y + a.Height, b.Y + b.Height) - Math.Max(a.Y, b.Y);
        return width <= 0 || height <= 0 ? 0 : width * height / Math.Min(a.Width * a.Height, b.Width * b.Height);
    }

    private static BodyRegion RegionOf((int X, int Y)[] cells, CellGeometry geometry, RegionMasks masks, RegionMasks regions)
    {
        // Lungs before the heart: where both hold it, the lung behind the heart is where it is looked for.
        BodyRegion[] order = [BodyRegion.RightLung, BodyRegion.LeftLung, BodyRegion.Heart];
        foreach (var within in new[] { masks, regions })
        {
            var best = order.Select(r => (Region: r, Cells: cells.Count(c => geometry.CentreIn(within[r], c.X, c.Y)))).MaxBy(r => r.Cells);
            if (best.Cells > 0)
                return best.Region;
        }
        return BodyRegion.None;
    }

    /// <summary>Cells at or above the threshold that touch by a side or a corner.</summary>
    private static List<List<int>> Components(float[] heat, int rows, int columns, float threshold)
    {
        List<List<int>> components = [];
        var seen = new bool[heat.Length];
        var open = new Stack<int>();
        for (var seed = 0; seed < heat.Length; seed++)
        {
            if (seen[seed] || !(heat[seed] >= threshold) || heat[seed] <= 0)
                continue;
            List<int> cells = [];
            seen[seed] = true;
            open.Push(seed);
            while (open.TryPop(out var at))
            {
                cells.Add(at);
                var (x, y) = (at % columns, at / columns);
                for (var ny = Math.Max(0, y - 1); ny <= Math.Min(rows - 1, y + 1); ny++)
                {
                    for (var nx = Math.Max(0, x - 1); nx <= Math.Min(columns - 1, x + 1); nx++)
                    {
                        var next = ny * columns + nx;
                        if (seen[next] || !(heat[next] >= threshold))
                            continue;
                        seen[next] = true;
                        open.Push(next);
                    }
                }
            }
            components.Add(cells);
        }
        return components;
    }
}
