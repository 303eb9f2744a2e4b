using System.Buffers.Binary;
using System.Net;
using System.Runtime.InteropServices;
using Bunit;
using Bunit.TestDoubles;
using Microsoft.Extensions.Logging.Abstractions;
using MudBlazor.Services;
using OxiPortal.Dicom;
using OxiPortal.Dicom.Imaging;
using OxiPortal.Dicom.Isolation;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Sites;
using OxiPortal.Inference.Pipeline;
using OxiPortal.Inference.Service;
using OxiPortal.Infrastructure.Administration;
using OxiPortal.Infrastructure.Intake;
using OxiPortal.Infrastructure.Queue;
using OxiPortal.Infrastructure.Worklists;
using OxiPortal.Portal.Administration;
using OxiPortal.Portal.Observability;
using OxiPortal.Portal.Studies;
using OxiPortal.Portal.Tests.Support;
using OxiPortal.Portal.Worklist;

namespace OxiPortal.Portal.Tests.Api;

/// <summary>Films in JPEG-LS and JPEG 2000 from intake to the pages, decoded by real codec processes.</summary>
public sealed class NativeFilmTests(PortalFixture portal) : BunitContext, IClassFixture<PortalFixture>
{
    // 8 x 8 pixels of 12 bits: x * y * 13.
    private const string JpegLs = "/9j/9wALDAAIAAgBAREA/9oACAEBAAAAAP2zZs19c7MC106cuG7pAtdE5MSkhOgsckZeXFpmg24flZubH6Gm7snMz8VoFronMz8VjsD/2Q==";

    private const string Jpeg2000 =
        "/0//UQApAAAAAAAIAAAACAAAAAAAAAAAAAAACAAAAAgAAAAAAAAAAAABCwEB/1IADAAAAAEAAQQEAAH/XAAHQGBoaHD/ZAAlAAFDcmVhdGVkIGJ5IE9wZW5KUEVHIHZlcnNpb24gMi41LjD/" +
        "kAAKAAAAAABCAAH/k9/gYBFQcYobCdnNpZJH4v9ORXPkWiBsYHhtg8B9oNAfaDQAfICAJGCpgTafJEqNWxC3JGH/2Q==";

    private static readonly ushort[] Pixels = [.. Enumerable.Range(0, 64).Select(i => (ushort)(i % 8 * (i / 8) * 13))];

    private static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    private CodecFigures Codecs => portal.Service<CodecWatch>().Figures;

    [Theory]
    [InlineData(811, JpegLs)]
    [InlineData(812, Jpeg2000)]
    public async Task GivenAFilmInASyntaxOfTheLibraries_WhenItsFrameIsAskedFor_ThenItsStoredValuesArrive(int number, string codestream)
    {
        var film = await StoredAsync(number, Convert.FromBase64String(codestream));

        var (status, bytes) = await FrameAsync(film);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(Pixels, MemoryMarshal.Cast<byte, ushort>(bytes).ToArray());
    }

    [Fact]
    public async Task GivenAFilmThatTheDecoderRefuses_WhenAnalysed_ThenEveryPageSaysWhyAndThePortalGoesOn()
    {
        // A codestream whose markers are right and whose coded lines are not.
        var damaged = Convert.FromBase64String(JpegLs);
        damaged.AsSpan(30, 30).Clear();
        var film = await StoredAsync(813, damaged);
        var refused = Codecs.Refused;

        await AnalyseAsync(film);

        Assert.Equal(refused + 1, Codecs.Refused);
        await AssertSaidEverywhereAsync(film, "The JPEG-LS codestream is damaged", $"{refused + 2} refused", "codec-pictures");
        Assert.Equal(HttpStatusCode.OK, (await FrameAsync(await StoredAsync(814, Convert.FromBase64String(Jpeg2000)))).Status);
    }

    [Fact]
    public async Task GivenAFilmThatADecoderDiesOver_WhenAnalysed_ThenEveryPageSaysSoItIsCountedAndTheNextFilmIsDecoded()
    {
        // 200 x 160 pixels in tiles of 1 x 1: the library takes more memory than its process may have.
        var hostile = Convert.FromBase64String(Jpeg2000);
        foreach (var (offset, value) in new[] { (8, 200), (12, 160), (24, 1), (28, 1) })
            BinaryPrimitives.WriteInt32BigEndian(hostile.AsSpan(offset), value);
        var film = await StoredAsync(815, Tiled(hostile), rows: 160, columns: 200);
        var deaths = Codecs.Deaths.GetValueOrDefault(CodecDeath.OverMemory);

        await AnalyseAsync(film);

        Assert.Equal(deaths + 1, Codecs.Deaths.GetValueOrDefault(CodecDeath.OverMemory));
        await AssertSaidEverywhereAsync(film, "it took more memory than it may", "memory", "codec-deaths");
        Assert.Equal(deaths + 2, Codecs.Deaths.GetValueOrDefault(CodecDeath.OverMemory));
        var (status, bytes) = await FrameAsync(await StoredAsync(816, Convert.FromBase64String(Jpeg2000)));
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(Pixels, MemoryMarshal.Cast<byte, ushort>(bytes).ToArray());
    }

    // A tile-part of no data for each of its tiles, so that the markers are right.
    private static byte[] Tiled(byte[] codestream)
    {
        var header = codestream.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0x90]);
        var stream = new List<byte>(codestream[..header]);
        for (var tile = 0; tile < 200 * 160; tile++)
            stream.AddRange([0xFF, 0x90, 0, 10, (byte)(tile >> 8), (byte)tile, 0, 0, 0, 14, 0, 1, 0xFF, 0x93]);
        return [.. stream, 0xFF, 0xD9];
    }

    private async Task AnalyseAsync(DicomFile film)
    {
        var queue = portal.Service<IAnalysisQueue>();
        for (AnalysisLease? lease = null; lease?.Instance.Value != film.Instance();)
        {
            lease = await queue.LeaseAsync("test", Cancel);
            await new AnalysisJob(
                queue, portal.Service<IInstanceFiles>(), portal.Service<PixelDecoder>(), new RefusingAnalyser(), TimeSpan.FromHours(1), TimeProvider.System, NullLogger<AnalysisJob>.Instance)
                .RunAsync(lease, Cancel);
        }
    }

    private async Task AssertSaidEverywhereAsync(DicomFile film, string why, string figure, string fact)
    {
        var authorization = this.SignIn(portal, Role.Radiologist);
        Assert.Contains(why, Worklist(film), StringComparison.Ordinal);
        using (var scope = portal.App.Services.CreateScope())
        {
            var study = await scope.ServiceProvider.GetRequiredService<IStudyDesk>().OpenAsync(portal.Actor(Role.Radiologist), StudyInstanceUid.Parse(film.Study()), Cancel);
            Assert.Contains(why, new FilmStatus(Assert.Single(study!.Instances)).Sentence, StringComparison.Ordinal);
        }
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await FrameAsync(film)).Status);
        Assert.Contains(figure, StatusPage(authorization, fact), StringComparison.Ordinal);
    }

    private async Task<DicomFile> StoredAsync(int number, byte[] codestream, int rows = 8, int columns = 8)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "codec processes are of Linux");
        foreach (var (library, package) in new[] { ("libcharls.so.2", "libcharls2"), ("libopenjp2.so.7", "libopenjp2-7") })
            Assert.SkipUnless(NativeLibrary.TryLoad(library, out _), $"{library} is not on this machine (Debian and Ubuntu: package {package})");
        var dataset = Films.Small(number).Dataset
            .AddOrUpdate(DicomTags.Rows, rows).AddOrUpdate(DicomTags.Columns, columns)
            .AddOrUpdate(DicomTags.BitsAllocated, 16).AddOrUpdate(DicomTags.BitsStored, 12).AddOrUpdate(DicomTags.HighBit, 11).AddOrUpdate(DicomTags.PixelRepresentation, 0)
            .AddOrUpdate(new DicomFragmentSequence(DicomTags.PixelData, DicomVR.OB, Array.Empty<byte>(), [new ReadOnlyMemory<byte>(codestream)]));
        var film = new DicomFile(dataset, codestream[1] == 0xD8 ? DicomTransferSyntax.JpegLsLossless : DicomTransferSyntax.Jpeg2000Lossless);
        using var content = new MemoryStream(film.ToBytes().ToArray());
        var outcome = Assert.Single(await portal.Service<TakeInUpload>().RunAsync(portal.Actor(Role.Radiologist), "film.dcm", content, Cancel));
        Assert.True(outcome.Kind == IntakeKind.Stored, outcome.Sentence);
        return film;
    }

    private async Task<(HttpStatusCode Status, byte[] Bytes)> FrameAsync(DicomFile film)
    {
        using var browser = await portal.BrowserAsync(Role.Radiologist);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/dicomweb/studies/{film.Study()}/series/{film.Series()}/instances/{film.Instance()}/frames/1");
        request.Headers.Accept.ParseAdd("application/octet-stream");
        using var answer = await browser.Client.SendAsync(request, Cancel);
        return (answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(Cancel));
    }

    private string Worklist(DicomFile film)
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddMudServices();
        Services.AddScoped<WorklistChoice>()
            .AddSingleton(portal.Service<ListWorklist>()).AddSingleton(portal.Service<RetryAnalysis>()).AddSingleton(portal.Service<PrioritiseStudy>()).AddSingleton(portal.Service<QueueSignals>())
            .AddSingleton(portal.Service<ReadStatus>()).AddSingleton(portal.Service<ModelsInUse>())
            .AddSingleton(TimeProvider.System);
        Render<MudBlazor.MudPopoverProvider>();
        var page = Render<WorklistPage>();
        page.WaitForElement("table");
        return page.Find($"tr[data-study='{film.Study()}']").OuterHtml;
    }

    private string StatusPage(BunitAuthorizationContext authorization, string fact)
    {
        authorization.SignIn(portal, Role.Administrator);
        return Render<StatusPage>().WaitForElement($"[data-fact={fact}]").TextContent;
    }

    /// <summary>No film that cannot be read ever comes here.</summary>
    private sealed class RefusingAnalyser : IFilmAnalyser
    {
        public string Version => "1";

        public ModelSet Models { get; } = new([]);

        public int FilmsAtOnce => 1;

        public AnalysisOutcome Analyse(Film film, TimeSpan decodeTime, Action<AnalysisEvent>? report, CancellationToken cancel) =>
            new AnalysisOutcome.Refused(new Refusal(RefusalCodes.BlankImage, "The film is blank."));
    }
}
