using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace OxiPortal.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Spine : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_AnalysisJobs_SiteId_InstanceKey",
                table: "AnalysisJobs");

            migrationBuilder.DropIndex(
                name: "IX_AnalysisJobs_State_NotBefore",
                table: "AnalysisJobs");

            migrationBuilder.AddColumn<DateTime>(
                name: "LeasedAt",
                table: "AnalysisJobs",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Ordinal",
                table: "AnalysisJobs",
                type: "INTEGER",
                nullable: false,
                defaultValue: 1);

            migrationBuilder.AddColumn<int>(
                name: "Priority",
                table: "AnalysisJobs",
                type: "INTEGER",
                unicode: false,
                maxLength: 32,
                nullable: false,
                defaultValue: 1);

            migrationBuilder.AddColumn<string>(
                name: "TraceParent",
                table: "AnalysisJobs",
                type: "TEXT",
                unicode: false,
                maxLength: 55,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "AuditEntries",
                columns: table => new
                {
                    SiteId = table.Column<int>(type: "INTEGER", nullable: false),
                    Sequence = table.Column<long>(type: "INTEGER", nullable: false),
                    At = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Action = table.Column<string>(type: "TEXT", unicode: false, maxLength: 32, nullable: false),
                    ActorId = table.Column<byte[]>(type: "BLOB", fixedLength: true, maxLength: 16, nullable: true),
                    ActorName = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Origin = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    PatientKey = table.Column<byte[]>(type: "BLOB", fixedLength: true, maxLength: 16, nullable: true),
                    StudyInstanceUid = table.Column<string>(type: "TEXT", unicode: false, maxLength: 64, nullable: true, collation: "BINARY"),
                    SopInstanceUid = table.Column<string>(type: "TEXT", unicode: false, maxLength: 64, nullable: true, collation: "BINARY"),
                    Subject = table.Column<string>(type: "TEXT", maxLength: 400, nullable: true),
                    Detail = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: true),
                    PreviousHash = table.Column<string>(type: "TEXT", unicode: false, maxLength: 64, nullable: false, collation: "BINARY"),
                    EntryHash = table.Column<string>(type: "TEXT", unicode: false, maxLength: 64, nullable: false, collation: "BINARY")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AuditEntries", x => new { x.SiteId, x.Sequence });
                    table.ForeignKey(
                        name: "FK_AuditEntries_Sites_SiteId",
                        column: x => x.SiteId,
                        principalTable: "Sites",
                        principalColumn: "SiteId",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "AuditHeads",
                columns: table => new
                {
                    SiteId = table.Column<int>(type: "INTEGER", nullable: false),
                    LastSequence = table.Column<long>(type: "INTEGER", nullable: false),
                    LastHash = table.Column<string>(type: "TEXT", unicode: false, maxLength: 64, nullable: false, collation: "BINARY"),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AuditHeads", x => x.SiteId);
                    table.ForeignKey(
                        name: "FK_AuditHeads_Sites_SiteId",
                        column: x => x.SiteId,
                        principalTable: "Sites",
                        principalColumn: "SiteId",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_AnalysisJobs_SiteId_InstanceKey_Ordinal",
                table: "AnalysisJobs",
                columns: new[] { "SiteId", "InstanceKey", "Ordinal" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_AnalysisJobs_SiteId_State_Priority_NotBefore",
                table: "AnalysisJobs",
                columns: new[] { "SiteId", "State", "Priority", "NotBefore" });

            migrationBuilder.CreateIndex(
                name: "IX_AnalysisJobs_State_LeaseExpiresAt",
                table: "AnalysisJobs",
                columns: new[] { "State", "LeaseExpiresAt" });

            migrationBuilder.CreateIndex(
                name: "IX_AuditEntries_SiteId_ActorId_At",
                table: "AuditEntries",
                columns: new[] { "SiteId", "ActorId", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_AuditEntries_SiteId_PatientKey_At",
                table: "AuditEntries",
                columns: new[] { "SiteId", "PatientKey", "At" });

            // The record is appended to and never changed; what gets past a trigger, the chain shows.
            migrationBuilder.Sql("CREATE TRIGGER AuditEntries_NoUpdate BEFORE UPDATE ON AuditEntries BEGIN SELECT RAISE(ABORT, 'The audit record is append-only.'); END;");
            migrationBuilder.Sql("CREATE TRIGGER AuditEntries_NoDelete BEFORE DELETE ON AuditEntries BEGIN SELECT RAISE(ABORT, 'The audit record is append-only.'); END;");
            // INSERT OR REPLACE deletes what is in its way without asking the trigger above. The sentence is told from other failures by Conflicts.
            migrationBuilder.Sql("CREATE TRIGGER AuditEntries_NoReplace BEFORE INSERT ON AuditEntries WHEN EXISTS (SELECT 1 FROM AuditEntries WHERE (SiteId = NEW.SiteId AND Sequence = NEW.Sequence) OR rowid = NEW.rowid) BEGIN SELECT RAISE(ABORT, 'The audit record has this entry already.'); END;");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "AuditEntries");

            migrationBuilder.DropTable(
                name: "AuditHeads");

            migrationBuilder.DropIndex(
                name: "IX_AnalysisJobs_SiteId_InstanceKey_Ordinal",
                table: "AnalysisJobs");

            migrationBuilder.DropIndex(
                name: "IX_AnalysisJobs_SiteId_State_Priority_NotBefore",
                table: "AnalysisJobs");

            migrationBuilder.DropIndex(
                name: "IX_AnalysisJobs_State_LeaseExpiresAt",
                table: "AnalysisJobs");

            migrationBuilder.DropColumn(
                name: "LeasedAt",
                table: "AnalysisJobs");

            migrationBuilder.DropColumn(
                name: "Ordinal",
                table: "AnalysisJobs");

            migrationBuilder.DropColumn(
                name: "Priority",
                table: "AnalysisJobs");

            migrationBuilder.DropColumn(
                name: "TraceParent",
                table: "AnalysisJobs");

            migrationBuilder.CreateIndex(
                name: "IX_AnalysisJobs_SiteId_InstanceKey",
                table: "AnalysisJobs",
                columns: new[] { "SiteId", "InstanceKey" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_AnalysisJobs_State_NotBefore",
                table: "AnalysisJobs",
                columns: new[] { "State", "NotBefore" });
        }
    }
}
