using Microsoft.Extensions.Logging.Abstractions;
using OxiPortal.Inference.Models;
using OxiPortal.Inference.Tests.Support;

namespace OxiPortal.Inference.Tests.Models;

public sealed class LoadedModelsTests : IDisposable
{
    private readonly TinyModels _models = new(TinyFilm.Rows, TinyFilm.Columns);

    public void Dispose() => _models.Dispose();

    [Fact]
    public void GivenAModelFileThatIsNotTheOneOfItsCard_WhenLoaded_ThenItIsRefusedByName()
    {
        var path = Path.Combine(_models.Folder, "irregularities.onnx");
        var bytes = File.ReadAllBytes(path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(path, bytes);

        var refused = Assert.Throws<ModelFileException>(() => Load(Device.Cpu));
        Assert.Contains("irregularities.onnx", refused.Message, StringComparison.Ordinal);
        Assert.Contains("SHA-256", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void GivenAnEmptyFolder_WhenLoaded_ThenTheMissingCardIsNamed()
    {
        var folder = Directory.CreateTempSubdirectory("oxi-none-").FullName;
        try
        {
            var refused = Assert.Throws<ModelFileException>(() => LoadedModels.FromFolder(folder, Device.Cpu, 0, NullLogger.Instance));
            Assert.Contains(LoadedModels.RegionsCard, refused.Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder);
        }
    }

    [Fact]
    public void GivenAFileThatIsNoNetwork_WhenLoaded_ThenItIsRefusedByName()
    {
        var card = ModelCard.Load(Path.Combine(_models.Folder, LoadedModels.RegionsCard));
        var path = Path.Combine(_models.Folder, card.File);
        File.WriteAllText(path, "no network");
        (card with { Sha256 = ModelCard.HashOf(File.ReadAllBytes(path)) }).Save(Path.Combine(_models.Folder, LoadedModels.RegionsCard));

        Assert.Contains(card.File, Assert.Throws<ModelFileException>(() => Load(Device.Cpu)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void GivenTheCardsExchanged_WhenLoaded_ThenTheWrongTaskIsNamed()
    {
        File.Copy(Path.Combine(_models.Folder, LoadedModels.IrregularitiesCard), Path.Combine(_models.Folder, LoadedModels.RegionsCard), overwrite: true);

        Assert.Contains(ModelCard.IrregularitiesTask, Assert.Throws<ModelFileException>(() => Load(Device.Cpu)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void GivenNoDeviceIsNamed_WhenLoaded_ThenTheOneThatWorksIsTakenAndItsNameIsNoGuess()
    {
        using var loaded = Load(Device.Auto);

        Assert.NotEqual(Device.Auto, loaded.Device);
    }

    [Theory]
    [InlineData(Device.Cuda)]
    [InlineData(Device.WebGpu)]
    public void GivenADeviceThatCannotBeHad_WhenNamed_ThenItIsRefusedAndNeverReplaced(Device device)
    {
        try
        {
            using var loaded = Load(device);
            Assert.Equal(device, loaded.Device);
        }
        catch (DeviceUnavailableException refused)
        {
            Assert.Contains(device.Name(), refused.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("\"terms\": [], \"texture\": [{ \"figure\": \"no such figure\", \"mean\": 0, \"deviation\": 1, \"weight\": 1 }]", "no such figure")]
    [InlineData("\"terms\": [], \"texture\": [{ \"figure\": \"upper level\", \"mean\": 0, \"deviation\": 0, \"weight\": 1 }]", "upper level")]
    [InlineData("\"terms\": [], \"texture\": [{ \"figure\": \"upper level\", \"mean\": 0, \"deviation\": 1, \"weight\": 1e308 }]", "upper level")]
    [InlineData("\"terms\": [], \"texture\": [{ \"figure\": \"upper level\", \"mean\": 0, \"deviation\": 1e999, \"weight\": 1 }]", "upper level")]
    [InlineData("\"terms\": [], \"texture\": [null]", "missing")]
    [InlineData("\"texture\": []", "missing")]
    [InlineData("\"terms\": [{ \"class\": \"cat\", \"areaMm2\": 60, \"weight\": 1 }]", "cat")]
    public void GivenARuleThatCannotBeUsed_WhenLoaded_ThenTheMessageSaysWhatOfIt(string rule, string named)
    {
        var path = Path.Combine(_models.Folder, LoadedModels.IrregularitiesCard);
        var card = File.ReadAllText(path).TrimEnd();
        File.WriteAllText(path, card[..^1] + $", \"abnormality\": {{ \"bias\": 0, {rule} }} }}");

        Assert.Contains(named, Assert.Throws<ModelFileException>(() => Load(Device.Cpu)).Message, StringComparison.Ordinal);
    }

    private LoadedModels Load(Device device) => LoadedModels.FromFolder(_models.Folder, device, 1, NullLogger.Instance);
}
