using System.Buffers;
using OxiPortal.Domain.Anatomy;
using OxiPortal.Domain.Imaging;
using OxiPortal.Inference.Models;
using OxiPortal.Inference.Preprocessing;

namespace OxiPortal.Inference.Regions;

/// <summary>Runs the region network on a film.</summary>
internal sealed class RegionFinder
{
    /// <summary>Cells along the longer side of the masks' grid: about 1 mm on a film of 43 cm.</summary>
    public const int GridLongSide = 384;

    private static readonly string[] Expected = [nameof(BodyRegion.RightLung), nameof(BodyRegion.LeftLung), nameof(BodyRegion.Heart)];

    private readonly OnnxModel _model;
    private readonly int _size;

    /// <exception cref="ModelFileException">The card's classes are not the three regions.</exception>
    public RegionFinder(OnnxModel model)
    {
        if (!model.Card.Classes.SequenceEqual(Expected))
            throw new ModelFileException($"{model.Card.File} finds {string.Join(", ", model.Card.Classes)}: the region model must find {string.Join(", ", Expected)}, in that order.");
        (_model, _size) = (model, model.Card.Input.Size!.Value);
    }

    /// <param name="film">Turned the usual way.</param>
    public RegionProbabilities Find(GreyImage film) => Find(film, GreyRange.Of(film));

    /// <param name="film">Turned the usual way.</param>
    /// <param name="range">Of this film.</param>
    public RegionProbabilities Find(GreyImage film, GreyRange range)
    {
        var input = RegionInput.From(film, _size, range);
        var plane = _size * _size;
        var output = ArrayPool<float>.Shared.Rent(Expected.Length * plane);
        try
        {
            _model.Run(input.Values, [1, 1, _size, _size], output, [1, Expected.Length, _size, _size]);
            var (rows, columns) = Grid(film.Rows, film.Columns);
            float[] Channel(int c) => input.ToFilmGrid(output.AsSpan(c * plane, plane), rows, columns);
            return new RegionProbabilities(rows, columns, Channel(0), Channel(1), Channel(2));
        }
        finally
        {
            ArrayPool<float>.Shared.Return(output);
        }
    }

    private static (int Rows, int Columns) Grid(int filmRows, int filmColumns)
    {
        var longer = Math.Max(filmRows, filmColumns);
        var side = Math.Min(GridLongSide, longer);
        return (Math.Max(1, (int)Math.Round((double)filmRows * side / longer)), Math.Max(1, (int)Math.Round((double)filmColumns * side / longer)));
    }
}
