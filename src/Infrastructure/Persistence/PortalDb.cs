using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using OxiPortal.Infrastructure.Identity;
using OxiPortal.Infrastructure.Persistence.Conversions;
using OxiPortal.Infrastructure.Persistence.Rows;

namespace OxiPortal.Infrastructure.Persistence;

/// <summary>
/// The one model, on SQLite and SQL Server. A circuit outlives a context: make a fresh one per action, by the factory.
/// </summary>
public sealed class PortalDb(DbContextOptions<PortalDb> options) : IdentityDbContext<PortalUser, IdentityRole<Guid>, Guid>(options)
{
    public DbSet<SiteRow> Sites => Set<SiteRow>();
    public DbSet<PatientRow> Patients => Set<PatientRow>();
    public DbSet<StudyRow> Studies => Set<StudyRow>();
    public DbSet<SeriesRow> Series => Set<SeriesRow>();
    public DbSet<InstanceRow> Instances => Set<InstanceRow>();
    public DbSet<ConflictRow> Conflicts => Set<ConflictRow>();
    public DbSet<AnalysisJobRow> AnalysisJobs => Set<AnalysisJobRow>();
    public DbSet<AnalysisRow> Analyses => Set<AnalysisRow>();
    public DbSet<AnalysisEventRow> AnalysisEvents => Set<AnalysisEventRow>();
    public DbSet<ReadRow> Reads => Set<ReadRow>();
    public DbSet<VerdictRow> Verdicts => Set<VerdictRow>();
    public DbSet<ReviewRow> Reviews => Set<ReviewRow>();
    public DbSet<TrainingLabelRow> TrainingLabels => Set<TrainingLabelRow>();
    public DbSet<DatasetReleaseRow> DatasetReleases => Set<DatasetReleaseRow>();
    public DbSet<ProjectKeyRow> ProjectKeys => Set<ProjectKeyRow>();
    public DbSet<SetupTokenRow> SetupTokens => Set<SetupTokenRow>();
    public DbSet<ServiceTokenRow> ServiceTokens => Set<ServiceTokenRow>();
    public DbSet<AuditEntryRow> AuditEntries => Set<AuditEntryRow>();
    public DbSet<AuditHeadRow> AuditHeads => Set<AuditHeadRow>();

    // Not from the host's options: the model must be the same where migrations are made and where they run.
    protected override Version SchemaVersion => IdentitySchemaVersions.Version2;

    public override int SaveChanges(bool acceptAllChangesOnSuccess)
    {
        CountVersions();
        using var turn = SqliteWriters.Wait(Database);
        return base.SaveChanges(acceptAllChangesOnSuccess);
    }

    /// <summary>
    /// Saves once, even where the answer to a commit is lost and the retry strategy sends the same rows again: they then collide with themselves,
    /// which <see cref="OwnCommit"/> tells from a race that somebody else won.
    /// </summary>
    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        CountVersions();
        using var turn = await SqliteWriters.TurnAsync(Database, cancellationToken);
        try
        {
            return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        }
        // Within a transaction this save cannot have been committed before; and a deadlock's victim has none any more to ask in.
        catch (DbUpdateException collision) when (Database.CurrentTransaction is null && Persistence.Conflicts.IsLostRace(collision))
        {
            if (await OwnCommit.CountAsync(ChangeTracker, cancellationToken) is not { } rows)
                throw;
            if (acceptAllChangesOnSuccess)
                ChangeTracker.AcceptAllChanges();
            return rows;
        }
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        ArgumentNullException.ThrowIfNull(configurationBuilder);
        base.ConfigureConventions(configurationBuilder);
        configurationBuilder.Properties<Guid>().HaveConversion<BigEndianGuid>().HaveMaxLength(16).AreFixedLength();
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcInstant>();
        configurationBuilder.Properties<Enum>().HaveConversion<string>().HaveMaxLength(32).AreUnicode(false);
    }

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        PortalModel.Build(builder);
        PortalModel.ApplyRules(builder, binaryCollation: Database.IsSqlServer() ? "Latin1_General_BIN2" : "BINARY");
    }

    private void CountVersions()
    {
        foreach (var entry in ChangeTracker.Entries<IVersioned>())
        {
            if (entry.State == EntityState.Modified)
                entry.Entity.Version++;
        }
    }
}
