using OxiPortal.Dicom.Imaging;
using OxiPortal.Dicom.Synthetic;
using OxiPortal.Dicom.Tests.Making;
using OxiPortal.Domain.Anatomy;
using OxiPortal.Domain.Imaging;

namespace OxiPortal.Dicom.Tests;

public class SyntheticTests
{
    private const int Side = 384;
    private const double SpacingMm = 0.93;

    private static readonly Lazy<SyntheticRadiograph> Film2 = new(() => SyntheticRadiograph.Draw(Small(2)));

    private static SyntheticFilmOptions Small(int seed) => new() { Seed = seed, Rows = Side, Columns = Side, PixelSpacingMm = SpacingMm };

    [Fact]
    public void GivenTheSameSeed_WhenDrawnTwice_ThenThePixelsAreTheSame() =>
        Assert.Equal(SyntheticRadiograph.Draw(Small(5)).Pixels, SyntheticRadiograph.Draw(Small(5)).Pixels);

    [Fact]
    public void GivenAnotherSeed_WhenDrawn_ThenTheFilmIsAnother() =>
        Assert.NotEqual(SyntheticRadiograph.Draw(Small(5)).Pixels, SyntheticRadiograph.Draw(Small(6)).Pixels);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void GivenAnySeed_WhenDrawn_ThenItHasTheProportionsOfAChest(int seed)
    {
        var film = SyntheticRadiograph.Draw(Small(seed));
        var (right, left, heart) = (film.Masks.RightLung, film.Masks.LeftLung, film.Masks.Heart);
        double filmArea = film.Masks.Rows * film.Masks.Columns;
        Assert.InRange(right.Area / filmArea, 0.09, 0.25);
        Assert.InRange(left.Area / filmArea, 0.08, 0.23);
        Assert.InRange(heart.Area / filmArea, 0.04, 0.15);
        // The patient's right is on the image's left.
        Assert.True(right.Box.X + right.Box.Width / 2 < left.Box.X + left.Box.Width / 2);
        Assert.InRange(heart.Box.Width / (double)(left.Box.Right - right.Box.X), 0.35, 0.6);
        Assert.True(Mean(film, heart) > Mean(film, right) + 300);
        Assert.True(Mean(film, heart) > Mean(film, left) + 300);
    }

    [Fact]
    public void GivenANodule_WhenDrawn_ThenItsBoxIsBrighterThanWithoutIt()
    {
        var options = Small(9) with { Lesions = [new SyntheticLesion(SyntheticLesionKind.Nodule, 24, 0.3, InRightLung: true, 0.5, 0.4)] };
        var (with, without) = (SyntheticRadiograph.Draw(options), SyntheticRadiograph.Draw(Small(9)));
        var box = Assert.Single(with.Truth).Box;
        var (x, y) = ((int)(box.X + box.Width / 2), (int)(box.Y + box.Height / 2));
        Assert.True(with.Masks.RightLung[x * with.Masks.Columns / Side, y * with.Masks.Rows / Side]);
        Assert.InRange(box.Width * SpacingMm, 23, 25);
        Assert.True(with.Pixels[y * Side + x] > without.Pixels[y * Side + x] + 100);
    }

    [Fact]
    public void GivenMonochrome1_WhenReadAsAFilm_ThenItLooksTheSame()
    {
        var study = SyntheticStudy.Demo(1);
        var usual = Decoded.Film(SyntheticRadiograph.Draw(Small(3)).ToDicom(study));
        var inverse = Decoded.Film(SyntheticRadiograph.Draw(Small(3) with { Monochrome1 = true }).ToDicom(study));
        Assert.Equal(usual.Image.Values, inverse.Image.Values);
    }

    [Fact]
    public void GivenASyntheticFile_WhenReadBack_ThenItIsAnEligibleFilmOfAnInventedPatient()
    {
        var file = DicomFile.Read(Film2.Value.ToDicom(SyntheticStudy.Demo(2)).ToBytes());
        Assert.Null(AnalysisEligibility.Check(file.Dataset));
        Assert.StartsWith("Demo^", file.Dataset.GetString(DicomTags.PatientName), StringComparison.Ordinal);
        foreach (var tag in new[] { DicomTags.StudyInstanceUID, DicomTags.SeriesInstanceUID, DicomTags.SOPInstanceUID })
            Assert.True(DicomUid.IsValid(file.Dataset.GetString(tag)));
        var film = Decoded.Film(file);
        Assert.Equal(new PixelSpacing(SpacingMm, SpacingMm, PixelSpacingSource.PixelSpacing), film.Spacing);
        Assert.Equal(FilmOrientation.Usual, film.Orientation);
    }

    [Fact]
    public void GivenALateralSyntheticFile_WhenChecked_ThenItIsNotFrontal()
    {
        var file = Film2.Value.ToDicom(SyntheticStudy.Demo(2), "LL");
        Assert.Equal("This file is a lateral view. It is shown, but not analysed.", AnalysisEligibility.Check(file.Dataset)?.Sentence);
    }

    [Fact]
    public void GivenManyStudies_WhenMade_ThenEveryUidIsItsOwn()
    {
        var film = Film2.Value;
        var uids = Enumerable.Range(1, 30).Select(n => film.ToDicom(SyntheticStudy.Demo(n)).Dataset.GetString(DicomTags.SOPInstanceUID)).ToHashSet();
        Assert.Equal(30, uids.Count);
    }

    private static double Mean(SyntheticRadiograph film, RegionMask mask)
    {
        double sum = 0;
        for (var y = 0; y < mask.Rows; y++)
        {
            for (var x = 0; x < mask.Columns; x++)
                sum += mask[x, y] ? film.Pixels[y * film.Options.Rows / mask.Rows * film.Options.Columns + x * film.Options.Columns / mask.Columns] : 0;
        }
        return sum / mask.Area;
    }
}
