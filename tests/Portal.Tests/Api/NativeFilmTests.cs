using System.Net;
using System.Runtime.InteropServices;
using Bunit;
using Bunit.TestDoubles;
using Microsoft.Extensions.Logging.Abstractions;
using MudBlazor.Services;
using OxiPortal.Dicom;
using OxiPortal.Dicom.Imaging;
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
        var queue = portal.Service<IAnalysisQueue>();
        for (AnalysisLease? lease = null; lease?.Instance.Value != film.Instance();)
        {
            lease = await queue.LeaseAsync("test", Cancel);
            await new AnalysisJob(
                queue, portal.Service<IInstanceFiles>(), portal.Service<PixelDecoder>(), new RefusingAnalyser(), TimeSpan.FromHours(1), TimeProvider.System, NullLogger<AnalysisJob>.Instance)
                .RunAsync(lease, Cancel);
        }

        Assert.Equal(refused + 1, Codecs.Refused);
        var authorization = this.SignIn(portal, Role.Radiologist);
        Assert.Contains("The JPEG-LS codestream is damaged", Worklist(film), StringComparison.Ordinal);
        using (var scope = portal.App.Services.CreateScope())
        {
            var study = await scope.ServiceProvider.GetRequiredService<IStudyDesk>().OpenAsync(portal.Actor(Role.Radiologist), StudyInstanceUid.Parse(film.Study()), Cancel);
            Assert.Contains("The JPEG-LS codestream is damaged", new FilmStatus(Assert.Single(study!.Instances)).Sentence, StringComparison.Ordinal);
        }
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await FrameAsync(film)).Status);
        var status = StatusPage(authorization);
        Assert.Contains($"{refused + 2} refused", status, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await FrameAsync(await StoredAsync(814, Convert.FromBase64String(Jpeg2000)))).Status);
    }

    private async Task<DicomFile> StoredAsync(int number, byte[] codestream)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "codec processes are of Linux");
        var dataset = Films.Small(number).Dataset
            .AddOrUpdate(DicomTags.Rows, 8).AddOrUpdate(DicomTags.Columns, 8)
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

    private string StatusPage(BunitAuthorizationContext authorization)
    {
        authorization.SignIn(portal, Role.Administrator);
        return Render<StatusPage>().WaitForElement("[data-fact=codec-pictures]").TextContent;
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
