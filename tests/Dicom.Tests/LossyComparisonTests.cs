using OxiPortal.Dicom.Tests.Making;

namespace OxiPortal.Dicom.Tests;

/// <summary>Lossy JPEG: every value within one grey level of DCMTK's decoder, which is the IJG's.</summary>
public sealed class LossyComparisonTests : IDisposable
{
    private const int OneLevel = 1;

    private readonly DicomTools _tools = new();

    [Theory]
    [InlineData("+eb")]
    [InlineData("+eb +q 50 -ho")]
    [InlineData("+ee")]
    [InlineData("+ee +q 100")]
    public async Task GivenSmallFilmsOfEveryKind_WhenDecoded_ThenEveryValueIsWithinALevel(string options)
    {
        DicomTools.Require("dcmcjpeg", "dcmdjpeg");
        foreach (var film in ComparisonFilm.AllKinds())
        {
            // IJG's extended process knows 8 and 12 bits; DCMTK refuses it more.
            if (film.Name.StartsWith("16", StringComparison.Ordinal) && options.StartsWith("+ee", StringComparison.Ordinal))
                continue;
            await AssertNearAsync(film, options);
        }
    }

    [Theory]
    [InlineData("+eb", 8)]
    [InlineData("+ee", 12)]
    public async Task GivenAFullSizeFilm_WhenDecoded_ThenEveryValueIsWithinALevel(string options, int bits)
    {
        DicomTools.Require("dcmcjpeg", "dcmdjpeg");
        await AssertNearAsync(ComparisonFilm.Full(bits), options);
    }

    [Theory]
    [InlineData("+eb +cr")]
    [InlineData("+eb +cy +s4")]
    [InlineData("+eb +cy +s2")]
    [InlineData("+eb +cy +n2")]
    [InlineData("+eb +cy +n1")]
    public async Task GivenAColourFilm_WhenDecoded_ThenEveryValueIsWithinALevel(string options)
    {
        DicomTools.Require("dcmcjpeg", "dcmdjpeg");
        await AssertNearAsync(ComparisonFilm.Colour(), options);
    }

    public static TheoryData<int, byte[], bool, int> Samplings => new()
    {
        { 8, [0x11], false, 7 },
        { 12, [0x11], false, 0 },
        { 8, [0x11, 0x11, 0x11], true, 0 },
        { 8, [0x21, 0x11, 0x11], false, 3 },
        { 8, [0x12, 0x11, 0x11], false, 0 },
        { 8, [0x22, 0x11, 0x11], false, 0 },
        { 8, [0x22, 0x11, 0x11], true, 0 },
        { 8, [0x22, 0x21, 0x12], false, 0 },
        { 8, [0x41, 0x11, 0x11], false, 0 },
        { 12, [0x22, 0x11, 0x11], false, 0 },
    };

    [Theory, MemberData(nameof(Samplings))]
    public async Task GivenSamplingFactorsScansAndRestarts_WhenDecoded_ThenEveryValueIsWithinALevel(int precision, byte[] sampling, bool separateScans, int unitsPerRestart)
    {
        DicomTools.Require("dcmdjpeg");
        const int Rows = 61, Columns = 75;
        var stream = new JpegSequentialEncoder { Rows = Rows, Columns = Columns, Precision = precision, Sampling = sampling, SeparateScans = separateScans, UnitsPerRestart = unitsPerRestart }
            .Encode(TestFilm.Pixels(Rows, Columns, precision, sampling.Length));
        var dataset = TestFilm.DataSet(Rows, Columns, precision > 8 ? 16 : 8, precision, sampling.Length, sampling.Length == 1 ? null : "YBR_FULL");
        if (sampling.Length > 1)
            dataset.AddOrUpdate(DicomTags.PlanarConfiguration, 0);
        var file = TestFilm.Compressed(dataset, precision == 8 ? DicomTransferSyntax.JpegBaseline : DicomTransferSyntax.JpegExtended, stream.Length % 2 == 0 ? stream : [.. stream, 0]);
        var path = _tools.NewPath();
        await File.WriteAllBytesAsync(path, file.ToBytes().ToArray(), TestContext.Current.CancellationToken);
        await Comparison.AssertNearAsync(_tools, Convert.ToHexString(sampling), path, OneLevel, "dcmdjpeg", "+cn");
    }

    public void Dispose() => _tools.Dispose();

    private async Task AssertNearAsync(ComparisonFilm film, string options)
    {
        var path = await _tools.ConvertAsync(film.File, "dcmcjpeg", options.Split(' '));
        await Comparison.AssertNearAsync(_tools, $"{film.Name} by {options}", path, OneLevel, "dcmdjpeg", "+cn");
    }
}
