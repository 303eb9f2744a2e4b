using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Labels;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Reading;
using OxiPortal.Infrastructure.Worklists;
using OxiPortal.Portal.Studies;
using OxiPortal.Portal.Tests.Support;
using OxiPortal.Portal.Worklist;

namespace OxiPortal.Portal.Tests.Studies;

/// <summary>Where a study stands among others is what the reader's list shows, top to bottom.</summary>
public sealed class WorklistPlaceTests(PortalFixture portal) : IClassFixture<PortalFixture>
{
    [Fact]
    public async Task GivenTheListAsTheReaderChoseIt_WhenAStudyIsOpened_ThenItsPlaceAndItsNeighboursAreThoseOfTheList()
    {
        var cancel = TestContext.Current.CancellationToken;
        var reader = portal.Actor(Role.Radiologist);
        var studies = new List<StudyInstanceUid>();
        SopInstanceUid second = default;
        for (var number = 601; number <= 604; number++)
        {
            var film = await portal.UploadAsync(number);
            studies.Add(StudyInstanceUid.Parse(film.Study()));
            if (number == 602)
                second = SopInstanceUid.Parse(film.Instance());
            // All but the last, which waits: equal scores, so that only the order received tells them apart.
            if (number < 604)
                await portal.AnalyseAsync(film.Instance());
        }
        var added = Assert.IsType<ReadOutcome.Saved>(await portal.Service<AddFinding>().RunAsync(
            reader, new FindingRequest(studies[1], second, 1, new ImageBox(20, 30, 40, 50), FindingLabels.Nodule, null, null, "{}", 0), cancel));
        Assert.IsType<ReadOutcome.Saved>(await portal.Service<SubmitRead>().RunAsync(reader, studies[1], nothingMore: false, added.Read.Version, cancel));
        await using var window = portal.App.Services.CreateAsyncScope();
        var choice = window.ServiceProvider.GetRequiredService<WorklistChoice>();
        var desk = window.ServiceProvider.GetRequiredService<IStudyDesk>();

        Assert.Equal(new WorklistPlace(3, 4, studies[0], studies[2]), await desk.PlaceAsync(reader, studies[1], cancel));
        choice.Choose(ReadFilter.ToRead);
        Assert.Equal(new WorklistPlace(2, 3, studies[3], studies[2]), await desk.PlaceAsync(reader, studies[0], cancel));
        Assert.Null(await desk.PlaceAsync(reader, studies[1], cancel));

        var view = WorklistView.Of(await portal.Service<ListWorklist>().RunAsync(reader, choice.Filter, cancel));
        Assert.Equal([studies[3], studies[0], studies[2]], view.NeedsAttention.Concat(view.Analysed).Select(i => i.Study));
    }
}
