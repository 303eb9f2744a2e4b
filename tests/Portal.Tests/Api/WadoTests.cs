using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using OxiPortal.Dicom;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Intake;
using OxiPortal.Portal.Tests.Support;

namespace OxiPortal.Portal.Tests.Api;

[Collection(PortalCollection.Name)]
public sealed class WadoTests(PortalFixture portal)
{
    [Fact]
    public async Task GivenAStoredFilm_WhenItsFrameIsAskedFor_ThenItsStoredValuesArriveAsNativeLittleEndian()
    {
        var (browser, film) = await StoredAsync(301);
        using var answer = await browser.Client.GetAsync($"{Instance(film)}/frames/1", TestContext.Current.CancellationToken);

        var type = answer.Content.Headers.ContentType!;
        Assert.Equal("multipart/related", type.MediaType);
        var boundary = type.Parameters.Single(p => p.Name == "boundary").Value!;
        var reader = new MultipartReader(boundary, await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        var part = (await reader.ReadNextSectionAsync(TestContext.Current.CancellationToken))!;
        var bytes = new MemoryStream();
        await part.Body.CopyToAsync(bytes, TestContext.Current.CancellationToken);

        Assert.Equal("application/octet-stream; transfer-syntax=1.2.840.10008.1.2.1", part.ContentType);
        Assert.Equal(((DicomElement)film.Dataset.Find(DicomTags.PixelData)!).Bytes.ToArray(), bytes.ToArray());
        Assert.Null(await reader.ReadNextSectionAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task GivenAFileThatWasDamagedOnDisk_WhenItsFrameIsAskedFor_ThenItIsRefusedAndNotShown()
    {
        var (browser, film) = await StoredAsync(309);
        var key = Convert.ToHexStringLower(SHA256.HashData(film.ToBytes().ToArray()));
        var path = Path.Combine(portal.DataFolder, "instances", key[..2], key[2..4], key);
        await using (var file = new FileStream(path, FileMode.Open, FileAccess.Write))
        {
            file.Position = file.Length - 1000;
            file.WriteByte(0xAB);
        }
        File.SetLastWriteTimeUtc(path, File.GetLastWriteTimeUtc(path).AddMinutes(1));

        using var answer = await browser.Client.GetAsync($"{Instance(film)}/frames/1", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Contains("damaged, so it is not shown", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("study")]
    [InlineData("series")]
    [InlineData("instance")]
    public async Task GivenAStoredFilm_WhenMetadataIsAskedFor_ThenItIsDicomJsonWithoutPixels(string level)
    {
        var (browser, film) = await StoredAsync(302);
        var path = level switch
        {
            "study" => $"/dicomweb/studies/{film.Study()}",
            "series" => $"/dicomweb/studies/{film.Study()}/series/{film.Series()}",
            _ => Instance(film),
        };
        using var answer = await browser.Client.GetAsync(path + "/metadata", TestContext.Current.CancellationToken);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));

        Assert.Equal("application/dicom+json", answer.Content.Headers.ContentType?.MediaType);
        var dataset = Assert.Single(json.RootElement.EnumerateArray());
        Assert.Equal(film.Instance(), dataset.GetProperty("00080018").GetProperty("Value")[0].GetString());
        Assert.Equal("1.2.840.10008.1.2.1", dataset.GetProperty("00083002").GetProperty("Value")[0].GetString());
        Assert.False(dataset.TryGetProperty("7FE00010", out _));
    }

    [Fact]
    public async Task GivenASpacingOfZero_WhenMetadataIsAskedFor_ThenItIsLeftOut()
    {
        var (browser, film) = await StoredAsync(303, f => f.Dataset.AddOrUpdate(DicomTags.PixelSpacing, "0.000", "0.000"));
        using var json = JsonDocument.Parse(await browser.Client.GetStreamAsync($"{Instance(film)}/metadata", TestContext.Current.CancellationToken));

        Assert.False(json.RootElement[0].TryGetProperty("00280030", out _));
        Assert.True(json.RootElement[0].TryGetProperty("00181164", out _));
    }

    [Fact]
    public async Task GivenWhatTheBrowserHasAlready_WhenAskedAgain_ThenNothingIsSentTwice()
    {
        var (browser, film) = await StoredAsync(304);
        foreach (var path in new[] { $"{Instance(film)}/frames/1", $"{Instance(film)}/metadata" })
        {
            using var first = await browser.Client.GetAsync(path, TestContext.Current.CancellationToken);
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.IfNoneMatch.Add(first.Headers.ETag!);
            using var second = await browser.Client.SendAsync(request, TestContext.Current.CancellationToken);

            Assert.True(first.Headers.CacheControl is { Private: true, NoCache: true });
            Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        }
    }

    [Theory]
    [InlineData("frames/2", null, HttpStatusCode.NotFound)]
    [InlineData("frames/0", null, HttpStatusCode.BadRequest)]
    [InlineData("frames/1,x", null, HttpStatusCode.BadRequest)]
    [InlineData("frames/1,1", null, HttpStatusCode.BadRequest)]
    [InlineData("frames/1", "image/jpeg", HttpStatusCode.NotAcceptable)]
    [InlineData("frames/1", "application/octet-stream", HttpStatusCode.OK)]
    [InlineData("metadata", "application/dicom+xml", HttpStatusCode.NotAcceptable)]
    public async Task GivenAnOddRequest_WhenAnswered_ThenTheStatusIsThatOfPs318(string what, string? accept, HttpStatusCode expected)
    {
        var (browser, film) = await StoredAsync(305);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Instance(film)}/{what}");
        if (accept is not null)
            request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse(accept));
        using var answer = await browser.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(expected, answer.StatusCode);
    }

    [Theory]
    [InlineData("/dicomweb/studies/1.2.3.4/metadata", HttpStatusCode.NotFound)]
    [InlineData("/dicomweb/studies/1.2.3.4/series/1.2/instances/1.3/frames/1", HttpStatusCode.NotFound)]
    [InlineData("/dicomweb/studies/not-a-uid/metadata", HttpStatusCode.BadRequest)]
    [InlineData("/dicomweb/studies/1.2/series/x/instances/1.3/frames/1", HttpStatusCode.BadRequest)]
    public async Task GivenAnObjectThatIsNotHere_WhenAskedFor_ThenTheAnswerSaysSo(string path, HttpStatusCode expected)
    {
        using var browser = await portal.BrowserAsync(Role.QA);
        using var answer = await browser.Client.GetAsync(path, TestContext.Current.CancellationToken);

        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task GivenAPartOfAFilm_WhenItsPictureIsAskedFor_ThenItIsAPngOfThatSize()
    {
        var (browser, film) = await StoredAsync(306);
        var crop = $"/api/films/{film.Study()}/{film.Instance()}/crop";
        var png = await browser.Client.GetByteArrayAsync($"{crop}?x=20&y=30&width=50&height=40", TestContext.Current.CancellationToken);
        using var outside = await browser.Client.GetAsync($"{crop}?x=2000&y=30&width=50&height=40", TestContext.Current.CancellationToken);

        Assert.Equal("PNG", Encoding.ASCII.GetString(png, 1, 3));
        Assert.Equal((50, 40), (png[19], png[23]));
        Assert.Equal(HttpStatusCode.NotFound, outside.StatusCode);
    }

    private static string Instance(DicomFile film) => $"/dicomweb/studies/{film.Study()}/series/{film.Series()}/instances/{film.Instance()}";

    private async Task<(Browser Browser, DicomFile Film)> StoredAsync(int number, Action<DicomFile>? change = null)
    {
        var film = Films.Small(number);
        change?.Invoke(film);
        using var content = new MemoryStream(film.ToBytes().ToArray());
        var outcome = Assert.Single(await portal.Service<TakeInUpload>().RunAsync(portal.Actor(Role.Radiologist), "film.dcm", content, TestContext.Current.CancellationToken));
        Assert.True(outcome.Kind is IntakeKind.Stored or IntakeKind.AlreadyHere, outcome.Sentence);
        return (await portal.BrowserAsync(Role.Radiologist), film);
    }
}
