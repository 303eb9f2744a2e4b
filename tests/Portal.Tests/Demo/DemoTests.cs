using System.Text.Json;
using OxiPortal.Dicom.Synthetic;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure;
using OxiPortal.Infrastructure.Identity;
using OxiPortal.Infrastructure.Worklists;
using OxiPortal.Portal.Demo;
using OxiPortal.Portal.Hosting;
using OxiPortal.Portal.Tests.Support;

namespace OxiPortal.Portal.Tests.Demo;

public sealed class DemoTests
{
    [Fact]
    public void GivenTheDemo_WhenItsStudiesAreCounted_ThenNoTwoCollideAndThereIsALateralAndAPrior()
    {
        var films = DemoFilms.All;

        Assert.InRange(films.Count, 12, 20);
        Assert.Equal(films.Count, films.Select(f => f.Study.UidSeed).Distinct().Count());
        Assert.Single(films, f => f.WithLateral);
        Assert.Single(films.GroupBy(f => f.Study.PatientId), g => g.Count() == 2);
        Assert.Contains(films, f => f.Film.Lesions.Count == 0);
    }

    [Fact]
    public async Task GivenADemoThatRanBefore_WhenStartedAgain_ThenAccountsAndStudiesAreKept()
    {
        var data = Directory.CreateTempSubdirectory("oxi-portal-");
        try
        {
            var (first, firstStudies) = await StartAsync(data);
            var (second, secondStudies) = await StartAsync(data);

            Assert.Equal(["admin@demo.local", "qa@demo.local", "radiologist@demo.local"], first.Select(a => a.Email).Order());
            Assert.Equal(first, second);
            Assert.Equal(2, firstStudies);
            Assert.Equal(2, secondStudies);
            if (!OperatingSystem.IsWindows())
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(data.FullName, "accounts.json")));
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            data.Delete(recursive: true);
        }
    }

    private static async Task<(List<DemoAccount> Accounts, int Studies)> StartAsync(DirectoryInfo data)
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var app = PortalHost.Build(new PortalStart(true, data.FullName, "http://127.0.0.1:0", []), PortalFixture.WithoutWorker);
        await app.Services.PrepareInfrastructureAsync(cancel);
        await DemoAccounts.SeedAsync(app.Services, TextWriter.Null, cancel);
        DemoFilm[] films = [Small(401), Small(402) with { WithLateral = true }];
        await DemoStudies.SeedAsync(app.Services, films, TextWriter.Null, cancel);
        var reader = new Actor(Guid.NewGuid(), "", SiteId.Default, new HashSet<Role> { Role.Radiologist });
        var worklist = await app.Services.GetRequiredService<ListWorklist>().RunAsync(reader, new WorklistFilter(), cancel);
        var accounts = JsonSerializer.Deserialize<List<DemoAccount>>(
            await File.ReadAllTextAsync(Path.Combine(data.FullName, "accounts.json"), cancel), JsonSerializerOptions.Web)!;
        return (accounts, worklist.Count);
    }

    private static DemoFilm Small(int number) => new(
        SyntheticStudy.Demo(number), new SyntheticFilmOptions { Seed = number, Rows = 160, Columns = 144, PixelSpacingMm = 2.2 });
}
