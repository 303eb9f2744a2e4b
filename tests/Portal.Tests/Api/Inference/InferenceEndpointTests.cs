using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using OxiPortal.Domain.Audit;
using OxiPortal.Domain.Detection;
using OxiPortal.Inference.Pipeline;
using OxiPortal.Inference.Remote;
using OxiPortal.Infrastructure.Persistence;
using OxiPortal.Portal.Tests.Support;

namespace OxiPortal.Portal.Tests.Api.Inference;

/// <summary>What the portal answers to whatever is sent: nothing wrong is kept, and every refusal says why.</summary>
public sealed class InferenceEndpointTests
{
    private const string Started = """{"kind":"Started","device":"cpu","models":[{"name":"a","version":"1","sha256":"SHA"}]}""";
    private const string Regions = """{"kind":"RegionsFound","contours":[],"cardiothoracicRatio":null}""";
    private const string Scored =
        """{"kind":"SegmentScored","segment":{"id":1,"region":"RightLung","box":{"x":BOXX,"y":20,"width":30,"height":40},"scale":0.8,"score":SCORE},"patch":{"heatRows":HEATROWS,"heatColumns":30,"x":PATCHX,"y":3,"columns":2,"values":"AECA/w=="},"done":DONE,"total":2}""";

    private static readonly string[] Acts = ["heartbeat", "events/1", "events/3", "result", "failure", "return"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>What is no event about a film of 160 x 144.</summary>
    public static TheoryData<string> NoEvents => new(
        "", "{", "null", "[]", "{}", "42", """{"kind":"Started"}""", """{"kind":"Nonsense"}""", """{"kind":"Queued"}""",
        """{"kind":"Failed","reason":{"code":"failed","sentence":"No."},"final":true}""",
        """{"kind":"Completed","irregularities":[],"abnormalityScore":0.1,"cardiothoracicRatio":null,"warnings":[]}""",
        """{"kind":"Started","device":"abacus","models":[]}""", """{"kind":"Started","device":"cpu","models":[null]}""",
        Started.Replace("SHA", "not a hash", StringComparison.Ordinal),
        """{"kind":"RegionsFound","contours":null,"cardiothoracicRatio":null}""",
        """{"kind":"RegionsFound","contours":[null],"cardiothoracicRatio":null}""",
        """{"kind":"RegionsFound","contours":[{"region":"RightLung","points":[1,2,3]}],"cardiothoracicRatio":null}""",
        """{"kind":"RegionsFound","contours":[{"region":"RightLung","points":[1,2,3,4,5,1000]}],"cardiothoracicRatio":null}""",
        """{"kind":"RegionsFound","contours":[{"region":"RightLung","points":[1,2,3,4,5,1e39]}],"cardiothoracicRatio":null}""",
        """{"kind":"RegionsFound","contours":[{"region":"RightLung, Heart","points":[1,2,3,4,5,6]}],"cardiothoracicRatio":null}""",
        """{"kind":"RegionsFound","contours":[],"cardiothoracicRatio":1e999}""",
        Segment(score: "1.5"), Segment(score: "-0.1"), Segment(score: "\"NaN\""), Segment(score: "1e999"), Segment(boxX: "120"), Segment(boxX: "-1"),
        Segment(boxX: "2147483647"), Segment(patchX: "29"), Segment(patchX: "-1"), Segment(patchX: "2147483647"));

    /// <summary>One member of a good result, made bad.</summary>
    public static TheoryData<string, string> BadMembers => new()
    {
        { "rows", "161" },
        { "spacing", """{"rowMm":0,"columnMm":1,"source":"PixelSpacing"}""" },
        { "models", "[]" },
        { "device", "\"abacus\"" },
        { "abnormalityScore", "1.01" },
        { "cardiothoracicRatio", "-1" },
        { "regions", """[{"region":"RightLung","areaPx":100000,"box":{"x":10,"y":20,"width":30,"height":40}}]""" },
        { "contours", """[{"region":"None","points":[1,2,3,4,5,6]}]""" },
        { "segments", "[]" },
        { "segments", "[null]" },
        { "irregularities", """[{"id":1,"label":"nodule","score":0.7,"box":[140,22,8,9],"region":"RightLung"}]""" },
        { "irregularities", """[{"id":1,"label":"nodule","score":0.7,"box":[10,22,0,9],"region":"RightLung"}]""" },
        { "irregularities", """[{"id":1,"label":"unicorn","score":0.7,"box":[10,22,8,9],"region":"RightLung"}]""" },
        { "irregularities", """[{"id":1,"label":"","score":0.7,"box":[10,22,8,9],"region":"RightLung"}]""" },
        { "heat", """{"rows":2,"columns":2,"values":[0,0,0]}""" },
        { "heat", """{"rows":2,"columns":2,"values":[0,0,0,2]}""" },
        { "heat", """{"rows":-2,"columns":-2,"values":[0,0,0,0]}""" },
        { "warnings", """["a\nb"]""" },
        { "timingsMs", """{"decode":1,"regions":1,"segments":1,"total":1e999}""" },
    };

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    [InlineData("unknown", HttpStatusCode.Unauthorized)]
    [InlineData("export-only", HttpStatusCode.Forbidden)]
    public async Task GivenNoTokenForInference_ThenNothingAnswers(string? token, HttpStatusCode expected)
    {
        await using var portal = await ServicePortal.StartAsync();
        using var service = new RemoteService(portal);
        await portal.UploadAsync(Films.Small(1));
        var path = Path(await service.Queue.LeaseAsync("gpu/1", Cancel));
        using var client = portal.Client(token);

        foreach (var act in Acts)
            Assert.Equal(expected, (await SendAsync(client, $"{path}/{act}", "{}")).Status);
        Assert.Equal(expected, (await SendAsync(client, "lease", "{}")).Status);
        using var pixels = await client.GetAsync($"{InferenceWire.Root}/{path}/instances/{Films.Small(1).Instance()}", Cancel);
        Assert.Equal(expected, pixels.StatusCode);
    }

    [Fact]
    public async Task GivenAStaleAttempt_WhenItSendsAnything_ThenItIsRefusedAndNothingIsKept()
    {
        await using var portal = await ServicePortal.StartAsync();
        using var service = new RemoteService(portal);
        var film = await portal.UploadAsync(Films.Small(1));
        var stale = await service.Queue.LeaseAsync("gpu/1", Cancel);
        portal.Time.Advance(TimeSpan.FromSeconds(61));
        await service.Queue.LeaseAsync("gpu/2", Cancel);
        using var client = portal.Client();

        foreach (var act in Acts)
            Assert.Equal((HttpStatusCode.Conflict, InferenceWire.LeaseLost), Brief(await SendAsync(client, $"{Path(stale)}/{act}", "{}")));
        using var pixels = await client.GetAsync($"{InferenceWire.Root}/{Path(stale)}/instances/{film.Instance()}", Cancel);
        Assert.Equal(HttpStatusCode.Conflict, pixels.StatusCode);
        Assert.Equal([("Queued", 1), ("Failed", 1)], await portal.EventsAsync(film));
    }

    [Fact]
    public async Task GivenATokenOfAnotherSite_ThenItGetsNoWorkAndCannotTouchALease()
    {
        await using var portal = await ServicePortal.StartAsync();
        using var service = new RemoteService(portal);
        await portal.UploadAsync(Films.Small(1));
        await portal.UploadAsync(Films.Small(2));
        var lease = await service.Queue.LeaseAsync("gpu/1", Cancel);
        using var client = portal.Client(ServicePortal.InferenceElsewhere);

        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync(client, "lease", Request(portal.Models))).Status);
        foreach (var act in Acts)
            Assert.Equal(HttpStatusCode.Conflict, (await SendAsync(client, $"{Path(lease)}/{act}", "{}")).Status);
        using var pixels = await client.GetAsync($"{InferenceWire.Root}/{Path(lease)}/instances/{lease.Instance}", Cancel);
        Assert.Equal(HttpStatusCode.Conflict, pixels.StatusCode);
    }

    [Fact]
    public async Task GivenALease_WhenItsPixelsAreFetched_ThenTheProgramIsOnRecordWithTheFilm()
    {
        await using var portal = await ServicePortal.StartAsync();
        using var service = new RemoteService(portal);
        await portal.UploadAsync(Films.Small(1));
        var lease = await service.Queue.LeaseAsync("gpu/1", Cancel);
        using var client = portal.Client();

        using var pixels = await client.GetAsync($"{InferenceWire.Root}/{Path(lease)}/instances/{lease.Instance}", Cancel);

        Assert.Equal(HttpStatusCode.OK, pixels.StatusCode);
        await using var db = await portal.Service<IDbContextFactory<PortalDb>>().CreateDbContextAsync(Cancel);
        var entry = await db.AuditEntries.SingleAsync(e => e.Action == AuditAction.PixelsRead, Cancel);
        Assert.Equal((ServicePortal.Inference, "127.0.0.1", lease.Instance.Value), (entry.ActorName, entry.Origin, entry.SopInstanceUid));
        Assert.NotNull(entry.ActorId);
        Assert.NotNull(entry.PatientKey);
    }

    [Fact]
    public async Task GivenALease_WhenAnotherInstanceIsAskedFor_ThenThereAreNoPixels()
    {
        await using var portal = await ServicePortal.StartAsync();
        using var service = new RemoteService(portal);
        string[] films = [(await portal.UploadAsync(Films.Small(1))).Instance(), (await portal.UploadAsync(Films.Small(2))).Instance()];
        // The clock stands, so both wait equally long: either may be leased.
        var lease = await service.Queue.LeaseAsync("gpu/1", Cancel);
        var other = films.Single(film => film != lease.Instance.Value);
        using var client = portal.Client();

        using var pixels = await client.GetAsync($"{InferenceWire.Root}/{Path(lease)}/instances/{other}", Cancel);

        Assert.Equal(HttpStatusCode.NotFound, pixels.StatusCode);
        Assert.Contains("another instance", await pixels.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task GivenOtherModels_WhenWorkIsAskedFor_ThenBothSetsAreNamed()
    {
        await using var portal = await ServicePortal.StartAsync();
        await portal.UploadAsync(Films.Small(1));
        using var client = portal.Client();
        var theirs = new PipelineIdentity("0.9+other", new ModelSet([new ModelIdentity("tiny", "7", new string('a', 64))]));

        var answer = await SendAsync(client, "lease", Request(theirs));

        Assert.Equal((HttpStatusCode.Conflict, InferenceWire.OtherModels), Brief(answer));
        Assert.Contains(theirs.ToString(), answer.Title, StringComparison.Ordinal);
        Assert.Contains(portal.Models.ToString(), answer.Title, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GivenAnEventThatIsMissing_WhenTheNextIsSent_ThenItIsNotKeptEither()
    {
        await using var portal = await ServicePortal.StartAsync();
        using var service = new RemoteService(portal);
        var film = await portal.UploadAsync(Films.Small(1));
        var lease = await service.Queue.LeaseAsync("gpu/1", Cancel);
        Assert.True(await service.ReportAsync(lease, events: 1));
        using var client = portal.Client();

        Assert.Equal((HttpStatusCode.Conflict, InferenceWire.EventsMissing), Brief(await SendAsync(client, $"{Path(lease)}/events/3", Note(Segment()))));
        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync(client, $"{Path(lease)}/events/2", Note(Regions, Segment()))).Status);
        Assert.Equal([("Queued", 1), ("Started", 1), ("RegionsFound", 1), ("SegmentScored", 1)], await portal.EventsAsync(film));
    }

    [Fact]
    public async Task GivenEventsThatDoNotFollowOneAnother_ThenNoneOfThemIsKept()
    {
        await using var portal = await ServicePortal.StartAsync();
        using var service = new RemoteService(portal);
        var film = await portal.UploadAsync(Films.Small(1));
        var lease = await service.Queue.LeaseAsync("gpu/1", Cancel);
        using var client = portal.Client();
        var started = JsonSerializer.Serialize(service.Events[0], DetectionJson.Options);

        string[] wrong = [Note(Segment()), Note(Regions), Note(started, started), Note(started, Segment()), Note(started, Regions, Segment(done: "2"))];
        foreach (var body in wrong)
            AssertRefused(body, HttpStatusCode.BadRequest, await SendAsync(client, $"{Path(lease)}/events/1", body));
        Assert.Equal([("Queued", 1)], await portal.EventsAsync(film));
        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync(client, $"{Path(lease)}/events/1", Note(started, Regions, Segment()))).Status);
        AssertRefused("another heat map", HttpStatusCode.BadRequest, await SendAsync(client, $"{Path(lease)}/events/4", Note(Segment(done: "2", heatRows: "31"))));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1003")]
    [InlineData("1002")]
    [InlineData("2147483647")]
    public async Task GivenANumberThatNoEventHas_ThenItIsRefused(string number)
    {
        await using var portal = await ServicePortal.StartAsync();
        using var service = new RemoteService(portal);
        await portal.UploadAsync(Films.Small(1));
        var lease = await service.Queue.LeaseAsync("gpu/1", Cancel);
        using var client = portal.Client();

        // Two: the last one's number counts, too.
        AssertRefused(number, HttpStatusCode.BadRequest, await SendAsync(client, $"{Path(lease)}/events/{number}", Note(Segment(), Segment())));
    }

    [Fact]
    public async Task GivenWhatIsNoEvent_ThenItIsRefusedWithASentenceAndNothingIsKept()
    {
        await using var portal = await ServicePortal.StartAsync();
        using var service = new RemoteService(portal);
        var film = await portal.UploadAsync(Films.Small(1));
        var lease = await service.Queue.LeaseAsync("gpu/1", Cancel);
        using var client = portal.Client();

        string[] noNotes = ["", "{", "null", "[]", "{}", """{"events":null}""", Note(), Note([.. Enumerable.Repeat(Regions, InferenceWire.MostEventsAtOnce + 1)])];
        foreach (var body in noNotes.Concat(NoEvents.Select(row => Note(row.Data))))
            AssertRefused(body, HttpStatusCode.BadRequest, await SendAsync(client, $"{Path(lease)}/events/1", body));

        Assert.Equal([("Queued", 1)], await portal.EventsAsync(film));
        Assert.True(await service.ReportAsync(lease));
    }

    [Fact]
    public async Task GivenAResultWithOneMemberWrong_ThenItIsRefusedWithASentenceAndNothingIsKept()
    {
        await using var portal = await ServicePortal.StartAsync();
        using var service = new RemoteService(portal);
        var film = await portal.UploadAsync(Films.Small(1));
        var lease = await service.Queue.LeaseAsync("gpu/1", Cancel);
        using var client = portal.Client();
        var good = JsonSerializer.SerializeToNode(service.Result, DetectionJson.Options)!.AsObject();

        foreach (var (member, value) in BadMembers.Select(row => row.Data))
        {
            Assert.True(good.ContainsKey(member));
            var bad = good.DeepClone().AsObject();
            bad[member] = JsonNode.Parse(value);
            AssertRefused($"{member}: {value}", HttpStatusCode.BadRequest, await SendAsync(client, $"{Path(lease)}/result", bad.ToJsonString()));
            bad.Remove(member);
            AssertRefused($"no {member}", HttpStatusCode.BadRequest, await SendAsync(client, $"{Path(lease)}/result", bad.ToJsonString()));
        }
        var others = JsonSerializer.Serialize(service.Result with { PipelineVersion = "0.9+other" }, DetectionJson.Options);
        Assert.Equal((HttpStatusCode.Conflict, InferenceWire.OtherModels), Brief(await SendAsync(client, $"{Path(lease)}/result", others)));

        Assert.Equal([("Queued", 1)], await portal.EventsAsync(film));
        Assert.Equal(0, await portal.AnalysesAsync());
        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync(client, $"{Path(lease)}/result", good.ToJsonString())).Status);
    }

    [Theory]
    [InlineData("events/1", InferenceWire.MostEventBytes)]
    [InlineData("result", InferenceWire.MostResultBytes)]
    [InlineData("failure", InferenceWire.MostSmallBytes)]
    public async Task GivenABodyThatIsTooLarge_AsItIsOrUnpacked_ThenItIsRefused(string act, int mostBytes)
    {
        await using var portal = await ServicePortal.StartAsync();
        using var service = new RemoteService(portal);
        var film = await portal.UploadAsync(Films.Small(1));
        var lease = await service.Queue.LeaseAsync("gpu/1", Cancel);
        using var client = portal.Client();
        client.DefaultRequestHeaders.ExpectContinue = true;
        var blanks = Encoding.UTF8.GetBytes(new string(' ', mostBytes + 1));
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            await gzip.WriteAsync(blanks, Cancel);

        AssertRefused("as it is", HttpStatusCode.RequestEntityTooLarge, await SendAsync(client, $"{Path(lease)}/{act}", blanks));
        AssertRefused("packed", HttpStatusCode.RequestEntityTooLarge, await SendAsync(client, $"{Path(lease)}/{act}", packed.ToArray(), "gzip"));
        AssertRefused("no gzip", HttpStatusCode.BadRequest, await SendAsync(client, $"{Path(lease)}/{act}", "no gzip"u8.ToArray(), "gzip"));
        AssertRefused("brotli", HttpStatusCode.UnsupportedMediaType, await SendAsync(client, $"{Path(lease)}/{act}", [1, 2], "br"));
        AssertRefused("text", HttpStatusCode.UnsupportedMediaType, await SendAsync(client, $"{Path(lease)}/{act}", "{}"u8.ToArray(), null, "text/plain"));
        Assert.Equal([("Queued", 1)], await portal.EventsAsync(film));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"service":null,"most":1,"waitSeconds":0}""")]
    [InlineData("""{"service":{"worker":"","pipelineVersion":"1","models":[]},"most":1,"waitSeconds":0}""")]
    [InlineData("""{"service":{"worker":"w","pipelineVersion":"1","models":[null]},"most":1,"waitSeconds":0}""")]
    [InlineData("""{"service":{"worker":"w","pipelineVersion":"1","models":[{"name":"a","version":"1","sha256":"x"}]},"most":1,"waitSeconds":-1}""")]
    [InlineData("""{"service":{"worker":"w","pipelineVersion":"1","models":[]},"most":0,"waitSeconds":0}""")]
    [InlineData("""{"service":{"worker":"w","pipelineVersion":"1","models":[]},"most":65,"waitSeconds":0}""")]
    public async Task GivenWhatIsNoRequestForWork_ThenItIsRefused(string body)
    {
        await using var portal = await ServicePortal.StartAsync();
        using var client = portal.Client();

        AssertRefused(body, HttpStatusCode.BadRequest, await SendAsync(client, "lease", body));
    }

    private static string Note(params string[] events) => $"{{\"events\":[{string.Join(',', events)}]}}";

    private static string Segment(string score = "0.7", string boxX = "10", string patchX = "2", string done = "1", string heatRows = "32") => Scored
        .Replace("DONE", done, StringComparison.Ordinal).Replace("HEATROWS", heatRows, StringComparison.Ordinal).Replace("SCORE", score, StringComparison.Ordinal).Replace("BOXX", boxX, StringComparison.Ordinal).Replace("PATCHX", patchX, StringComparison.Ordinal);

    private static string Request(PipelineIdentity models) =>
        JsonSerializer.Serialize(new LeaseRequest(ServiceHello.Of("gpu/1", models), Most: 1, WaitSeconds: 0), DetectionJson.Options);

    private static string Path(AnalysisLease lease) => $"leases/{lease.AnalysisId}/{lease.Attempt}";

    private static (HttpStatusCode, string?) Brief((HttpStatusCode Status, string? Type, string? Title) answer) => (answer.Status, answer.Type);

    private static void AssertRefused(string what, HttpStatusCode expected, (HttpStatusCode Status, string? Type, string? Title) answer)
    {
        Assert.True(answer.Status == expected && answer.Type == InferenceWire.Refused, $"{what} was answered with {answer}");
        Assert.EndsWith(".", answer.Title, StringComparison.Ordinal);
    }

    private static Task<(HttpStatusCode Status, string? Type, string? Title)> SendAsync(HttpClient client, string path, string body) =>
        SendAsync(client, path, Encoding.UTF8.GetBytes(body));

    private static async Task<(HttpStatusCode Status, string? Type, string? Title)> SendAsync(
        HttpClient client, string path, byte[] body, string? encoding = null, string mediaType = "application/json")
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        if (encoding is not null)
            content.Headers.ContentEncoding.Add(encoding);
        using var answer = await client.PostAsync($"{InferenceWire.Root}/{path}", content, Cancel);
        if (answer.Content.Headers.ContentType?.MediaType != "application/problem+json")
            return (answer.StatusCode, null, null);
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel));
        return (answer.StatusCode, problem.RootElement.GetProperty("type").GetString(), problem.RootElement.GetProperty("title").GetString());
    }
}
