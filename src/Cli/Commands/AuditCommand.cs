using System.CommandLine;
using OxiPortal.Infrastructure.Audit.Verification;
using OxiPortal.Infrastructure.Persistence;

namespace OxiPortal.Cli.Commands;

/// <summary><c>oxi audit</c>: whether the record of who did what is whole.</summary>
internal static class AuditCommand
{
    public static Command Create() => new("audit", "Check the audit record.") { CreateVerify() };

    private static Command CreateVerify()
    {
        var data = PortalData.FolderOption();
        var heads = new Option<DirectoryInfo>("--heads") { Description = "The folder of the signed heads (default: Audit:HeadsFolder, else audit in the data folder).", HelpName = "DIR" }.AcceptExistingOnly();
        var key = new Option<FileInfo>("--key") { Description = "The key of the record (default: Audit:KeyFile, else keys/audit.key in the data folder).", HelpName = "FILE" }.AcceptExistingOnly();
        var command = new Command("verify", "Go through the audit record and its signed heads; tell what was edited, deleted, moved or cut off, and where. Changes nothing.") { data, heads, key };
        command.SetAction(async (parsed, cancel) =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            var faults = 0L;
            var code = await PortalData.RunAsync("audit verify", error, async () =>
            {
                await using var services = PortalData.Open(
                    parsed.GetValue(data), ("Audit:HeadsFolder", parsed.GetValue(heads)?.FullName), ("Audit:KeyFile", parsed.GetValue(key)?.FullName));
                await services.GetRequiredService<DatabaseMigrations>().RequireCurrentAsync(cancel);
                ProgressLine? line = null;
                var found = await services.GetRequiredService<VerifyAudit>().RunAsync(
                    async fault =>
                    {
                        line?.Clear();
                        await output.WriteLineAsync(fault.Site == 0 ? fault.Sentence : $"site {fault.Site}: {fault.Sentence}");
                    },
                    (done, total) =>
                    {
                        line ??= new ProgressLine(error, (int)Math.Min(total, int.MaxValue));
                        line.Clear();
                        line.Show((int)Math.Min(done, int.MaxValue));
                    },
                    cancel);
                line?.Clear();
                faults = found.Faults;
                await SayAsync(output, found);
            });
            return code == OxiCommand.Success && faults > 0 ? OxiCommand.JobFailed : code;
        });
        return command;
    }

    private static async Task SayAsync(TextWriter output, AuditVerification found)
    {
        if (found.TornLine is { } torn)
            await output.WriteLineAsync($"note: heads file {torn} broke off while it was written, as in a crash; the line was left out");
        if (found is { Entries: > 0, Fitting: 0 })
            await output.WriteLineAsync("note: not one entry fits the key. It may be another record's key: see Audit:KeyFile.");
        await output.WriteLineAsync(found.Faults == 0
            ? $"{found.Entries} entries and {found.Heads} signed heads: the record is whole."
            : $"{found.Entries} entries and {found.Heads} signed heads, {found.Faults} {(found.Faults == 1 ? "fault" : "faults")}.");
    }
}
