using System.Diagnostics;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.SignalR.Client;
using OxiPortal.Dicom;
using OxiPortal.Domain.Sites;
using OxiPortal.Portal.Api;
using OxiPortal.Portal.Hubs;
using OxiPortal.Portal.Observability;
using OxiPortal.Portal.Tests.Support;
using OxiPortal.Portal.Upload;

namespace OxiPortal.Portal.Tests.Observability;

/// <summary>One film, one trace: from the upload to the reader's screen, whoever analyses it; and nothing in it says whose film it is.</summary>
public sealed class TraceTests
{
    private const string FileName = "Quxzyphle-thorax.dcm";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task GivenTheEmbeddedService_WhenAFilmIsUploadedAndWatched_ThenItIsOneTraceWithoutAPatient()
    {
        await using var portal = await TracedPortal.StartAsync(embedded: true);

        await CheckAsync(portal);
    }

    [Fact]
    public async Task GivenAServiceOverHttp_WhenAFilmIsUploadedAndWatched_ThenItIsOneTraceWithoutAPatient()
    {
        await using var portal = await TracedPortal.StartAsync(embedded: false);
        using var service = await portal.StartServiceAsync();

        var spans = await CheckAsync(portal);

        var analysis = Assert.Single(spans, s => s.OperationName == "analysis");
        var decode = Assert.Single(spans, s => s.OperationName == "decode");
        var result = Server(spans, "POST /api/inference/v1/leases/{analysis}/{attempt}/result");
        var pixels = Server(spans, "GET /api/inference/v1/leases/{analysis}/{attempt}/instances/{instance}");
        Assert.Equal(analysis.SpanId, ParentOf(ParentOf(result, spans), spans).SpanId);
        Assert.Equal(decode.SpanId, ParentOf(ParentOf(pixels, spans), spans).SpanId);
        await service.StopAsync(Cancel);
    }

    /// <summary>Uploads, watches and paints; returns the trace.</summary>
    private static async Task<IReadOnlyList<Activity>> CheckAsync(TracedPortal portal)
    {
        var film = TracedPortal.PlantedFilm();
        using var browser = await portal.SignInAsync(Role.Radiologist);
        await using var hub = new HubConnectionBuilder().WithUrl(new Uri(portal.Address, AnalysisHub.Path), o => o.Cookies = browser.Cookies).Build();
        await hub.StartAsync(Cancel);
        var watching = WatchAsync(hub, film);
        await UploadAsync(browser, film);
        var analysisId = await watching;

        // The painting came before the end; spans of requests end a moment after their answers.
        var intake = await OneAsync(portal, s => s.OperationName == "intake" && portal.Spans.Of(s.TraceId).Any(a => a.GetTagItem("oxiportal.analysis.id") as string == analysisId));
        var painted = await OneAsync(portal, s => s.OperationName == "browser.paint" && s.TraceId == intake.TraceId);
        await OneAsync(portal, s => s.OperationName == "hub.deliver" && s.TraceId == intake.TraceId && s.GetTagItem("oxiportal.event.kind") as string == "Completed");
        await OneAsync(portal, s => s.OperationName == "analysis" && s.TraceId == intake.TraceId);
        var upload = await OneAsync(portal, s => s.TraceId == intake.TraceId && s.DisplayName == "POST /api/uploads");
        var spans = portal.Spans.Of(intake.TraceId);

        Assert.Equal(upload.SpanId, intake.ParentSpanId);
        foreach (var name in new[] { "queue.wait", "analysis", "hub.deliver", "browser.paint" })
            Assert.All(spans.Where(s => s.OperationName == name), s => Assert.Equal(intake.SpanId, s.ParentSpanId));
        Assert.Equal(["Completed", "SegmentScored"], spans.Where(s => s.OperationName == "hub.deliver").Select(s => (string)s.GetTagItem("oxiportal.event.kind")!).Order());
        Assert.Single(spans, s => s.OperationName == "queue.wait");
        var analysis = Assert.Single(spans, s => s.OperationName == "analysis");
        foreach (var stage in new[] { "decode", "regions", "segments" })
            Assert.Equal(analysis.SpanId, Assert.Single(spans, s => s.OperationName == stage).ParentSpanId);
        Assert.Equal("Stored", intake.GetTagItem("oxiportal.outcome"));
        Assert.InRange(painted.Duration, TimeSpan.FromMilliseconds(19), TimeSpan.FromMilliseconds(21));

        await NothingNamesThePatientAsync(portal, browser, film, spans);
        return spans;
    }

    private static async Task NothingNamesThePatientAsync(TracedPortal portal, Browser reader, DicomFile film, IReadOnlyList<Activity> spans)
    {
        // Pages and pixels too: their addresses hold UIDs.
        foreach (var path in new[] { $"/studies/{film.Study()}", $"/dicomweb/studies/{film.Study()}/metadata?PatientName=Quxzyphle" })
        {
            using var answer = await reader.Client.GetAsync(path, Cancel);
            answer.EnsureSuccessStatusCode();
        }
        await OneAsync(portal, s => s.DisplayName == "GET /dicomweb/studies/{study}/metadata");
        using var administrator = await portal.SignInAsync(Role.Administrator);
        await portal.Service<QueueWatch>().LookAsync(Cancel);
        var figures = await administrator.Client.GetStringAsync(PortalTelemetry.ScrapePath, Cancel);
        var told = portal.Spans.All.Select(KeptSpans.Text).Append(figures).Concat(portal.Log.Lines).ToList();

        Assert.All(
            new[] { "Quxzyphle", "Vorgblatt", "PLANT-7711", film.Study(), film.Series(), film.Instance() },
            planted => Assert.DoesNotContain(told, line => line.Contains(planted, StringComparison.OrdinalIgnoreCase)));
        Assert.DoesNotContain(spans.Select(KeptSpans.Text), text => text.Contains("127.0.0.1", StringComparison.Ordinal));
        Assert.NotEmpty(portal.Log.Lines);
        foreach (var metric in new[]
        {
            "oxiportal_queue_wait_seconds_count{", "oxiportal_analysis_stage_seconds_count{", "stage=\"segments\"", "outcome=\"completed\"", "oxiportal_intake_files",
            "oxiportal_queue_depth", "oxiportal_queue_oldest_age_seconds", "oxiportal_circuits", "oxiportal_hub_watchers", "oxiportal_upload_to_heat_seconds_count",
            "http_server_request_duration_seconds",
        })
            Assert.Contains(metric, figures, StringComparison.Ordinal);
    }

    private static async Task<string> WatchAsync(HubConnection hub, DicomFile film)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        await foreach (var message in hub.StreamAsync<AnalysisMessage>("Watch", film.Study(), 0L, patience.Token))
        {
            if (message is { Kind: "SegmentScored", Done: 1 })
                await hub.InvokeAsync("Painted", film.Study(), message.AnalysisId, 20.0, patience.Token);
            Assert.NotEqual("Failed", message.Kind);
            // One more is asked for after the end, as viewers do: the end is delivered by then.
            if (message.Kind == "Completed")
            {
                await Task.Yield();
                return message.AnalysisId;
            }
        }
        throw new InvalidOperationException("The stream ended before the analysis.");
    }

    private static async Task UploadAsync(Browser browser, DicomFile film)
    {
        using var body = new MultipartFormDataContent();
        using var file = new ByteArrayContent(film.ToBytes().ToArray());
        file.Headers.ContentType = new MediaTypeHeaderValue("application/dicom");
        body.Add(file, "files", FileName);
        using var request = new HttpRequestMessage(HttpMethod.Post, UploadEndpoint.Path) { Content = body };
        request.Headers.Add(RequireAntiforgery.Header, await browser.TokenAsync("/upload"));
        using var answer = await browser.Client.SendAsync(request, Cancel);
        Assert.Contains("\"queued\":true", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    private static Activity Server(IReadOnlyList<Activity> spans, string name) => Assert.Single(spans, s => s.DisplayName == name);

    private static Activity ParentOf(Activity span, IReadOnlyList<Activity> spans) => Assert.Single(spans, s => s.SpanId == span.ParentSpanId);

    private static async Task<Activity> OneAsync(TracedPortal portal, Func<Activity, bool> wanted)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            if (portal.Spans.All.FirstOrDefault(wanted) is { } span)
                return span;
            Assert.False(patience.IsCancellationRequested, "The span did not come: " + string.Join(", ", portal.Spans.All.Select(s => s.DisplayName).Distinct()));
            await Task.Delay(10, Cancel);
        }
    }
}
