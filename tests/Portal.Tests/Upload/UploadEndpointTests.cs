using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Administration;
using OxiPortal.Portal.Api;
using OxiPortal.Portal.Tests.Support;
using OxiPortal.Portal.Upload;

namespace OxiPortal.Portal.Tests.Upload;

[Collection(PortalCollection.Name)]
public sealed class UploadEndpointTests(PortalFixture portal)
{
    [Fact]
    public async Task GivenAFilm_WhenUploaded_ThenItIsStoredAndQueuedAndTheSecondTimeAlreadyHere()
    {
        using var browser = await portal.BrowserAsync(Role.Radiologist);
        var film = Films.Small(101);

        var first = Assert.Single(await FilesAsync(await SendAsync(browser, ("folder/film.dcm", film.ToBytes().ToArray()))));
        var second = Assert.Single(await FilesAsync(await SendAsync(browser, ("again.dcm", film.ToBytes().ToArray()))));

        Assert.Equal(("Stored", true, film.Study(), film.Instance()), (first.Kind, first.Queued, first.StudyInstanceUid, first.SopInstanceUid));
        Assert.Equal("AlreadyHere", second.Kind);
    }

    [Theory]
    [InlineData("?priority=stat", AnalysisPriority.Stat)]
    [InlineData("?priority=BACKLOG", AnalysisPriority.Backlog)]
    [InlineData("", AnalysisPriority.Normal)]
    public async Task GivenAPriority_WhenUploaded_ThenTheFilmWaitsWithIt(string query, AnalysisPriority expected)
    {
        using var browser = await portal.BrowserAsync(Role.Radiologist);
        var film = Films.Small(120 + (int)expected);

        Assert.Equal("Stored", Assert.Single(await FilesAsync(await SendToAsync(browser, UploadEndpoint.Path + query, ("film.dcm", film.ToBytes().ToArray())))).Kind);

        var queue = await portal.Service<ListQueue>().RunAsync(portal.Actor(Role.Administrator), TestContext.Current.CancellationToken);
        Assert.Equal(expected, queue.First.Single(w => w.Instance.Value == film.Instance()).Priority);
    }

    [Theory]
    [InlineData("?priority=now")]
    [InlineData("?priority=0")]
    [InlineData("?priority=stat&priority=normal")]
    public async Task GivenNoSuchPriority_WhenUploaded_ThenNothingIsTakenIn(string query)
    {
        using var browser = await portal.BrowserAsync(Role.Radiologist);
        var film = Films.Small(125).ToBytes().ToArray();

        using var answer = await SendToAsync(browser, UploadEndpoint.Path + query, ("film.dcm", film));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("stat, normal or backlog", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        var queue = await portal.Service<ListQueue>().RunAsync(portal.Actor(Role.Administrator), TestContext.Current.CancellationToken);
        Assert.DoesNotContain(queue.First, w => w.Instance.Value == Films.Small(125).Instance());
    }

    [Fact]
    public async Task GivenSeveralFiles_WhenUploadedInOneRequest_ThenEachHasItsOwnOutcomeInOrder()
    {
        using var browser = await portal.BrowserAsync(Role.Administrator);

        var files = await FilesAsync(await SendAsync(browser,
            ("notes.dcm", "These are notes, no film."u8.ToArray()), ("film.dcm", Films.Small(102).ToBytes().ToArray()), ("lateral.dcm", Films.Small(103, "LL").ToBytes().ToArray())));

        Assert.Equal(["Refused", "Stored", "Stored"], files.Select(f => f.Kind));
        Assert.Equal("not-dicom", files[0].Code);
        Assert.Equal((false, "not-frontal"), (files[2].Queued, files[2].Code));
        Assert.All(files, f => Assert.EndsWith(".", f.Sentence, StringComparison.Ordinal));
    }

    [Fact]
    public async Task GivenAZip_WhenUploaded_ThenEveryFileInItHasAnOutcome()
    {
        using var browser = await portal.BrowserAsync(Role.Radiologist);

        var files = await FilesAsync(await SendAsync(browser, ("films.zip", Zip(
            ("a/film.dcm", Films.Small(104).ToBytes().ToArray()), ("readme.txt", "hello"u8.ToArray())))));

        Assert.Equal(2, files.Count);
        Assert.Contains(files, f => f is { FileName: "films.zip/a/film.dcm", Kind: "Stored" });
    }

    [Fact]
    public async Task GivenAZipBomb_WhenUploaded_ThenItIsRefusedWithASentence()
    {
        using var browser = await portal.BrowserAsync(Role.Radiologist);

        var files = await FilesAsync(await SendAsync(browser, ("bomb.zip", Zip(("zeros.dcm", new byte[50_000_000])))));

        Assert.All(files, f => Assert.Equal("Refused", f.Kind));
        Assert.Contains(files, f => f.Code is "archive-bomb" or "too-large");
    }

    [Fact]
    public async Task GivenAnUploadOverTheLimit_WhenSent_ThenTheAnswerNamesTheLimitAndTheServerGoesOn()
    {
        using var browser = await portal.BrowserAsync(Role.Radiologist);

        using var refused = await SendAsync(browser, ("large.dcm", new byte[3 << 20]));
        using var after = await SendAsync(browser, ("film.dcm", Films.Small(105).ToBytes().ToArray()));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, refused.StatusCode);
        Assert.Contains("2 MiB", await TitleAsync(refused), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
    }

    [Fact]
    public async Task GivenABodyThatBreaksOff_WhenSent_ThenWhatCameWholeIsKeptAndTheAnswerSaysSo()
    {
        using var browser = await portal.BrowserAsync(Role.Radiologist);
        var whole = Part("film.dcm", Films.Small(106).ToBytes().ToArray());
        var broken = Part("broken.dcm", Films.Small(107).ToBytes().ToArray()).AsSpan(0, 20_000).ToArray();

        using var answer = await PostAsync(browser, [.. whole, .. broken], "multipart/form-data; boundary=edge");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("1 file before that was taken in", await TitleAsync(answer), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/octet-stream", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("multipart/form-data", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("multipart/form-data; boundary=other", HttpStatusCode.BadRequest)]
    public async Task GivenSomethingElseThanMultipart_WhenSent_ThenTheAnswerSaysWhatToSend(string type, HttpStatusCode expected)
    {
        using var browser = await portal.BrowserAsync(Role.Radiologist);
        using var answer = await PostAsync(browser, Part("film.dcm", "DICM"u8.ToArray()), type);

        Assert.Equal(expected, answer.StatusCode);
        Assert.NotEmpty(await TitleAsync(answer));
    }

    [Fact]
    public async Task GivenALongBoundaryAsGatewaysMakeThem_WhenSent_ThenItIsRead()
    {
        using var browser = await portal.BrowserAsync(Role.Radiologist);
        var boundary = $"{Guid.Empty}-{Guid.Empty}";

        using var answer = await PostAsync(browser, Part("film.dcm", Films.Small(108).ToBytes().ToArray(), boundary, last: true), $"multipart/form-data; boundary={boundary}");

        Assert.Equal("Stored", Assert.Single(await FilesAsync(answer)).Kind);
    }

    [Fact]
    public async Task GivenNoToken_WhenAnUploadIsSentWithTheCookieAlone_ThenNothingIsTakenIn()
    {
        using var browser = await portal.BrowserAsync(Role.Radiologist);
        using var content = new MultipartFormDataContent { { new ByteArrayContent(Films.Small(109).ToBytes().ToArray()), "files", "film.dcm" } };
        using var answer = await browser.Client.PostAsync(UploadEndpoint.Path, content, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task GivenNoFile_WhenSent_ThenTheAnswerSaysSo()
    {
        using var browser = await portal.BrowserAsync(Role.Radiologist);
        using var content = new MultipartFormDataContent { { new StringContent("value"), "field" } };
        content.Headers.Add(RequireAntiforgery.Header, await browser.TokenAsync("/upload"));
        using var answer = await browser.Client.PostAsync(UploadEndpoint.Path, content, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("no file", await TitleAsync(answer), StringComparison.Ordinal);
    }

    private static Task<HttpResponseMessage> SendAsync(Browser browser, params (string Name, byte[] Bytes)[] files) => SendToAsync(browser, UploadEndpoint.Path, files);

    private static async Task<HttpResponseMessage> SendToAsync(Browser browser, string address, params (string Name, byte[] Bytes)[] files)
    {
        using var content = new MultipartFormDataContent();
        foreach (var (name, bytes) in files)
            content.Add(new ByteArrayContent(bytes), "files", name);
        content.Headers.Add(RequireAntiforgery.Header, await browser.TokenAsync("/upload"));
        return await browser.Client.PostAsync(address, content, TestContext.Current.CancellationToken);
    }

    private static async Task<HttpResponseMessage> PostAsync(Browser browser, byte[] body, string type)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        content.Headers.Add(RequireAntiforgery.Header, await browser.TokenAsync("/upload"));
        return await browser.Client.PostAsync(UploadEndpoint.Path, content, TestContext.Current.CancellationToken);
    }

    private static byte[] Part(string name, byte[] bytes, string boundary = "edge", bool last = false) =>
    [
        .. Encoding.ASCII.GetBytes($"--{boundary}\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{name}\"\r\n\r\n"), .. bytes, .. "\r\n"u8,
        .. last ? Encoding.ASCII.GetBytes($"--{boundary}--\r\n") : [],
    ];

    private static byte[] Zip(params (string Name, byte[] Bytes)[] files)
    {
        var zip = new MemoryStream();
        using (var archive = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, bytes) in files)
            {
                using var entry = archive.CreateEntry(name).Open();
                entry.Write(bytes);
            }
        }
        return zip.ToArray();
    }

    private static async Task<IReadOnlyList<UploadedFile>> FilesAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            return (await answer.Content.ReadFromJsonAsync<UploadAnswer>(TestContext.Current.CancellationToken))!.Files;
        }
    }

    private static async Task<string> TitleAsync(HttpResponseMessage answer)
    {
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        return problem.GetProperty("title").GetString() ?? "";
    }
}
