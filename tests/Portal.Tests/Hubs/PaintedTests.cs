using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using OxiPortal.Dicom;
using OxiPortal.Domain.Sites;
using OxiPortal.Portal.Hubs;
using OxiPortal.Portal.Tests.Support;

namespace OxiPortal.Portal.Tests.Hubs;

/// <summary>What a browser says of its painting is measured, and believed as little as anything else a browser says.</summary>
public sealed class PaintedTests(PortalFixture portal) : IClassFixture<PortalFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task GivenAnAnalysisOfTheStudy_WhenItsPaintingIsToldTwice_ThenItIsMeasuredOnce()
    {
        var film = await portal.UploadAsync(601);
        await portal.AnalyseAsync(film.Instance());
        await using var connection = await ConnectAsync();
        var analysis = await AnalysisAsync(connection, film);
        using var measured = new Measured(portal.Service<IMeterFactory>());

        await connection.InvokeAsync("Painted", film.Study(), analysis, 0.0, Cancel);
        var error = await Assert.ThrowsAsync<HubException>(() => connection.InvokeAsync("Painted", film.Study(), analysis, 0.0, Cancel));

        Assert.Contains("said already", error.Message, StringComparison.Ordinal);
        Assert.InRange(Assert.Single(measured.Seconds), 0, 3600);
    }

    [Theory]
    [InlineData("no uid", null, 10.0)]
    [InlineData(null, "no id", 10.0)]
    [InlineData(null, "", 10.0)]
    [InlineData(null, null, -1.0)]
    [InlineData(null, null, 3_600_001.0)]
    [InlineData(null, null, 3_000_000.0)]
    [InlineData(null, "019a0000-0000-7000-8000-000000000000", 10.0)]
    [InlineData("1.2.3", null, 10.0)]
    public async Task GivenABrowserThatLies_WhenItTells_ThenItIsRefusedAndNothingIsMeasured(string? study, string? analysis, double milliseconds)
    {
        var film = await portal.UploadAsync(602);
        await using var connection = await ConnectAsync();
        analysis ??= await AnalysisAsync(connection, film);
        using var measured = new Measured(portal.Service<IMeterFactory>());

        await Assert.ThrowsAsync<HubException>(() => connection.InvokeAsync("Painted", study ?? film.Study(), analysis, milliseconds, Cancel));

        Assert.Empty(measured.Seconds);
    }

    [Fact]
    public async Task GivenABrowserThatTalksWithoutEnd_WhenItTells_ThenItIsNoLongerLookedUp()
    {
        await using var connection = await ConnectAsync();
        var answers = new List<string>();
        for (var i = 0; i < 40; i++)
            answers.Add((await Assert.ThrowsAsync<HubException>(() => connection.InvokeAsync("Painted", "1.2.3", Guid.NewGuid().ToString(), 1.0, Cancel))).Message);

        Assert.Equal(10, answers.Count(a => a.Contains("too much is said", StringComparison.Ordinal)));
        Assert.All(answers.TakeLast(10), a => Assert.Contains("too much is said", a, StringComparison.Ordinal));
    }

    private static async Task<string> AnalysisAsync(HubConnection connection, DicomFile film)
    {
        await foreach (var message in connection.StreamAsync<AnalysisMessage>("Watch", film.Study(), 0L, Cancel))
            return message.AnalysisId;
        throw new InvalidOperationException("Nothing is queued.");
    }

    private async Task<HubConnection> ConnectAsync()
    {
        using var browser = await portal.BrowserAsync(Role.Radiologist);
        var connection = new HubConnectionBuilder().WithUrl(new Uri(portal.Address, AnalysisHub.Path), options => options.Cookies = browser.Cookies).Build();
        await connection.StartAsync(Cancel);
        return connection;
    }

    private sealed class Measured : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly System.Collections.Concurrent.ConcurrentQueue<double> _seconds = new();

        public Measured(IMeterFactory meters)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "oxiportal.upload_to_heat" && ReferenceEquals(instrument.Meter.Scope, meters))
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<double>((_, seconds, _, _) => _seconds.Enqueue(seconds));
            _listener.Start();
        }

        public IReadOnlyCollection<double> Seconds => _seconds;

        public void Dispose() => _listener.Dispose();
    }
}
