using OxiPortal.Domain.Detection;
using OxiPortal.Inference.Models;
using OxiPortal.Inference.Pipeline;
using OxiPortal.Inference.Tests.Support;

namespace OxiPortal.Inference.Tests.Pipeline;

public class PipelineIdentityTests
{
    [Fact]
    public void GivenAModelsFolder_ThenItsCardsTellWhatThePipelineOverItIs()
    {
        using var models = new TinyModels(TinyFilm.Rows, TinyFilm.Columns);
        using var pipeline = models.Pipeline();

        var identity = PipelineIdentity.OfCards(models.Folder);

        Assert.True(identity.IsSameAs(new PipelineIdentity(pipeline.Version, new ModelSet([.. pipeline.Models.Models.Reverse()]))));
        Assert.False(identity.IsSameAs(identity with { Version = "other" }));
        Assert.False(identity.IsSameAs(identity with { Models = new ModelSet([]) }));
    }

    [Fact]
    public void GivenAFolderWithoutCards_ThenItIsNamed()
    {
        var refusal = Assert.Throws<ModelFileException>(() => PipelineIdentity.OfCards("/no/such/folder"));

        Assert.Contains("/no/such/folder", refusal.Message, StringComparison.Ordinal);
    }
}
