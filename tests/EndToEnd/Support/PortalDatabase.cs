using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using OxiPortal.Infrastructure.Persistence;

namespace OxiPortal.EndToEnd.Support;

/// <summary>A portal's database, looked into from beside the portal. Nothing stays open between two looks, so that a killed portal finds what it left.</summary>
internal static class PortalDatabase
{
    public static string Connection(string file) => new SqliteConnectionStringBuilder { DataSource = file, Pooling = false, DefaultTimeout = 30 }.ToString();

    public static PortalDb Open(string file) => new(new DbContextOptionsBuilder<PortalDb>().UseSqlite(Connection(file)).Options);
}
