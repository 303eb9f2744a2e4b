using OxiPortal.Cli.Benchmarking.Dicom;
using OxiPortal.Dicom;

namespace OxiPortal.Cli.Tests;

/// <summary>The sums of <c>oxi bench dicom</c>, and what it says; no times.</summary>
public class BenchDicomTests
{
    private static readonly BenchedSyntax Managed = new(DicomTransferSyntax.JpegBaseline, 8, ["enc"], ["dec"]) { IsLossless = false };

    [Fact]
    public void GivenRounds_WhenCompared_ThenMediansCountAndTheStartUpIsTakenOff()
    {
        var result = new SyntaxResult(Managed, 1, [9, 1, 3], [52, 900, 50], [10, 12, 500], 0);
        Assert.Equal((3, 40, 3.0 / 40), (result.OurMs, result.TheirMs, result.Ratio));
        Assert.False(result.MissesAim);
    }

    [Theory]
    [InlineData(10.0, false, false)]
    [InlineData(10.1, false, true)]
    [InlineData(11.5, true, false)]
    [InlineData(11.6, true, true)]
    public void GivenARatio_WhenHeldAgainstItsAim_ThenNativeLibrariesMayTakeMore(double ours, bool native, bool misses) =>
        Assert.Equal(misses, new SyntaxResult(Managed with { IsNative = native }, 1, [ours], [10], [], 0).MissesAim);

    [Fact]
    public void GivenATimeThatDrownsInTheStartUp_WhenCompared_ThenThereIsNoRatioAndNothingMissed()
    {
        var result = new SyntaxResult(Managed, 1, [5], [30], [31], 0);
        Assert.Null(result.Ratio);
        Assert.False(result.MissesAim);
    }

    [Theory]
    [InlineData(true, 0, true)]
    [InlineData(true, 1, false)]
    [InlineData(false, 1, true)]
    [InlineData(false, 2, false)]
    public void GivenADistance_WhenJudged_ThenOnlyLossMayCostALevel(bool lossless, int farthest, bool right) =>
        Assert.Equal(right, new SyntaxResult(Managed with { IsLossless = lossless }, 1, [1], [1], [], farthest).IsRight);

    [Theory]
    [InlineData(new double[] { 4, 1, 3 }, 3)]
    [InlineData(new double[] { 4, 1, 3, 2 }, 2.5)]
    [InlineData(new double[] { 7 }, 7)]
    public void GivenTimes_WhenTheirMedianIsTaken_ThenItIsTheMiddle(double[] times, double expected) => Assert.Equal(expected, SyntaxResult.Median(times));

    [Fact]
    public void GivenSignedValues_WhenTheyAreCompared_ThenTheSignCounts()
    {
        Assert.Equal(2, SyntaxResult.FarthestOf([0xFFFF, 5], [1, 5], signed: true));
        Assert.Equal(0xFFFE, SyntaxResult.FarthestOf([0xFFFF, 5], [1, 5], signed: false));
        Assert.Throws<InvalidDataException>(() => SyntaxResult.FarthestOf([1], [1, 2], signed: false));
    }

    [Fact]
    public void GivenResults_WhenTabled_ThenEachHasItsRowAndWrongPixelsStandOut()
    {
        (BenchedSyntax, SyntaxResult?, string)[] rows =
        [
            (Managed, new SyntaxResult(Managed, 353_288, [20], [60], [20], 1), ""),
            (Managed with { IsSigned = true, Note = "odd" }, new SyntaxResult(Managed with { IsSigned = true, Note = "odd" }, 1_000, [20], [60], [60], 7), ""),
            (Managed, null, "dec is not installed"),
        ];
        Assert.Equal(
            [
                "| JPEG Baseline | 8 | 353 | 20.0 | dec | 40.0 | 0.50 | within 1 level of dec |",
                "| JPEG Baseline, odd | 8 signed | 1 | 20.0 | dec | 0.0 | - | WRONG: 7 levels off |",
                "| JPEG Baseline | 8 |  |  |  |  |  | dec is not installed |",
            ],
            SyntaxTable.Lines(rows, markdown: true).Skip(2));
        Assert.Equal(4, SyntaxTable.Lines(rows, markdown: false).Count());
    }

    [Fact]
    public void GivenAPortableGreyMap_WhenRead_ThenTheUpperByteComesFirst()
    {
        Assert.Equal([0x1234, 0x0A00], BenchedFilm.ReadPgm([.. "P5\n2 1\n65535\n"u8, 0x12, 0x34, 0x0A, 0x00], 2));
        Assert.Throws<InvalidDataException>(() => BenchedFilm.ReadPgm("P5\n"u8, 2));
    }

    [Fact]
    public void GivenTheSyntaxesThatAreDecoded_WhenListed_ThenEachIsMeasured()
    {
        var measured = BenchedSyntax.All.Select(s => s.Syntax.Uid).ToHashSet();
        // No program on this list writes Deflated Image Frame.
        Assert.Equal(16, measured.Count);
        Assert.DoesNotContain(DicomTransferSyntax.DeflatedImageFrame.Uid, measured);
    }

    [Theory]
    [InlineData("2048")]
    [InlineData("63x100")]
    [InlineData("2048x99999")]
    public async Task GivenAnImpossibleFilm_WhenAskedFor_ThenTheArgumentIsWrong(string film)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        Assert.Equal(OxiCommand.WrongArguments, await OxiCommand.RunAsync(["bench", "dicom", "--film", film], output, error));
        Assert.Contains("--film must be WIDTHxHEIGHT", error.ToString(), StringComparison.Ordinal);
    }
}
