using OxiPortal.Dicom.Imaging;
using OxiPortal.Dicom.Tests.Making;

namespace OxiPortal.Dicom.Tests;

/// <summary>Windows and VOI LUTs against numbers worked out by hand from PS3.3 C.11.2.</summary>
public class VoiTests
{
    // C.11.2.1.2.1, with c = 2048, w = 4096: black up to 0, white above 4095, (x - 2047.5) / 4095 + 0.5 between.
    // Its own note: c = 2048, w = 1 is a step: up to 2047.5 black, above white. c = 0, w = 100: -50 is black, -49.5 + ... , 49 is white.
    [Theory]
    [InlineData(VoiFunction.Linear, 2048, 4096, 0, 0)]
    [InlineData(VoiFunction.Linear, 2048, 4096, 1, 1 / 4095.0)]
    [InlineData(VoiFunction.Linear, 2048, 4096, 2047.5, 0.5)]
    [InlineData(VoiFunction.Linear, 2048, 4096, 4095, 1)]
    [InlineData(VoiFunction.Linear, 2048, 4096, 5000, 1)]
    [InlineData(VoiFunction.Linear, 2048, 1, 2047, 0)]
    [InlineData(VoiFunction.Linear, 2048, 1, 2047.5, 0)]
    [InlineData(VoiFunction.Linear, 2048, 1, 2048, 1)]
    [InlineData(VoiFunction.Linear, 0, 100, -50, 0)]
    [InlineData(VoiFunction.Linear, 0, 100, -49, 1 / 99.0)]
    [InlineData(VoiFunction.Linear, 0, 100, 0, 0.5 / 99 + 0.5)]
    [InlineData(VoiFunction.Linear, 0, 100, 49, 1)]
    // C.11.2.1.3.2, c = 0, w = 100: black up to -50, white above 50, x / 100 + 0.5 between.
    [InlineData(VoiFunction.LinearExact, 0, 100, -50, 0)]
    [InlineData(VoiFunction.LinearExact, 0, 100, -49, 0.01)]
    [InlineData(VoiFunction.LinearExact, 0, 100, 0, 0.5)]
    [InlineData(VoiFunction.LinearExact, 0, 100, 50, 1)]
    [InlineData(VoiFunction.LinearExact, 0.5, 0.5, 0.5, 0.5)]
    [InlineData(VoiFunction.LinearExact, 0.5, 0.5, 0.625, 0.75)]
    // C.11.2.1.3.1, 1 / (1 + exp(-4 (x - c) / w)): half at the centre, 1 / (1 + e^-2) half a width above.
    [InlineData(VoiFunction.Sigmoid, 2048, 4096, 2048, 0.5)]
    [InlineData(VoiFunction.Sigmoid, 2048, 4096, 4096, 0.88079707797788243)]
    [InlineData(VoiFunction.Sigmoid, 2048, 4096, 0, 0.11920292202211756)]
    [InlineData(VoiFunction.Sigmoid, 0, 0.5, 0.125, 0.7310585786300049)]
    public void GivenAWindow_WhenApplied_ThenItIsTheStandardsFormula(VoiFunction function, double center, double width, double value, double expected) =>
        Assert.Equal(expected, new VoiWindow(center, width, function).Apply(value), 1e-12);

    [Theory]
    [InlineData(VoiFunction.Linear, 0.99)]
    [InlineData(VoiFunction.Linear, double.NaN)]
    [InlineData(VoiFunction.LinearExact, 0)]
    [InlineData(VoiFunction.Sigmoid, -1)]
    public void GivenAWidthTheStandardForbids_WhenMade_ThenItIsRefused(VoiFunction function, double width) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new VoiWindow(0, width, function));

    [Fact]
    public void GivenSeveralWindows_WhenRead_ThenTheyKeepTheirOrderAndWordsAndTheForbiddenOnesGo()
    {
        var dataset = new DicomDataset().Window("40\\50\\60", "400\\0\\600").AddOrUpdate(DicomTags.WindowCenterWidthExplanation, "SOFT", "NONE", "");
        Assert.Equal([new VoiWindow(40, 400, explanation: "SOFT"), new VoiWindow(60, 600)], VoiWindow.Read(dataset));
        Assert.Empty(VoiWindow.Read(new DicomDataset().Window("0", "0")));
        Assert.Equal([new VoiWindow(1, 0.5, VoiFunction.LinearExact)], VoiWindow.Read(new DicomDataset().Window("1", "0.5", "LINEAR_EXACT")));
    }

    [Fact]
    public void GivenAVoiLut_WhenShown_ThenItsEndsClampAndItsBitsScale() =>
        // 10 bits: 1023 is white. 5 and below take the first entry, 8 and above the last.
        Assert.Equal([0, 0, 128, 255, 255], Shown.Greys(d => d.AddOrUpdate(DicomTags.VOILUTSequence, Lut.Item(5, 10, 0, 512, 1023)), 0, 5, 6, 7, 4095));

    [Fact]
    public void GivenAVoiLutBelowZero_WhenShown_ThenItsFirstValueIsSigned() =>
        Assert.Equal([0, 100, 200, 255], Shown.Greys(
            d => d.AddOrUpdate(DicomTags.RescaleSlope, "1").AddOrUpdate(DicomTags.RescaleIntercept, "-1000")
                .AddOrUpdate(DicomTags.VOILUTSequence, Lut.Item(-1000, 8, 0, 100, 200, 255)), 0, 1, 2, 3));

    [Fact]
    public void GivenAVoiLutOf8BitEntriesPackedInBytes_WhenShown_ThenEachByteIsOne() =>
        Assert.Equal([10, 20, 30, 30], Shown.Greys(d => d.AddOrUpdate(DicomTags.VOILUTSequence, Lut.Item(3, 0, 8, [10, 20, 30, 0])), 0, 1, 2, 3));

    [Fact]
    public void GivenAVoiLutWiderThanItsDescriptorSays_WhenShown_ThenWhiteDoesNotWrapAround() =>
        Assert.Equal([0, 255], Shown.Greys(d => d.AddOrUpdate(DicomTags.VOILUTSequence, Lut.Item(0, 8, 0, 4095)), 0, 1));

    [Fact]
    public void GivenWindowsAndLuts_WhenOneIsChosen_ThenWindowsAreCountedFirst()
    {
        void Offer(DicomDataset d) => d.Window("1\\11", "2\\2").AddOrUpdate(DicomTags.VOILUTSequence, Lut.Item(0, 8, 7), Lut.Item(0, 8, 9));
        Assert.Equal([255], Shown.Greys(Offer, 5));
        Assert.Equal([0], Shown.Greys(Offer, new DisplayOptions { Voi = 2 }, 5));
        Assert.Equal([7], Shown.Greys(Offer, new DisplayOptions { Voi = 3 }, 5));
        Assert.Equal([9], Shown.Greys(Offer, new DisplayOptions { Voi = 4 }, 5));
        Assert.Throws<DicomException>(() => Shown.Greys(Offer, new DisplayOptions { Voi = 5 }, 5));
        Assert.Throws<DicomException>(() => Shown.Greys(Offer, new DisplayOptions { Voi = 0 }, 5));
    }

    [Fact]
    public void GivenATruncatedVoiLut_WhenShown_ThenItIsRefusedByItsTag() => Assert.Equal(
        DicomTags.LUTData, Assert.Throws<DicomException>(() => Shown.Greys(d => d.AddOrUpdate(DicomTags.VOILUTSequence, Lut.Item(4, 0, 16, [1, 2, 3, 4])), 1)).Tag);

    [Fact]
    public void GivenNoWindow_WhenShown_ThenTheFilmsOwnGreysSpanTheScaleWithoutItsPadding()
    {
        // 1000 values from 1000 to 1999, and as many of padding: it must neither be white nor stretch the window.
        var pixels = Enumerable.Range(0, 2000).Select(i => (ushort)(i < 1000 ? 1000 + i : 4095)).ToArray();
        var greys = Shown.Greys(d => d.AddOrUpdate(DicomTags.PixelPaddingValue, 4095), pixels);
        Assert.All(greys[1000..], grey => Assert.Equal(0, grey));
        Assert.Equal((0, 255), (greys[5], greys[994]));
        Assert.InRange(greys[500], 126, 130);
    }

    [Fact]
    public void GivenOneGreyOnly_WhenShownWithoutAWindow_ThenItIsNeitherBlackNorWhite() => Assert.Equal([128, 128], Shown.Greys(_ => { }, 7, 7));
}
