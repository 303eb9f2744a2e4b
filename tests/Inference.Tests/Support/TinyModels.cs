using Microsoft.Extensions.Logging.Abstractions;
using OxiPortal.Inference.Models;
using OxiPortal.Inference.Pipeline;

namespace OxiPortal.Inference.Tests.Support;

/// <summary>A models folder with tiny graphs: regions where <see cref="TinyFilm"/> draws them, and cells whose score rises with their brightness.</summary>
internal sealed class TinyModels : IDisposable
{
    public const int RegionSize = 96;
    public const int Stride = 16;
    public const string Bright = "bright";
    public const string Dark = "dark";

    public TinyModels(int filmRows, int filmColumns)
    {
        Folder = Directory.CreateTempSubdirectory("oxi-tiny-").FullName;
        Write(LoadedModels.RegionsCard, TinyOnnx.FixedRegions(RegionSize, TinyFilm.RegionLogits(RegionSize, filmRows, filmColumns)), new ModelCard
        {
            Name = "tiny-regions",
            Version = "1",
            File = "regions.onnx",
            Sha256 = "",
            Task = ModelCard.RegionsTask,
            Input = new ModelInput(Size: RegionSize),
            Classes = ["RightLung", "LeftLung", "Heart"],
        });
        Write(LoadedModels.IrregularitiesCard, TinyOnnx.MeanOfCell(Stride, [4, -4], -6), new ModelCard
        {
            Name = "tiny-irregularities",
            Version = "1",
            File = "irregularities.onnx",
            Sha256 = "",
            Task = ModelCard.IrregularitiesTask,
            Input = new ModelInput(Stride: Stride, WorkingSpacingMm: 0.5),
            Classes = [Bright, Dark],
            OperatingPoints = [new(Bright, 0.5), new(Dark, 0.9)],
        });
    }

    public string Folder { get; }

    public LoadedModels Load() => LoadedModels.FromFolder(Folder, Device.Cpu, 1, NullLogger.Instance);

    public AnalysisPipeline Pipeline() => new(Load());

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private void Write(string cardName, byte[] model, ModelCard card)
    {
        File.WriteAllBytes(Path.Combine(Folder, card.File), model);
        (card with { Sha256 = ModelCard.HashOf(model) }).Save(Path.Combine(Folder, cardName));
    }
}
