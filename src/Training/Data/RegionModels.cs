using OxiPortal.Domain.Anatomy;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;
using OxiPortal.Inference.Models;
using OxiPortal.Inference.Regions;
using OxiPortal.Training.Commands;

namespace OxiPortal.Training.Data;

/// <summary>
/// The region models that training films are cut with: one for all, or, of a cross-validation, for each film the one that has not seen it.
/// </summary>
internal sealed class RegionModels : IDisposable
{
    private readonly List<OnnxModel> _models = [];

    private RegionModels()
    {
    }

    /// <summary>Each film is cut with a model that has not seen it.</summary>
    public bool OutOfFold => _models.Count > 1;

    /// <param name="folder">Holds regions.json, or fold-1/regions.json, fold-2/regions.json, ...</param>
    /// <param name="folds">How many folds the films are split into.</param>
    /// <exception cref="InvalidDataException">No such models there.</exception>
    public static RegionModels Open(string folder, int folds)
    {
        var crossed = Directory.Exists(Path.Combine(folder, TrainOptions.FoldName(1)));
        var opened = new RegionModels();
        try
        {
            foreach (var one in crossed ? Enumerable.Range(1, folds).Select(i => Path.Combine(folder, TrainOptions.FoldName(i))) : [folder])
                opened._models.Add(Load(one));
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>The SHA-256 of the model that a film of this fold (from 0) is cut with.</summary>
    public string HashFor(int fold) => ModelFor(fold).Card.Sha256;

    /// <param name="film">Turned the usual way.</param>
    /// <param name="fold">The film's, from 0.</param>
    public RegionMasks Find(GreyImage film, int fold) => Find(film, fold, out _);

    /// <param name="implausible">Why the pipeline would refuse the film by its regions; null where it would not.</param>
    public RegionMasks Find(GreyImage film, int fold, out Refusal? implausible)
    {
        var probabilities = new RegionFinder(ModelFor(fold)).Find(film);
        var masks = RegionExtractor.Extract(probabilities);
        implausible = RegionPlausibility.Check(probabilities, masks);
        return masks;
    }

    public void Dispose() => _models.ForEach(m => m.Dispose());

    private OnnxModel ModelFor(int fold) => OutOfFold ? _models[fold] : _models[0];

    private static OnnxModel Load(string folder)
    {
        var path = Path.Combine(folder, LoadedModels.RegionsCard);
        if (!File.Exists(path))
            throw new InvalidDataException($"{path} is missing: name the folder of the region models with --regions, or train them first.");
        var card = ModelCard.Load(path);
        using var options = ExecutionProviders.Options(Device.Cpu, threads: 1);
        return new OnnxModel(card, card.ReadModel(folder), options);
    }
}
