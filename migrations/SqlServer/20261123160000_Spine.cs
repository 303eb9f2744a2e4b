using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace OxiPortal.Migrations.SqlServer
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
                type: "datetime2",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Ordinal",
                table: "AnalysisJobs",
                type: "int",
                nullable: false,
                defaultValue: 1);

            migrationBuilder.AddColumn<int>(
                name: "Priority",
                table: "AnalysisJobs",
                type: "int",
                unicode: false,
                maxLength: 32,
                nullable: false,
                defaultValue: 1);

            migrationBuilder.AddColumn<string>(
                name: "TraceParent",
                table: "AnalysisJobs",
                type: "varchar(55)",
                unicode: false,
                maxLength: 55,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "AuditEntries",
                columns: table => new
                {
                    SiteId = table.Column<int>(type: "int", nullable: false),
                    Sequence = table.Column<long>(type: "bigint", nullable: false),
                    At = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Action = table.Column<string>(type: "varchar(32)", unicode: false, maxLength: 32, nullable: false),
                    ActorId = table.Column<byte[]>(type: "binary(16)", fixedLength: true, maxLength: 16, nullable: true),
                    ActorName = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    Origin = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    PatientKey = table.Column<byte[]>(type: "binary(16)", fixedLength: true, maxLength: 16, nullable: true),
                    StudyInstanceUid = table.Column<string>(type: "varchar(64)", unicode: false, maxLength: 64, nullable: true, collation: "Latin1_General_BIN2"),
                    SopInstanceUid = table.Column<string>(type: "varchar(64)", unicode: false, maxLength: 64, nullable: true, collation: "Latin1_General_BIN2"),
                    Subject = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: true),
                    Detail = table.Column<string>(type: "nvarchar(1000)", maxLength: 1000, nullable: true),
                    PreviousHash = table.Column<string>(type: "varchar(64)", unicode: false, maxLength: 64, nullable: false, collation: "Latin1_General_BIN2"),
                    EntryHash = table.Column<string>(type: "varchar(64)", unicode: false, maxLength: 64, nullable: false, collation: "Latin1_General_BIN2")
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
                    SiteId = table.Column<int>(type: "int", nullable: false),
                    LastSequence = table.Column<long>(type: "bigint", nullable: false),
                    LastHash = table.Column<string>(type: "varchar(64)", unicode: false, maxLength: 64, nullable: false, collation: "Latin1_General_BIN2"),
                    Version = table.Column<int>(type: "int", nullable: false)
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

            // The record is appended to and never changed; what gets past a trigger, the chain shows. EXEC: a trigger must be alone in its batch.
            migrationBuilder.Sql("EXEC(N'CREATE TRIGGER [AuditEntries_AppendOnly] ON [AuditEntries] INSTEAD OF UPDATE, DELETE AS BEGIN THROW 51000, N''The audit record is append-only.'', 1; END;')");
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
