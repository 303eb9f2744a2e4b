using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Identity;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Identity;
using OxiPortal.Infrastructure.Intake;
using OxiPortal.Infrastructure.Worklists;

namespace OxiPortal.Portal.Demo;

/// <summary>Fills the worklist with synthetic films by the way every film comes in, so that they are analysed like any other.</summary>
internal static class DemoStudies
{
    /// <summary>Takes in what is not here yet; a start that was broken off is completed by the next.</summary>
    public static async Task SeedAsync(IServiceProvider services, IReadOnlyList<DemoFilm> films, TextWriter output, CancellationToken cancel)
    {
        var actor = await ActorAsync(services);
        var here = (await services.GetRequiredService<ListWorklist>().RunAsync(actor, new WorklistFilter(), cancel))
            .ToDictionary(i => (i.PatientId, i.StudyDate), i => i.InstanceCount);
        var missing = films
            .Where(f => here.GetValueOrDefault((f.Study.PatientId, DateOnly.FromDateTime(f.Study.Taken))) < f.Films).ToList();
        if (missing.Count == 0)
            return;

        await output.WriteLineAsync($"Drawing {missing.Count} synthetic studies ...");
        var takeIn = services.GetRequiredService<TakeInUpload>();
        foreach (var (fileName, file) in missing.SelectMany(f => f.Draw()))
        {
            cancel.ThrowIfCancellationRequested();
            using var content = Stream(file.ToBytes());
            foreach (var outcome in await takeIn.RunAsync(actor, fileName, content, cancel))
            {
                if (outcome.Kind is IntakeKind.Refused or IntakeKind.Conflict)
                    await output.WriteLineAsync($"  {outcome.FileName}: {outcome.Sentence}");
            }
        }
    }

    // Filling the worklist needs both roles of one who uploads and one who reads; no account has them.
    private static async Task<Actor> ActorAsync(IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        var user = await scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>().FindByEmailAsync("admin@demo.local")
            ?? throw new InvalidOperationException("The demo's accounts are made before its studies.");
        return new Actor(user.Id, user.DisplayName, new SiteId(user.SiteId), new HashSet<Role> { Role.Administrator, Role.Radiologist });
    }

    private static MemoryStream Stream(ReadOnlyMemory<byte> bytes) => MemoryMarshal.TryGetArray(bytes, out var array)
        ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
        : new MemoryStream(bytes.ToArray(), writable: false);
}
