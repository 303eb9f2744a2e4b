using Microsoft.Extensions.Logging;
using OxiPortal.Domain.Detection;

namespace OxiPortal.Inference.Models;

/// <summary>The two networks that work together, checked against their cards and loaded on one device.</summary>
public sealed class LoadedModels : IDisposable
{
    public const string RegionsCard = "regions.json";
    public const string IrregularitiesCard = "irregularities.json";

    private LoadedModels(OnnxModel regions, OnnxModel irregularities, Device device) =>
        (Regions, Irregularities, Device) = (regions, irregularities, device);

    public OnnxModel Regions { get; }
    public OnnxModel Irregularities { get; }

    /// <summary>Where they run; never <see cref="Device.Auto"/>.</summary>
    public Device Device { get; }

    public IReadOnlyList<ModelIdentity> Identities => [Regions.Card.Identity, Irregularities.Card.Identity];

    /// <param name="folder">Holds <see cref="RegionsCard"/> and <see cref="IrregularitiesCard"/> with their model files.</param>
    /// <param name="device">Named: that one or none. <see cref="Device.Auto"/>: the first that works.</param>
    /// <param name="threads">For the CPU; 0 for as many as there are cores.</param>
    /// <param name="log">Gets one line: the device, and why not a faster one.</param>
    /// <exception cref="ModelFileException">A file is missing, damaged or not the one its card describes.</exception>
    /// <exception cref="DeviceUnavailableException">The named device cannot be had.</exception>
    public static LoadedModels FromFolder(string folder, Device device, int threads, ILogger log)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return FromCards(Path.Combine(folder, RegionsCard), Path.Combine(folder, IrregularitiesCard), device, threads, log);
    }

    /// <summary>Like <see cref="FromFolder"/>, with cards that need not lie together or bear those names.</summary>
    public static LoadedModels FromCards(string regionsCard, string irregularitiesCard, Device device, int threads, ILogger log)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        var (regions, regionsBytes) = Read(regionsCard, ModelCard.RegionsTask);
        var (irregularities, irregularitiesBytes) = Read(irregularitiesCard, ModelCard.IrregularitiesTask);
        if (regions.Input.Size is not > 0)
            throw new ModelFileException($"{regionsCard} lacks input.size, the side of the square that the network sees.");
        if (irregularities.Input.Stride is not > 0)
            throw new ModelFileException($"{irregularitiesCard} lacks input.stride, the working pixels of a cell.");
        if (irregularities.Classes.Count == 0)
            throw new ModelFileException($"{irregularitiesCard} names no classes.");
        if (irregularities.Abnormality?.Fault(irregularities.Classes) is { } fault)
            throw new ModelFileException($"{irregularitiesCard}: its abnormality rule cannot be used: {fault}");

        List<string> refusals = [];
        foreach (var candidate in ExecutionProviders.InOrder(device))
        {
            OnnxModel? first = null;
            try
            {
                using var options = ExecutionProviders.Options(candidate, threads);
                first = new OnnxModel(regions, regionsBytes, options);
                var loaded = new LoadedModels(first, new OnnxModel(irregularities, irregularitiesBytes, options), candidate);
                ModelLog.Running(log, candidate, refusals);
                return loaded;
            }
            catch (DeviceUnavailableException e) when (device == Device.Auto)
            {
                refusals.Add(e.Message);
            }
            catch (ModelFileException e) when (candidate != Device.Cpu)
            {
                // The file's hash is right and the CPU has not had its say: blame the device first.
                first?.Dispose();
                if (device != Device.Auto)
                    throw new DeviceUnavailableException($"{candidate.Name()}: {e.Message}", e);
                refusals.Add($"{candidate.Name()}: {e.Message}");
            }
            catch
            {
                first?.Dispose();
                throw;
            }
        }
        throw new DeviceUnavailableException($"No device could run the models: {string.Join(", ", refusals)}.");
    }

    public void Dispose()
    {
        Regions.Dispose();
        Irregularities.Dispose();
    }

    private static (ModelCard Card, byte[] Model) Read(string cardPath, string task)
    {
        if (!File.Exists(cardPath))
            throw new ModelFileException($"{cardPath} is missing: the models folder must hold {RegionsCard} and {IrregularitiesCard}, each with its model file. Train them with 'oxi train', or name another folder.");
        try
        {
            var card = ModelCard.Load(cardPath);
            if (card.Task != task)
                throw new ModelFileException($"{cardPath} is the card of a model for \"{card.Task}\", not for \"{task}\".");
            return (card, card.ReadModel(Path.GetDirectoryName(Path.GetFullPath(cardPath))!));
        }
        catch (InvalidDataException e)
        {
            throw new ModelFileException(e.Message, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelFileException($"The model of {cardPath} cannot be read: {e.Message}", e);
        }
    }
}
