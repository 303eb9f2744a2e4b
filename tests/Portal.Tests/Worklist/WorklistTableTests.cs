using Bunit;
using OxiPortal.Domain.Detection;
using OxiPortal.Portal.Layout;
using OxiPortal.Portal.Worklist;

namespace OxiPortal.Portal.Tests.Worklist;

public sealed class WorklistTableTests : BunitContext
{
    [Fact]
    public void GivenAStudy_WhenShown_ThenItsRowIsALinkThatTheArrowKeysFind()
    {
        var table = Render<WorklistTable>(p => p.Add(t => t.Title, "Analysed").Add(t => t.Items, [WorklistViewTests.Analysed(7, 0.876)]));

        var link = table.Find("a[data-row]");
        Assert.Equal("studies/1.2.7", link.GetAttribute("href"));
        Assert.Equal("Doe, Jane", link.TextContent);
        Assert.Contains("F, 65", table.Markup, StringComparison.Ordinal);
        Assert.Contains("2026-03-01", table.Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.876, "0.87", "suspicious", "path")]
    [InlineData(0.5, "0.50", "suspicious", "path")]
    [InlineData(0.496, "0.49", "uncertain", "path")]
    [InlineData(0.2499, "0.24", "clear", "circle")]
    [InlineData(0.01, "0.01", "clear", "circle")]
    public void GivenAScore_WhenShown_ThenFigureShapeAndWordSayTheSame(double score, string figure, string word, string shape)
    {
        var chip = Render<ScoreChip>(p => p.Add(c => c.Score, score));

        Assert.Contains(figure, chip.Markup, StringComparison.Ordinal);
        Assert.Contains(word, chip.Find(".oxi-hidden").TextContent, StringComparison.Ordinal);
        Assert.NotNull(chip.Find($"svg {shape}"));
    }

    [Fact]
    public void GivenALowScoreOfAFilmWithAMark_WhenShown_ThenItIsNotCalledClear()
    {
        var chip = Render<ScoreChip>(p => p.Add(c => c.Score, 0.1).Add(c => c.Marked, true));

        Assert.Contains("0.10", chip.Markup, StringComparison.Ordinal);
        Assert.Contains("uncertain", chip.Find(".oxi-hidden").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void GivenABirthdayAfterFebruaryOfALeapYear_WhenShown_ThenTheAgeIsTheStudyHeaders()
    {
        var item = WorklistViewTests.Analysed(7, 0.5) with { BirthDate = new DateOnly(1960, 3, 2), StudyDate = new DateOnly(2026, 3, 2) };

        var table = Render<WorklistTable>(p => p.Add(t => t.Title, "Analysed").Add(t => t.Items, [item]));

        Assert.Contains("F, 66", table.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void GivenARefusedStudy_WhenShown_ThenItsStateHasAName()
    {
        var table = Render<WorklistTable>(p => p.Add(t => t.Title, "Needs attention").Add(t => t.Items, [WorklistViewTests.Waiting(1, AnalysisState.Refused)]));

        Assert.Equal("Refused: ", table.Find(".oxi-state .oxi-hidden").TextContent);
    }
}
