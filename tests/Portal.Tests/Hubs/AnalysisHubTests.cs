using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using OxiPortal.Dicom;
using OxiPortal.Domain.Sites;
using OxiPortal.Portal.Hubs;
using OxiPortal.Portal.Tests.Support;

namespace OxiPortal.Portal.Tests.Hubs;

/// <summary>The contract of <c>/hubs/analysis</c>, over real connections, in both protocols.</summary>
public sealed class AnalysisHubTests(PortalFixture portal) : IClassFixture<PortalFixture>
{
    [Theory]
    [InlineData(Role.Radiologist, true)]
    [InlineData(Role.QA, false)]
    public async Task GivenAWatchedStudy_WhenItIsAnalysed_ThenEachEventArrivesOnceAndInOrder(Role role, bool messagePack)
    {
        var film = await portal.UploadAsync(messagePack ? 201 : 202);
        await using var connection = await ConnectAsync(role, messagePack);
        var received = WatchAsync(connection, film, 0, until: "Completed");

        await portal.AnalyseAsync(film.Instance());
        var messages = await received;

        Assert.Equal(["Queued", "Started", "RegionsFound", "SegmentScored", "Completed"], messages.Select(m => m.Kind));
        Assert.Equal([1, 2, 3, 4, 5], messages.Select(m => m.Sequence));
        Assert.All(messages, m => Assert.Equal(film.Instance(), m.SopInstanceUid));
        Assert.Equal("cpu", messages[1].Device);
        var contour = Assert.Single(messages[2].Contours!);
        Assert.Equal(("RightLung", 6), (contour.Region, contour.Points.Length));
        Assert.Equal((1, new BoxMessage(10, 20, 30, 40)), (messages[3].Segment!.Id, messages[3].Segment!.Box));
        Assert.Equal([0, 64, 128, 255], messages[3].Patch!.Values);
        var finding = Assert.Single(messages[4].Findings!);
        Assert.Equal(("nodule", new BoxMessage(12.5, 22, 8, 9)), (finding.Label, finding.Box));
        Assert.Equal(0.7, messages[4].AbnormalityScore);
    }

    [Fact]
    public async Task GivenAClientThatLostItsConnection_WhenItComesBackWithItsLastSequence_ThenItMissesNothingAndGetsNothingTwice()
    {
        var film = await portal.UploadAsync(203);
        var seen = new List<AnalysisMessage>();
        await using (var first = await ConnectAsync(Role.Radiologist, messagePack: false))
            seen.AddRange(await WatchAsync(first, film, 0, until: "Queued"));
        await portal.AnalyseAsync(film.Instance());
        await using (var second = await ConnectAsync(Role.Radiologist, messagePack: true))
            seen.AddRange(await WatchAsync(second, film, seen[^1].Sequence, until: "Completed"));

        Assert.Equal(Enumerable.Range(1, 5).Select(n => (long)n), seen.Select(m => m.Sequence));
    }

    [Fact]
    public async Task GivenTheJsonProtocol_WhenAnEventIsSent_ThenItsNamesAreCamelCase()
    {
        var film = await portal.UploadAsync(204);
        await using var connection = await ConnectAsync(Role.Radiologist, messagePack: false);

        await foreach (var message in connection.StreamAsync<JsonElement>("Watch", film.Study(), 0L, TestContext.Current.CancellationToken))
        {
            Assert.Equal("Queued", message.GetProperty("kind").GetString());
            Assert.Equal(film.Instance(), message.GetProperty("sopInstanceUid").GetString());
            Assert.Equal(1, message.GetProperty("attempt").GetInt32());
            Assert.True(message.TryGetProperty("analysisId", out _) && message.TryGetProperty("sequence", out _));
            break;
        }
    }

    [Theory]
    [InlineData("not a uid", 0, "is not a DICOM UID")]
    [InlineData("1.2.3", -1, "afterSequence must be")]
    public async Task GivenNonsense_WhenWatched_ThenTheErrorSaysWhatIsWrong(string study, long after, string words)
    {
        await using var connection = await ConnectAsync(Role.Radiologist, messagePack: false);

        var error = await Assert.ThrowsAsync<HubException>(async () =>
        {
            await foreach (var _ in connection.StreamAsync<AnalysisMessage>("Watch", study, after, TestContext.Current.CancellationToken))
            {
            }
        });

        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "401")]
    [InlineData(Role.Administrator, "403")]
    public async Task GivenOneWhoMayNotLookAtStudies_WhenConnecting_ThenTheDoorIsShut(Role? role, string status)
    {
        var error = await Assert.ThrowsAsync<HttpRequestException>(() => ConnectAsync(role, messagePack: false));

        Assert.Contains(status, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GivenASessionSignedOutElsewhere_WhenItsConnectionAsksForAStudy_ThenItGetsNothing()
    {
        var film = await portal.UploadAsync(205);
        using var browser = await portal.BrowserAsync(Role.Radiologist);
        await using var connection = new HubConnectionBuilder()
            .WithUrl(new Uri(portal.Address, AnalysisHub.Path), options => options.Cookies = browser.Cookies).Build();
        await connection.StartAsync(TestContext.Current.CancellationToken);
        using var signedOut = await browser.SignOutAsync();

        var error = await Assert.ThrowsAsync<HubException>(() => WatchAsync(connection, film, 0, until: "Queued"));

        Assert.Contains("sign in again", error.Message, StringComparison.Ordinal);
    }

    private async Task<HubConnection> ConnectAsync(Role? role, bool messagePack)
    {
        using var browser = await portal.BrowserAsync(role);
        var builder = new HubConnectionBuilder().WithUrl(new Uri(portal.Address, AnalysisHub.Path), options => options.Cookies = browser.Cookies);
        if (messagePack)
            builder.AddMessagePackProtocol();
        var connection = builder.Build();
        await connection.StartAsync(TestContext.Current.CancellationToken);
        return connection;
    }

    private static async Task<List<AnalysisMessage>> WatchAsync(HubConnection connection, DicomFile film, long after, string until)
    {
        var messages = new List<AnalysisMessage>();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        await foreach (var message in connection.StreamAsync<AnalysisMessage>("Watch", film.Study(), after, patience.Token))
        {
            messages.Add(message);
            if (message.Kind == until)
                break;
        }
        return messages;
    }
}
