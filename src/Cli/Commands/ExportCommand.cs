using System.CommandLine;
using System.Data.Common;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Audit;
using OxiPortal.Infrastructure.Exports;
using OxiPortal.Infrastructure.Persistence;

namespace OxiPortal.Cli.Commands;

/// <summary><c>oxi export</c>: the labelled feedback as a data set, as the administration page does it.</summary>
internal static class ExportCommand
{
    // Whoever may run this on the portal's folder could read it anyway.
    private static readonly Actor Operator = new(Guid.Empty, "oxi export", SiteId.Default, new HashSet<Role> { Role.Administrator }) { Origin = "command" };

    public static Command Create()
    {
        var output = new Option<string>("--out") { Description = "The zip to write.", Required = true, HelpName = "FILE" };
        var confirm = new Option<bool>("--confirm-no-burned-in-text")
        {
            Description = "You have looked: no film to be exported shows text that identifies somebody.",
        };
        var data = PortalData.FolderOption();
        var command = new Command("export", "Write what readers and QA decided as a data set: COCO JSON and PNGs under pseudonyms.") { output, confirm, data };
        command.Validators.Add(result =>
        {
            if (!result.GetValue(confirm))
                result.AddError("Look at the films first; then confirm by --confirm-no-burned-in-text that none shows text that identifies somebody.");
        });
        command.SetAction((parsed, cancel) => PortalData.RunAsync("export", parsed.InvocationConfiguration.Error, async () =>
        {
            await using var services = PortalData.Open(parsed.GetValue(data));
            await services.GetRequiredService<DatabaseMigrations>().RequireCurrentAsync(cancel);
            DatasetRelease release;
            try
            {
                release = await WriteAsync(services.GetRequiredService<ExportDataset>(), parsed.GetRequiredValue(output), cancel);
            }
            finally
            {
                // It is on record, however it ended.
                await SignRecordAsync(services.GetRequiredService<WriteAuditHeads>(), parsed.InvocationConfiguration.Error);
            }
            await parsed.InvocationConfiguration.Output.WriteLineAsync(
                $"Data set {release.Version}: {release.Images} films of {release.Patients} patients, {release.Annotations} findings, {release.Rejected} hard negatives");
        }));
        return command;
    }

    /// <summary>As a portal would within a second; there may be none running.</summary>
    private static async Task SignRecordAsync(WriteAuditHeads heads, TextWriter error)
    {
        try
        {
            await heads.RunAsync(CancellationToken.None);
        }
        catch (Exception e) when (e is InvalidOperationException or DbException or IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync($"oxi export: the end of the audit record was not signed; a portal will do so: {e.Message}");
        }
    }

    /// <summary>Under another name first: a zip that bears its name is whole.</summary>
    private static async Task<DatasetRelease> WriteAsync(ExportDataset export, string path, CancellationToken cancel)
    {
        var unfinished = path + ".part";
        try
        {
            DatasetRelease release;
            await using (var zip = new FileStream(unfinished, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 17, useAsync: true))
                release = await export.RunAsync(Operator, noBurnedInTextConfirmed: true, zip, cancel);
            File.Move(unfinished, path, overwrite: true);
            return release;
        }
        finally
        {
            File.Delete(unfinished);
        }
    }
}
