using System.CommandLine;
using OxiPortal.Infrastructure.InstanceStore;
using OxiPortal.Infrastructure.Persistence;

namespace OxiPortal.Cli.Commands;

/// <summary><c>oxi doctor</c>: whether every film on record is kept, whole, and nothing else lies there; and which native library is missing.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var data = PortalData.FolderOption();
        var command = new Command("doctor", "Read every kept film and hold it against the record: missing, damaged, orphaned and foreign files. Says which native library is missing. Changes nothing.") { data };
        command.SetAction(async (parsed, cancel) =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            var faults = 0;
            var code = await PortalData.RunAsync("doctor", error, async () =>
            {
                await using var services = PortalData.Open(parsed.GetValue(data));
                await services.GetRequiredService<DatabaseMigrations>().RequireCurrentAsync(cancel);
                ProgressLine? line = null;
                // Not a fault of what is kept: the films are refused until the library is installed.
                foreach (var missing in await CodecLibraries.MissingAsync(cancel))
                    await output.WriteLineAsync($"codecs: {missing}");
                var films = await services.GetRequiredService<CheckStore>().RunAsync(
                    async fault =>
                    {
                        faults++;
                        line?.Clear();
                        await output.WriteLineAsync($"{fault.Kind.ToString().ToLowerInvariant()}: {fault.What}{(fault.Key.Length > 0 ? $" ({fault.Key})" : "")}");
                    },
                    (done, total) =>
                    {
                        line ??= new ProgressLine(error, total);
                        line.Clear();
                        line.Show(done);
                    },
                    cancel);
                await output.WriteLineAsync(faults == 0
                    ? $"{films} files on record: all are kept, whole, and nothing else lies there."
                    : $"{films} files on record, {faults} {(faults == 1 ? "fault" : "faults")}. Restore missing and damaged files from a backup; the store keeps each under its SHA-256.");
            });
            return code == OxiCommand.Success && faults > 0 ? OxiCommand.JobFailed : code;
        });
        return command;
    }
}
