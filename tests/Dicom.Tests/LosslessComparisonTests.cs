using OxiPortal.Dicom.Tests.Making;

namespace OxiPortal.Dicom.Tests;

/// <summary>Films that other people's encoders compressed without loss: every value must come out as it went in.</summary>
public sealed class LosslessComparisonTests : IDisposable
{
    private readonly DicomTools _tools = new();

    public static TheoryData<string, string> Encoders => new()
    {
        { "dcmconv", "+te" },
        { "dcmconv", "+ti" },
        { "dcmconv", "+tb" },
        { "dcmconv", "+td" },
        { "dcmcrle", "" },
        { "dcmcrle", "+fs 1" },
        { "dcmcjpeg", "+e1" },
        { "dcmcjpeg", "+el +sv 1" },
        { "dcmcjpeg", "+el +sv 2" },
        { "dcmcjpeg", "+el +sv 3" },
        { "dcmcjpeg", "+el +sv 4" },
        { "dcmcjpeg", "+el +sv 5" },
        { "dcmcjpeg", "+el +sv 6" },
        { "dcmcjpeg", "+el +sv 7 +fs 1" },
        { "gdcmconv", "--raw" },
        { "gdcmconv", "--rle" },
        { "gdcmconv", "--jpeg" },
    };

    [Theory, MemberData(nameof(Encoders))]
    public async Task GivenSmallFilmsOfEveryKind_WhenDecoded_ThenEveryValueIsExact(string tool, string options)
    {
        DicomTools.Require(tool);
        foreach (var film in ComparisonFilm.AllKinds())
            await AssertExactAsync(film, tool, options);
    }

    public static TheoryData<string, string, int, bool> FullSize => new()
    {
        { "dcmconv", "+tb", 12, false },
        { "dcmconv", "+td", 12, true },
        { "dcmcrle", "", 12, false },
        { "dcmcjpeg", "+e1", 16, false },
        { "dcmcjpeg", "+el +sv 6", 12, true },
        { "gdcmconv", "--jpeg", 12, false },
    };

    [Theory, MemberData(nameof(FullSize))]
    public async Task GivenAFullSizeFilm_WhenDecoded_ThenEveryValueIsExact(string tool, string options, int bits, bool signed)
    {
        DicomTools.Require(tool);
        await AssertExactAsync(ComparisonFilm.Full(bits, signed), tool, options);
    }

    // A point transform drops the lowest bits: what is left must be what the other decoder has.
    [Theory]
    [InlineData("+e1 +pt 2")]
    [InlineData("+el +sv 4 +pt 1")]
    public async Task GivenAPointTransform_WhenDecoded_ThenEveryValueIsTheOtherDecoders(string options)
    {
        DicomTools.Require("dcmcjpeg", "dcmdjpeg");
        foreach (var film in ComparisonFilm.AllKinds().Where(f => f.File.Dataset.GetSingleValueOrDefault(DicomTags.BitsAllocated, 0) == 16))
        {
            var path = await _tools.ConvertAsync(film.File, "dcmcjpeg", options.Split(' '));
            await Comparison.AssertNearAsync(_tools, film.Name, path, 0, "dcmdjpeg");
        }
    }

    public void Dispose() => _tools.Dispose();

    private async Task AssertExactAsync(ComparisonFilm film, string tool, string options)
    {
        var path = await _tools.ConvertAsync(film.File, tool, options.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        var decoded = await DicomFile.OpenAsync(path, cancel: TestContext.Current.CancellationToken);
        for (var frame = 0; frame < film.Frames.Length; frame++)
            Assert.True(film.Bytes(frame).AsSpan().SequenceEqual(Decoded.Frame(decoded, frame).ToLittleEndianBytes()), $"{film.Name} by {tool} {options}: frame {frame} differs");
    }
}
