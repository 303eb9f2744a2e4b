using System.CommandLine;
using OxiPortal.Infrastructure.InstanceStore;
using OxiPortal.Infrastructure.Persistence;

namespace OxiPortal.Cli.Commands;

/// <summary><c>oxi db</c>: the database's shape.</summary>
internal static class DbCommand
{
    public static Command Create() => new("db", "Bring the database up to date, or print the SQL that does.") { CreateMigrate(), CreateScript() };

    private static Command CreateMigrate()
    {
        var data = PortalData.FolderOption();
        var command = new Command("migrate", "Apply the migrations that the configured database lacks.") { data };
        command.SetAction((parsed, cancel) => PortalData.RunAsync("db migrate", parsed.InvocationConfiguration.Error, async () =>
        {
            await using var services = PortalData.Open(parsed.GetValue(data));
            services.GetRequiredService<StoragePaths>().Create();
            var applied = await services.GetRequiredService<DatabaseMigrations>().MigrateAsync(cancel);
            foreach (var migration in applied)
                await parsed.InvocationConfiguration.Output.WriteLineAsync($"applied {migration}");
            await parsed.InvocationConfiguration.Output.WriteLineAsync("The database is up to date.");
        }));
        return command;
    }

    private static Command CreateScript()
    {
        var provider = new Option<string>("--provider") { Description = "SqlServer or Sqlite.", Required = true };
        provider.AcceptOnlyFromAmong(DatabaseOptions.SqlServer, DatabaseOptions.Sqlite);
        var command = new Command("script", "Print the SQL of all migrations; for SqlServer it may be run again and again.") { provider };
        command.SetAction(async (parsed, _) =>
        {
            var options = new DatabaseOptions { Provider = parsed.GetRequiredValue(provider), ConnectionString = "Data Source=none" };
            await parsed.InvocationConfiguration.Output.WriteAsync(DatabaseMigrations.Script(options));
            return OxiCommand.Success;
        });
        return command;
    }
}
