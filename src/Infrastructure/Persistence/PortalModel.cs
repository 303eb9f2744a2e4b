using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Identity;
using OxiPortal.Infrastructure.Persistence.Rows;
using OxiPortal.Infrastructure.ServiceTokens;

namespace OxiPortal.Infrastructure.Persistence;

/// <summary>Keys, lengths and relations of <see cref="PortalDb"/>.</summary>
internal static class PortalModel
{
    public static void Build(ModelBuilder builder)
    {
        builder.Entity<SiteRow>(site =>
        {
            site.HasKey(s => s.SiteId);
            site.Property(s => s.SiteId).ValueGeneratedNever();
            site.Property(s => s.Name).HasMaxLength(200);
            site.HasData(new SiteRow { SiteId = SiteId.Default.Value, Name = "First site" });
        });
        builder.Entity<PatientRow>(patient =>
        {
            patient.HasIndex(p => new { p.SiteId, p.LinkKeyHash, p.Ordinal }).IsUnique();
            Lengths(patient.Metadata, 512, nameof(PatientRow.Issuer), nameof(PatientRow.PatientId), nameof(PatientRow.Name));
            Lengths(patient.Metadata, 16, nameof(PatientRow.Sex));
        });
        builder.Entity<StudyRow>(study =>
        {
            study.HasIndex(s => new { s.SiteId, s.StudyInstanceUid }).IsUnique();
            study.HasOne(s => s.Patient).WithMany().HasForeignKey(s => s.PatientKey);
            Lengths(study.Metadata, 512, nameof(StudyRow.Description));
            Lengths(study.Metadata, 64, nameof(StudyRow.AccessionNumber));
        });
        builder.Entity<SeriesRow>(series =>
        {
            series.HasIndex(s => new { s.SiteId, s.SeriesInstanceUid }).IsUnique();
            series.HasOne(s => s.Study).WithMany().HasForeignKey(s => s.StudyKey);
            Lengths(series.Metadata, 16, nameof(SeriesRow.Modality));
            Lengths(series.Metadata, 512, nameof(SeriesRow.Description));
        });
        builder.Entity<InstanceRow>(instance =>
        {
            instance.HasIndex(i => new { i.SiteId, i.SopInstanceUid }).IsUnique();
            // The worklist's grouping.
            instance.HasIndex(i => new { i.SiteId, i.StudyKey, i.State });
            instance.HasOne(i => i.Study).WithMany(s => s.Instances).HasForeignKey(i => i.StudyKey);
            instance.HasOne(i => i.Series).WithMany().HasForeignKey(i => i.SeriesKey);
            Lengths(instance.Metadata, 16, nameof(InstanceRow.RowDirection), nameof(InstanceRow.ColumnDirection), nameof(InstanceRow.ViewPosition));
            Lengths(instance.Metadata, 64, nameof(InstanceRow.RefusalCode), nameof(InstanceRow.TopModelClass));
            Lengths(instance.Metadata, 1000, nameof(InstanceRow.RefusalSentence));
        });
        builder.Entity<ConflictRow>(conflict =>
        {
            conflict.HasIndex(c => new { c.SiteId, c.SopInstanceUid, c.ContentHash }).IsUnique();
            Lengths(conflict.Metadata, 400, nameof(ConflictRow.FileName), nameof(ConflictRow.UploadedBy));
            Lengths(conflict.Metadata, 1000, nameof(ConflictRow.Sentence));
        });
        BuildAnalyses(builder);
        BuildReading(builder);
        BuildAccounts(builder);
        BuildAudit(builder);
    }

    private static void BuildAnalyses(ModelBuilder builder)
    {
        builder.Entity<AnalysisJobRow>(job =>
        {
            // A retry is a new attempt of the same job; another job of an instance is for other models.
            job.HasIndex(j => new { j.SiteId, j.InstanceKey, j.Ordinal }).IsUnique();
            // What a worker may lease next: the first of a site, and which leases have run out.
            job.HasIndex(j => new { j.SiteId, j.State, j.Priority, j.NotBefore });
            job.HasIndex(j => new { j.State, j.LeaseExpiresAt });
            // As a number, since it is sorted by.
            job.Property(j => j.Priority).HasConversion<int>();
            job.Property(j => j.TraceParent).HasMaxLength(55).IsUnicode(false);
            job.HasOne(j => j.Study).WithMany().HasForeignKey(j => j.StudyKey);
            job.HasOne(j => j.Instance).WithMany().HasForeignKey(j => j.InstanceKey);
            Lengths(job.Metadata, 200, nameof(AnalysisJobRow.LeaseOwner));
            Lengths(job.Metadata, 64, nameof(AnalysisJobRow.LastRefusalCode));
            Lengths(job.Metadata, 1000, nameof(AnalysisJobRow.LastRefusalSentence));
        });
        builder.Entity<AnalysisRow>(analysis =>
        {
            analysis.HasIndex(a => new { a.SiteId, a.InstanceKey, a.ModelSetHash, a.PipelineVersion }).IsUnique();
            analysis.HasOne(a => a.Instance).WithMany().HasForeignKey(a => a.InstanceKey);
            Lengths(analysis.Metadata, 400, nameof(AnalysisRow.PipelineVersion));
        });
        builder.Entity<AnalysisEventRow>(analysisEvent =>
        {
            analysisEvent.HasKey(e => new { e.SiteId, e.StudyKey, e.Sequence });
            analysisEvent.Property(e => e.Sequence).ValueGeneratedNever();
            analysisEvent.HasOne(e => e.Study).WithMany().HasForeignKey(e => e.StudyKey);
            Lengths(analysisEvent.Metadata, 32, nameof(AnalysisEventRow.Kind));
        });
    }

    private static void BuildReading(ModelBuilder builder)
    {
        builder.Entity<ReadRow>(read =>
        {
            read.HasIndex(r => new { r.SiteId, r.StudyKey, r.ReaderId }).IsUnique();
            read.HasOne(r => r.Study).WithMany(s => s.Reads).HasForeignKey(r => r.StudyKey);
            Lengths(read.Metadata, 200, nameof(ReadRow.ReaderName));
        });
        builder.Entity<VerdictRow>(verdict =>
        {
            verdict.HasIndex(v => new { v.SiteId, v.ReadKey, v.Number }).IsUnique();
            verdict.HasOne(v => v.Read).WithMany(r => r.Verdicts).HasForeignKey(v => v.ReadKey);
            verdict.HasOne(v => v.Instance).WithMany().HasForeignKey(v => v.InstanceKey);
            Lengths(verdict.Metadata, 64, nameof(VerdictRow.LabelCode), nameof(VerdictRow.LabelScheme), nameof(VerdictRow.ReasonCode));
            Lengths(verdict.Metadata, 200, nameof(VerdictRow.LabelMeaning), nameof(VerdictRow.GivenBy));
            Lengths(verdict.Metadata, 2000, nameof(VerdictRow.Comment));
        });
        builder.Entity<ReviewRow>(review =>
        {
            review.HasIndex(r => new { r.SiteId, r.VerdictKey }).IsUnique();
            review.HasOne(r => r.Verdict).WithMany().HasForeignKey(r => r.VerdictKey);
            Lengths(review.Metadata, 200, nameof(ReviewRow.ReviewedBy));
            Lengths(review.Metadata, 2000, nameof(ReviewRow.Comment));
        });
        builder.Entity<TrainingLabelRow>(label =>
        {
            label.HasIndex(l => new { l.SiteId, l.TrackingUid, l.Revision }).IsUnique();
            label.HasOne(l => l.Read).WithMany().HasForeignKey(l => l.ReadKey);
            label.HasOne(l => l.Verdict).WithMany().HasForeignKey(l => l.VerdictKey);
            label.HasOne(l => l.Instance).WithMany().HasForeignKey(l => l.InstanceKey);
            Lengths(label.Metadata, 64, nameof(TrainingLabelRow.LabelCode), nameof(TrainingLabelRow.LabelScheme), nameof(TrainingLabelRow.Policy));
            Lengths(label.Metadata, 200, nameof(TrainingLabelRow.LabelMeaning), nameof(TrainingLabelRow.GivenBy));
        });
        builder.Entity<DatasetReleaseRow>(release =>
        {
            release.HasIndex(r => new { r.SiteId, r.ReleaseVersion }).IsUnique();
            Lengths(release.Metadata, 64, nameof(DatasetReleaseRow.ReleaseVersion));
            Lengths(release.Metadata, 200, nameof(DatasetReleaseRow.By));
        });
    }

    private static void BuildAudit(ModelBuilder builder)
    {
        builder.Entity<AuditEntryRow>(entry =>
        {
            // SQL Server may not answer an insert by OUTPUT where there are triggers.
            entry.ToTable(table => table.HasTrigger("AuditEntries_AppendOnly"));
            entry.HasKey(e => new { e.SiteId, e.Sequence });
            entry.Property(e => e.Sequence).ValueGeneratedNever();
            // What happened around a patient, by whom, and when.
            entry.HasIndex(e => new { e.SiteId, e.PatientKey, e.At });
            entry.HasIndex(e => new { e.SiteId, e.ActorId, e.At });
            Lengths(entry.Metadata, 200, nameof(AuditEntryRow.ActorName));
            Lengths(entry.Metadata, 64, nameof(AuditEntryRow.Origin));
            Lengths(entry.Metadata, 400, nameof(AuditEntryRow.Subject));
            Lengths(entry.Metadata, 1000, nameof(AuditEntryRow.Detail));
        });
        builder.Entity<AuditHeadRow>().HasKey(h => h.SiteId);
        builder.Entity<AuditHeadRow>().Property(h => h.SiteId).ValueGeneratedNever();
    }

    private static void BuildAccounts(ModelBuilder builder)
    {
        builder.Entity<ProjectKeyRow>().HasKey(k => k.SiteId);
        builder.Entity<ProjectKeyRow>().Property(k => k.SiteId).ValueGeneratedNever();
        builder.Entity<SetupTokenRow>().HasKey(t => t.SiteId);
        builder.Entity<SetupTokenRow>().Property(t => t.SiteId).ValueGeneratedNever();
        builder.Entity<ServiceTokenRow>(token =>
        {
            // Not within the site: a program sends its token alone, and that is what names the site.
            token.HasIndex(t => t.TokenHash).IsUnique();
            token.HasIndex(t => new { t.SiteId, t.CreatedAt });
            Lengths(token.Metadata, IssueServiceToken.LongestName, nameof(ServiceTokenRow.Name));
            Lengths(token.Metadata, 200, nameof(ServiceTokenRow.Scopes), nameof(ServiceTokenRow.CreatedBy), nameof(ServiceTokenRow.RevokedBy));
            Lengths(token.Metadata, 8, nameof(ServiceTokenRow.TokenStart));
        });
        builder.Entity<PortalUser>(user =>
        {
            user.Property(u => u.DisplayName).HasMaxLength(200);
            user.HasOne<SiteRow>().WithMany().HasForeignKey(u => u.SiteId).OnDelete(DeleteBehavior.Restrict);
        });
        // Identity leaves these keys at 450 characters each: together over SQL Server's 900 bytes of a clustered key.
        builder.Entity<IdentityUserLogin<Guid>>(login =>
        {
            login.Property(l => l.LoginProvider).HasMaxLength(128);
            login.Property(l => l.ProviderKey).HasMaxLength(256);
        });
        builder.Entity<IdentityUserToken<Guid>>(token =>
        {
            token.Property(t => t.LoginProvider).HasMaxLength(128);
            token.Property(t => t.Name).HasMaxLength(128);
        });
        builder.Entity<IdentityRole<Guid>>().HasData(Enum.GetValues<Role>().Select(role => new IdentityRole<Guid>(role.ToString())
        {
            Id = RoleIds.Of(role),
            NormalizedName = role.ToString().ToUpperInvariant(),
            ConcurrencyStamp = RoleIds.Of(role).ToString(),
        }));
    }

    /// <summary>What holds for every table, so that none can forget it.</summary>
    public static void ApplyRules(ModelBuilder builder, string binaryCollation)
    {
        foreach (var entity in builder.Model.GetEntityTypes())
        {
            foreach (var property in entity.GetDeclaredProperties().Where(p => p.ClrType == typeof(string)))
            {
                if (property.Name.EndsWith("Uid", StringComparison.Ordinal) || property.Name.EndsWith("Hash", StringComparison.Ordinal) && !IsIdentity(entity))
                {
                    property.SetMaxLength(64);
                    property.SetIsUnicode(false);
                    property.SetCollation(binaryCollation);
                }
            }
            if (typeof(IVersioned).IsAssignableFrom(entity.ClrType))
                entity.FindProperty(nameof(IVersioned.Version))!.IsConcurrencyToken = true;
            if (entity.FindPrimaryKey()?.Properties is [{ ClrType: var type } id] && type == typeof(Guid))
                id.ValueGenerated = ValueGenerated.Never;
            // SQL Server refuses several cascade paths to one table, and nothing here is ever deleted with its parent.
            if (!IsIdentity(entity))
            {
                foreach (var key in entity.GetForeignKeys())
                    key.DeleteBehavior = DeleteBehavior.Restrict;
            }
            if (!IsIdentity(entity) && entity.ClrType != typeof(SiteRow) && entity.ClrType != typeof(PortalUser))
                builder.Entity(entity.ClrType).HasOne(typeof(SiteRow)).WithMany().HasForeignKey("SiteId").OnDelete(DeleteBehavior.Restrict);
        }
    }

    private static bool IsIdentity(IMutableEntityType entity) =>
        entity.ClrType.Namespace?.StartsWith("Microsoft.AspNetCore.Identity", StringComparison.Ordinal) == true || entity.ClrType == typeof(PortalUser);

    private static void Lengths(IMutableEntityType entity, int length, params ReadOnlySpan<string> properties)
    {
        foreach (var name in properties)
            entity.FindProperty(name)!.SetMaxLength(length);
    }
}
