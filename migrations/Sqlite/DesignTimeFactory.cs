using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using OxiPortal.Infrastructure.Persistence;

namespace OxiPortal.Migrations.Sqlite;

/// <summary>For dotnet-ef alone: it compares models and never connects.</summary>
public sealed class DesignTimeFactory : IDesignTimeDbContextFactory<PortalDb>
{
    public PortalDb CreateDbContext(string[] args)
    {
        var options = new DatabaseOptions { Provider = DatabaseOptions.Sqlite, ConnectionString = "Data Source=unused" };
        var builder = new DbContextOptionsBuilder<PortalDb>();
        builder.UsePortalDatabase(options, storageFolder: ".");
        return new PortalDb(builder.Options);
    }
}
