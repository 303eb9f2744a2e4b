using OxiPortal.Domain.Labels;
using OxiPortal.Domain.Reading;

namespace OxiPortal.Domain.Tests.Labels;

public sealed class FindingLabelsTests
{
    [Fact]
    public void GivenEveryLabel_WhenLookedUpByItsCode_ThenItIsFoundAndNoTwoShareOne()
    {
        var labels = FindingLabels.Drawable.Append(FindingLabels.FullyRead).ToArray();

        Assert.All(labels, label => Assert.Equal(label, FindingLabels.Find(label.Scheme, label.Code)));
        Assert.Equal(labels.Length, labels.Select(label => (label.Scheme, label.Code)).Distinct().Count());
        Assert.Equal(labels.Length, labels.Select(label => label.Meaning).Distinct().Count());
    }

    [Fact]
    public void GivenEveryCode_WhenWrittenToDicom_ThenItFitsItsElement()
    {
        // PS3.3 Table 8.8-1 with PS3.5 Table 6.2-1: Code Value and Coding Scheme Designator are SH (16), Code Meaning is LO (64).
        Assert.All(FindingLabels.Drawable.Append(FindingLabels.FullyRead).Concat(RejectionReasons.All), c =>
            Assert.True(c.Code.Length <= 16 && c.Scheme.Length <= 16 && c.Meaning.Length <= 64, c.ToString()));
    }

    [Fact]
    public void GivenAnUnknownCode_WhenLookedUp_ThenThereIsNoLabel()
    {
        Assert.Null(FindingLabels.Find("SCT", "opacity"));
        Assert.Null(RejectionReasons.Find("nodule"));
    }

    [Fact]
    public void GivenTheWholeFilmsLabel_WhenDrawing_ThenItIsNotOffered() => Assert.DoesNotContain(FindingLabels.FullyRead, FindingLabels.Drawable);

    [Theory]
    [InlineData("nodule", "Nodule")]
    [InlineData("opacity", "Opacity")]
    [InlineData("something new", "Other abnormality")]
    public void GivenAModelsClass_WhenLabelled_ThenItIsTheReadersWord(string modelClass, string meaning) =>
        Assert.Equal(meaning, FindingLabels.OfModelClass(modelClass).Meaning);

    [Fact]
    public void GivenEveryReason_WhenLookedUpByItsCode_ThenItIsFound() =>
        Assert.All(RejectionReasons.All, reason => Assert.Equal(reason, RejectionReasons.Find(reason.Code)));
}
