IF OBJECT_ID(N'[__EFMigrationsHistory]') IS NULL
BEGIN
    CREATE TABLE [__EFMigrationsHistory] (
        [MigrationId] nvarchar(150) NOT NULL,
        [ProductVersion] nvarchar(32) NOT NULL,
        CONSTRAINT [PK___EFMigrationsHistory] PRIMARY KEY ([MigrationId])
    );
END;
GO

BEGIN TRANSACTION;
IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123000000_Initial'
)
BEGIN
    CREATE TABLE [AspNetRoles] (
        [Id] binary(16) NOT NULL,
        [Name] nvarchar(256) NULL,
        [NormalizedName] nvarchar(256) NULL,
        [ConcurrencyStamp] nvarchar(max) NULL,
        CONSTRAINT [PK_AspNetRoles] PRIMARY KEY ([Id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123000000_Initial'
)
BEGIN
    CREATE TABLE [Sites] (
        [SiteId] int NOT NULL,
        [Name] nvarchar(200) NOT NULL,
        CONSTRAINT [PK_Sites] PRIMARY KEY ([SiteId])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123000000_Initial'
)
BEGIN
    CREATE TABLE [AspNetRoleClaims] (
        [Id] int NOT NULL IDENTITY,
        [RoleId] binary(16) NOT NULL,
        [ClaimType] nvarchar(max) NULL,
        [ClaimValue] nvarchar(max) NULL,
        CONSTRAINT [PK_AspNetRoleClaims] PRIMARY KEY ([Id]),
        CONSTRAINT [FK_AspNetRoleClaims_AspNetRoles_RoleId] FOREIGN KEY ([RoleId]) REFERENCES [AspNetRoles] ([Id]) ON DELETE CASCADE
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123000000_Initial'
)
BEGIN
    CREATE TABLE [AspNetUsers] (
        [Id] binary(16) NOT NULL,
        [SiteId] int NOT NULL,
        [DisplayName] nvarchar(200) NOT NULL,
        [Disabled] bit NOT NULL,
        [CreatedAt] datetime2 NOT NULL,
        [UserName] nvarchar(256) NULL,
        [NormalizedUserName] nvarchar(256) NULL,
        [Email] nvarchar(256) NULL,
        [NormalizedEmail] nvarchar(256) NULL,
        [EmailConfirmed] bit NOT NULL,
        [PasswordHash] nvarchar(max) NULL,
        [SecurityStamp] nvarchar(max) NULL,
        [ConcurrencyStamp] nvarchar(max) NULL,
        [PhoneNumber] nvarchar(max) NULL,
        [PhoneNumberConfirmed] bit NOT NULL,
        [TwoFactorEnabled] bit NOT NULL,
        [LockoutEnd] datetime2 NULL,
        [LockoutEnabled] bit NOT NULL,
        [AccessFailedCount] int NOT NULL,
        CONSTRAINT [PK_AspNetUsers] PRIMARY KEY ([Id]),
        CONSTRAINT [FK_AspNetUsers_Sites_SiteId] FOREIGN KEY ([SiteId]) REFERENCES [Sites] ([SiteId]) ON DELETE NO ACTION
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123000000_Initial'
)
BEGIN
    CREATE TABLE [Conflicts] (
        [Id] binary(16) NOT NULL,
        [SiteId] int NOT NULL,
        [StudyInstanceUid] varchar(64) COLLATE Latin1_General_BIN2 NOT NULL,
        [SopInstanceUid] varchar(64) COLLATE Latin1_General_BIN2 NOT NULL,
        [ContentHash] varchar(64) COLLATE Latin1_General_BIN2 NOT NULL,
        [StorageKeyHash] varchar(64) COLLATE Latin1_General_BIN2 NOT NULL,
        [FileName] nvarchar(400) NOT NULL,
        [Sentence] nvarchar(1000) NOT NULL,
        [UploadedByUserId] binary(16) NOT NULL,
        [UploadedBy] nvarchar(400) NOT NULL,
        [At] datetime2 NOT NULL,
        CONSTRAINT [PK_Conflicts] PRIMARY KEY ([Id]),
        CONSTRAINT [FK_Conflicts_Sites_SiteId] FOREIGN KEY ([SiteId]) REFERENCES [Sites] ([SiteId]) ON DELETE NO ACTION
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123000000_Initial'
)
BEGIN
    CREATE TABLE [DatasetReleases] (
        [Id] binary(16) NOT NULL,
        [SiteId] int NOT NULL,
        [ReleaseVersion] nvarchar(64) NOT NULL,
        [At] datetime2 NOT NULL,
        [ByUserId] binary(16) NOT NULL,
        [By] nvarchar(200) NOT NULL,
        [Patients] int NOT NULL,
        [Images] int NOT NULL,
        [Annotations] int NOT NULL,
        [Rejected] int NOT NULL,
        [ZipHash] varchar(64) COLLATE Latin1_General_BIN2 NOT NULL,
        CONSTRAINT [PK_DatasetReleases] PRIMARY KEY ([Id]),
        CONSTRAINT [FK_DatasetReleases_Sites_SiteId] FOREIGN KEY ([SiteId]) REFERENCES [Sites] ([SiteId]) ON DELETE NO ACTION
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123000000_Initial'
)
BEGIN
    CREATE TABLE [Patients] (
        [Id] binary(16) NOT NULL,
        [SiteId] int NOT NULL,
        [LinkKeyHash] varchar(64) COLLATE Latin1_General_BIN2 NOT NULL,
        [Ordinal] int NOT NULL,
        [Issuer] nvarchar(512) NOT NULL,
        [PatientId] nvarchar(512) NOT NULL,
        [Name] nvarchar(512) NOT NULL,
        [BirthDate] date NULL,
        [Sex] nvarchar(16) NULL,
        [LinkBlocked] bit NOT NULL,
        [CreatedAt] datetime2 NOT NULL,
        [Version] int NOT NULL,
        CONSTRAINT [PK_Patients] PRIMARY KEY ([Id]),
        CONSTRAINT [FK_Patients_Sites_SiteId] FOREIGN KEY ([SiteId]) REFERENCES [Sites] ([SiteId]) ON DELETE NO ACTION
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123000000_Initial'
)
BEGIN
    CREATE TABLE [ProjectKeys] (
        [SiteId] int NOT NULL,
        [ProtectedKey] varbinary(max) NOT NULL,
        [CreatedAt] datetime2 NOT NULL,
        CONSTRAINT [PK_ProjectKeys] PRIMARY KEY ([SiteId]),
        CONSTRAINT [FK_ProjectKeys_Sites_SiteId] FOREIGN KEY ([SiteId]) REFERENCES [Sites] ([SiteId]) ON DELETE NO ACTION
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123000000_Initial'
)
BEGIN
    CREATE TABLE [SetupTokens] (
        [SiteId] int NOT NULL,
        [TokenHash] varchar(64) COLLATE Latin1_General_BIN2 NOT NULL,
        [CreatedAt] datetime2 NOT NULL,
        [UsedAt] datetime2 NULL,
        [Version] int NOT NULL,
        CONSTRAINT [PK_SetupTokens] PRIMARY KEY ([SiteId]),
        CONSTRAINT [FK_SetupTokens_Sites_SiteId] FOREIGN KEY ([SiteId]) REFERENCES [Sites] ([SiteId]) ON DELETE NO ACTION
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123000000_Initial'
)
BEGIN
    CREATE TABLE [AspNetUserClaims] (
        [Id] int NOT NULL IDENTITY,
        [UserId] binary(16) NOT NULL,
        [ClaimType] nvarchar(max) NULL,
        [ClaimValue] nvarchar(max) NULL,
        CONSTRAINT [PK_AspNetUserClaims] PRIMARY KEY ([Id]),
        CONSTRAINT [FK_AspNetUserClaims_AspNetUsers_UserId] FOREIGN KEY ([UserId]) REFERENCES [AspNetUsers] ([Id]) ON DELETE CASCADE
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123000000_Initial'
)
BEGIN
    CREATE TABLE [AspNetUserLogins] (
        [LoginProvider] nvarchar(128) NOT NULL,
        [ProviderKey] nvarchar(256) NOT NULL,
        [ProviderDisplayName] nvarchar(max) NULL,
        [UserId] binary(16) NOT NULL,
        CONSTRAINT [PK_AspNetUserLogins] PRIMARY KEY ([LoginProvider], [ProviderKey]),
        CONSTRAINT [FK_AspNetUserLogins_AspNetUsers_UserId] FOREIGN KEY ([UserId]) REFERENCES [AspNetUsers] ([Id]) ON DELETE CASCADE
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123000000_Initial'
)
BEGIN
    CREATE TABLE [AspNetUserRoles] (
        [UserId] binary(16) NOT NULL,
        [RoleId] binary(16) NOT NULL,
        CONSTRAINT [PK_AspNetUserRoles] PRIMARY KEY ([UserId], [RoleId]),
        CONSTRAINT [FK_AspNetUserRoles_AspNetRoles_RoleId] FOREIGN KEY ([RoleId]) REFERENCES [AspNetRoles] ([Id]) ON DELETE CASCADE,
        CONSTRAINT [FK_AspNetUserRoles_AspNetUsers_UserId] FOREIGN KEY ([UserId]) REFERENCES [AspNetUsers] ([Id]) ON DELETE CASCADE
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123000000_Initial'
)
BEGIN
    CREATE TABLE [AspNetUserTokens] (
        [UserId] binary(16) NOT NULL,
        [LoginProvider] nvarchar(128) NOT NULL,
        [Name] nvarchar(128) NOT NULL,
        [Value] nvarchar(max) NULL,
        CONSTRAINT [PK_AspNetUserTokens] PRIMARY KEY ([UserId], [LoginProvider], [Name]),
        CONSTRAINT [FK_AspNetUserTokens_AspNetUsers_UserId] FOREIGN KEY ([UserId]) REFERENCES [AspNetUsers] ([Id]) ON DELETE CASCADE
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123000000_Initial'
)
BEGIN
    CREATE TABLE [Studies] (
        [Id] binary(16) NOT NULL,
        [SiteId] int NOT NULL,
        [PatientKey] binary(16) NOT NULL,
        [StudyInstanceUid] varchar(64) COLLATE Latin1_General_BIN2 NOT NULL,
        [StudyDate] date NULL,
        [StudyTime] time NULL,
        [Description] nvarchar(512) NULL,
        [AccessionNumber] nvarchar(64) NULL,
        [ReceivedAt] datetime2 NOT NULL,
        [LastEventSequence] bigint NOT NULL,
        [Version] int NOT NULL,
        CONSTRAINT [PK_Studies] PRIMARY KEY ([Id]),
        CONSTRAINT [FK_Studies_Patients_PatientKey] FOREIGN KEY ([PatientKey]) REFERENCES [Patients] ([Id]) ON DELETE NO ACTION,
        CONSTRAINT [FK_Studies_Sites_SiteId] FOREIGN KEY ([SiteId]) REFERENCES [Sites] ([SiteId]) ON DELETE NO ACTION
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123000000_Initial'
)
BEGIN
    CREATE TABLE [AnalysisEvents] (
        [SiteId] int NOT NULL,
        [StudyKey] binary(16) NOT NULL,
        [Sequence] bigint NOT NULL,
        [AnalysisId] binary(16) NOT NULL,
        [Attempt] int NOT NULL,
        [SopInstanceUid] varchar(64) COLLATE Latin1_General_BIN2 NOT NULL,
        [At] datetime2 NOT NULL,
        [Kind] nvarchar(32) NOT NULL,
        [PayloadJson] nvarchar(max) NOT NULL,
        CONSTRAINT [PK_AnalysisEvents] PRIMARY KEY ([SiteId], [StudyKey], [Sequence]),
        CONSTRAINT [FK_AnalysisEvents_Sites_SiteId] FOREIGN KEY ([SiteId]) REFERENCES [Sites] ([SiteId]) ON DELETE NO ACTION,
        CONSTRAINT [FK_AnalysisEvents_Studies_StudyKey] FOREIGN KEY ([StudyKey]) REFERENCES [Studies] ([Id]) ON DELETE NO ACTION
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123000000_Initial'
)
BEGIN
    CREATE TABLE [Reads] (
        [Id] binary(16) NOT NULL,
        [SiteId] int NOT NULL,
        [StudyKey] binary(16) NOT NULL,
        [ReaderId] binary(16) NOT NULL,
        [ReaderName] nvarchar(200) NOT NULL,
        [State] varchar(32) NOT NULL,
        [NothingMore] bit NOT NULL,
        [CreatedAt] datetime2 NOT NULL,
        [SubmittedAt] datetime2 NULL,
        [Version] int NOT NULL,
        CONSTRAINT [PK_Reads] PRIMARY KEY ([Id]),
        CONSTRAINT [FK_Reads_Sites_SiteId] FOREIGN KEY ([SiteId]) REFERENCES [Sites] ([SiteId]) ON DELETE NO ACTION,
        CONSTRAINT [FK_Reads_Studies_StudyKey] FOREIGN KEY ([StudyKey]) REFERENCES [Studies] ([Id]) ON DELETE NO ACTION
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123000000_Initial'
)
BEGIN
    CREATE TABLE [Series] (
        [Id] binary(16) NOT NULL,
        [SiteId] int NOT NULL,
        [StudyKey] binary(16) NOT NULL,
        [SeriesInstanceUid] varchar(64) COLLATE Latin1_General_BIN2 NOT NULL,
        [Modality] nvarchar(16) NULL,
        [Description] nvarchar(512) NULL,
        CONSTRAINT [PK_Series] PRIMARY KEY ([Id]),
        CONSTRAINT [FK_Series_Sites_SiteId] FOREIGN KEY ([SiteId]) REFERENCES [Sites] ([SiteId]) ON DELETE NO ACTION,
        CONSTRAINT [FK_Series_Studies_StudyKey] FOREIGN KEY ([StudyKey]) REFERENCES [Studies] ([Id]) ON DELETE NO ACTION
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123000000_Initial'
)
BEGIN
    CREATE TABLE [Instances] (
        [Id] binary(16) NOT NULL,
        [SiteId] int NOT NULL,
        [StudyKey] binary(16) NOT NULL,
        [SeriesKey] binary(16) NOT NULL,
        [SopInstanceUid] varchar(64) COLLATE Latin1_General_BIN2 NOT NULL,
        [SopClassUid] varchar(64) COLLATE Latin1_General_BIN2 NOT NULL,
        [TransferSyntaxUid] varchar(64) COLLATE Latin1_General_BIN2 NOT NULL,
        [ContentHash] varchar(64) COLLATE Latin1_General_BIN2 NOT NULL,
        [StorageKeyHash] varchar(64) COLLATE Latin1_General_BIN2 NOT NULL,
        [ByteLength] bigint NOT NULL,
        [Rows] int NOT NULL,
        [Columns] int NOT NULL,
        [Frames] int NOT NULL,
        [RowSpacingMm] float NULL,
        [ColumnSpacingMm] float NULL,
        [SpacingSource] varchar(32) NULL,
        [RowDirection] nvarchar(16) NULL,
        [ColumnDirection] nvarchar(16) NULL,
        [ViewPosition] nvarchar(16) NULL,
        [BurnedInAnnotation] bit NOT NULL,
        [ReceivedAt] datetime2 NOT NULL,
        [ReceivedFromUserId] binary(16) NOT NULL,
        [State] varchar(32) NOT NULL,
        [RefusalCode] nvarchar(64) NULL,
        [RefusalSentence] nvarchar(1000) NULL,
        [CurrentAnalysisId] binary(16) NULL,
        [AbnormalityScore] float NULL,
        [TopModelClass] nvarchar(64) NULL,
        [Version] int NOT NULL,
        CONSTRAINT [PK_Instances] PRIMARY KEY ([Id]),
        CONSTRAINT [FK_Instances_Series_SeriesKey] FOREIGN KEY ([SeriesKey]) REFERENCES [Series] ([Id]) ON DELETE NO ACTION,
        CONSTRAINT [FK_Instances_Sites_SiteId] FOREIGN KEY ([SiteId]) REFERENCES [Sites] ([SiteId]) ON DELETE NO ACTION,
        CONSTRAINT [FK_Instances_Studies_StudyKey] FOREIGN KEY ([StudyKey]) REFERENCES [Studies] ([Id]) ON DELETE NO ACTION
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123000000_Initial'
)
BEGIN
    CREATE TABLE [Analyses] (
        [Id] binary(16) NOT NULL,
        [SiteId] int NOT NULL,
        [InstanceKey] binary(16) NOT NULL,
        [ModelSetHash] varchar(64) COLLATE Latin1_General_BIN2 NOT NULL,
        [PipelineVersion] nvarchar(400) NOT NULL,
        [AbnormalityScore] float NOT NULL,
        [CompletedAt] datetime2 NOT NULL,
        [ResultJson] nvarchar(max) NOT NULL,
        [Heat] varbinary(max) NOT NULL,
        CONSTRAINT [PK_Analyses] PRIMARY KEY ([Id]),
        CONSTRAINT [FK_Analyses_Instances_InstanceKey] FOREIGN KEY ([InstanceKey]) REFERENCES [Instances] ([Id]) ON DELETE NO ACTION,
        CONSTRAINT [FK_Analyses_Sites_SiteId] FOREIGN KEY ([SiteId]) REFERENCES [Sites] ([SiteId]) ON DELETE NO ACTION
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123000000_Initial'
)
BEGIN
    CREATE TABLE [AnalysisJobs] (
        [Id] binary(16) NOT NULL,
        [SiteId] int NOT NULL,
        [StudyKey] binary(16) NOT NULL,
        [InstanceKey] binary(16) NOT NULL,
        [State] varchar(32) NOT NULL,
        [Attempt] int NOT NULL,
        [AttemptsAllowed] int NOT NULL,
        [LeaseOwner] nvarchar(200) NULL,
        [LeaseExpiresAt] datetime2 NULL,
        [NotBefore] datetime2 NOT NULL,
        [LastRefusalCode] nvarchar(64) NULL,
        [LastRefusalSentence] nvarchar(1000) NULL,
        [CreatedAt] datetime2 NOT NULL,
        [Version] int NOT NULL,
        CONSTRAINT [PK_AnalysisJobs] PRIMARY KEY ([Id]),
        CONSTRAINT [FK_AnalysisJobs_Instances_InstanceKey] FOREIGN KEY ([InstanceKey]) REFERENCES [Instances] ([Id]) ON DELETE NO ACTION,
        CONSTRAINT [FK_AnalysisJobs_Sites_SiteId] FOREIGN KEY ([SiteId]) REFERENCES [Sites] ([SiteId]) ON DELETE NO ACTION,
        CONSTRAINT [FK_AnalysisJobs_Studies_StudyKey] FOREIGN KEY ([StudyKey]) REFERENCES [Studies] ([Id]) ON DELETE NO ACTION
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123000000_Initial'
)
BEGIN
    CREATE TABLE [Verdicts] (
        [Id] binary(16) NOT NULL,
        [SiteId] int NOT NULL,
        [ReadKey] binary(16) NOT NULL,
        [Number] int NOT NULL,
        [TrackingUid] varchar(64) COLLATE Latin1_General_BIN2 NOT NULL,
        [Kind] varchar(32) NOT NULL,
        [Withdrawn] bit NOT NULL,
        [InstanceKey] binary(16) NOT NULL,
        [SopInstanceUid] varchar(64) COLLATE Latin1_General_BIN2 NOT NULL,
        [Frame] int NOT NULL,
        [Rows] int NOT NULL,
        [Columns] int NOT NULL,
        [BoxX] float NOT NULL,
        [BoxY] float NOT NULL,
        [BoxWidth] float NOT NULL,
        [BoxHeight] float NOT NULL,
        [LabelCode] nvarchar(64) NOT NULL,
        [LabelScheme] nvarchar(64) NOT NULL,
        [LabelMeaning] nvarchar(200) NOT NULL,
        [ReasonCode] nvarchar(64) NULL,
        [Comment] nvarchar(2000) NULL,
        [AnalysisId] binary(16) NULL,
        [IrregularityId] int NULL,
        [Score] float NULL,
        [GivenByUserId] binary(16) NOT NULL,
        [GivenBy] nvarchar(200) NOT NULL,
        [GivenAt] datetime2 NOT NULL,
        [DisplayedJson] nvarchar(max) NOT NULL,
        CONSTRAINT [PK_Verdicts] PRIMARY KEY ([Id]),
        CONSTRAINT [FK_Verdicts_Instances_InstanceKey] FOREIGN KEY ([InstanceKey]) REFERENCES [Instances] ([Id]) ON DELETE NO ACTION,
        CONSTRAINT [FK_Verdicts_Reads_ReadKey] FOREIGN KEY ([ReadKey]) REFERENCES [Reads] ([Id]) ON DELETE NO ACTION,
        CONSTRAINT [FK_Verdicts_Sites_SiteId] FOREIGN KEY ([SiteId]) REFERENCES [Sites] ([SiteId]) ON DELETE NO ACTION
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123000000_Initial'
)
BEGIN
    CREATE TABLE [Reviews] (
        [Id] binary(16) NOT NULL,
        [SiteId] int NOT NULL,
        [VerdictKey] binary(16) NOT NULL,
        [Decision] varchar(32) NOT NULL,
        [Comment] nvarchar(2000) NULL,
        [ReviewedByUserId] binary(16) NOT NULL,
        [ReviewedBy] nvarchar(200) NOT NULL,
        [ReviewedAt] datetime2 NOT NULL,
        CONSTRAINT [PK_Reviews] PRIMARY KEY ([Id]),
        CONSTRAINT [FK_Reviews_Sites_SiteId] FOREIGN KEY ([SiteId]) REFERENCES [Sites] ([SiteId]) ON DELETE NO ACTION,
        CONSTRAINT [FK_Reviews_Verdicts_VerdictKey] FOREIGN KEY ([VerdictKey]) REFERENCES [Verdicts] ([Id]) ON DELETE NO ACTION
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123000000_Initial'
)
BEGIN
    CREATE TABLE [TrainingLabels] (
        [Id] binary(16) NOT NULL,
        [SiteId] int NOT NULL,
        [TrackingUid] varchar(64) COLLATE Latin1_General_BIN2 NOT NULL,
        [Revision] int NOT NULL,
        [SupersedesId] binary(16) NULL,
        [ReadKey] binary(16) NOT NULL,
        [VerdictKey] binary(16) NULL,
        [InstanceKey] binary(16) NOT NULL,
        [SopInstanceUid] varchar(64) COLLATE Latin1_General_BIN2 NOT NULL,
        [Frame] int NOT NULL,
        [Rows] int NOT NULL,
        [Columns] int NOT NULL,
        [BoxX] float NULL,
        [BoxY] float NULL,
        [BoxWidth] float NULL,
        [BoxHeight] float NULL,
        [LabelCode] nvarchar(64) NOT NULL,
        [LabelScheme] nvarchar(64) NOT NULL,
        [LabelMeaning] nvarchar(200) NOT NULL,
        [VerdictKind] varchar(32) NULL,
        [Review] varchar(32) NULL,
        [AnalysisId] binary(16) NULL,
        [IrregularityId] int NULL,
        [Policy] nvarchar(64) NOT NULL,
        [GivenByUserId] binary(16) NOT NULL,
        [GivenBy] nvarchar(200) NOT NULL,
        [GivenAt] datetime2 NOT NULL,
        [DisplayedJson] nvarchar(max) NOT NULL,
        CONSTRAINT [PK_TrainingLabels] PRIMARY KEY ([Id]),
        CONSTRAINT [FK_TrainingLabels_Instances_InstanceKey] FOREIGN KEY ([InstanceKey]) REFERENCES [Instances] ([Id]) ON DELETE NO ACTION,
        CONSTRAINT [FK_TrainingLabels_Reads_ReadKey] FOREIGN KEY ([ReadKey]) REFERENCES [Reads] ([Id]) ON DELETE NO ACTION,
        CONSTRAINT [FK_TrainingLabels_Sites_SiteId] FOREIGN KEY ([SiteId]) REFERENCES [Sites] ([SiteId]) ON DELETE NO ACTION,
        CONSTRAINT [FK_TrainingLabels_Verdicts_VerdictKey] FOREIGN KEY ([VerdictKey]) REFERENCES [Verdicts] ([Id]) ON DELETE NO ACTION
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123000000_Initial'
)
BEGIN
    IF EXISTS (SELECT * FROM [sys].[identity_columns] WHERE [name] IN (N'Id', N'ConcurrencyStamp', N'Name', N'NormalizedName') AND [object_id] = OBJECT_ID(N'[AspNetRoles]'))
        SET IDENTITY_INSERT [AspNetRoles] ON;
    EXEC(N'INSERT INTO [AspNetRoles] ([Id], [ConcurrencyStamp], [Name], [NormalizedName])
    VALUES (0x019A0000000070008000000000000001, N''019a0000-0000-7000-8000-000000000001'', N''Radiologist'', N''RADIOLOGIST''),
    (0x019A0000000070008000000000000002, N''019a0000-0000-7000-8000-000000000002'', N''QA'', N''QA''),
    (0x019A0000000070008000000000000003, N''019a0000-0000-7000-8000-000000000003'', N''Administrator'', N''ADMINISTRATOR'')');
    IF EXISTS (SELECT * FROM [sys].[identity_columns] WHERE [name] IN (N'Id', N'ConcurrencyStamp', N'Name', N'NormalizedName') AND [object_id] = OBJECT_ID(N'[AspNetRoles]'))
        SET IDENTITY_INSERT [AspNetRoles] OFF;
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123000000_Initial'
)
BEGIN
    IF EXISTS (SELECT * FROM [sys].[identity_columns] WHERE [name] IN (N'SiteId', N'Name') AND [object_id] = OBJECT_ID(N'[Sites]'))
        SET IDENTITY_INSERT [Sites] ON;
    EXEC(N'INSERT INTO [Sites] ([SiteId], [Name])
    VALUES (1, N''First site'')');
    IF EXISTS (SELECT * FROM [sys].[identity_columns] WHERE [name] IN (N'SiteId', N'Name') AND [object_id] = OBJECT_ID(N'[Sites]'))
        SET IDENTITY_INSERT [Sites] OFF;
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123000000_Initial'
)
BEGIN
    CREATE INDEX [IX_Analyses_InstanceKey] ON [Analyses] ([InstanceKey]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123000000_Initial'
)
BEGIN
    CREATE UNIQUE INDEX [IX_Analyses_SiteId_InstanceKey_ModelSetHash_PipelineVersion] ON [Analyses] ([SiteId], [InstanceKey], [ModelSetHash], [PipelineVersion]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123000000_Initial'
)
BEGIN
    CREATE INDEX [IX_AnalysisEvents_StudyKey] ON [AnalysisEvents] ([StudyKey]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123000000_Initial'
)
BEGIN
    CREATE INDEX [IX_AnalysisJobs_InstanceKey] ON [AnalysisJobs] ([InstanceKey]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123000000_Initial'
)
BEGIN
    CREATE UNIQUE INDEX [IX_AnalysisJobs_SiteId_InstanceKey] ON [AnalysisJobs] ([SiteId], [InstanceKey]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123000000_Initial'
)
BEGIN
    CREATE INDEX [IX_AnalysisJobs_State_NotBefore] ON [AnalysisJobs] ([State], [NotBefore]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123000000_Initial'
)
BEGIN
    CREATE INDEX [IX_AnalysisJobs_StudyKey] ON [AnalysisJobs] ([StudyKey]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123000000_Initial'
)
BEGIN
    CREATE INDEX [IX_AspNetRoleClaims_RoleId] ON [AspNetRoleClaims] ([RoleId]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123000000_Initial'
)
BEGIN
    EXEC(N'CREATE UNIQUE INDEX [RoleNameIndex] ON [AspNetRoles] ([NormalizedName]) WHERE [NormalizedName] IS NOT NULL');
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123000000_Initial'
)
BEGIN
    CREATE INDEX [IX_AspNetUserClaims_UserId] ON [AspNetUserClaims] ([UserId]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123000000_Initial'
)
BEGIN
    CREATE INDEX [IX_AspNetUserLogins_UserId] ON [AspNetUserLogins] ([UserId]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123000000_Initial'
)
BEGIN
    CREATE INDEX [IX_AspNetUserRoles_RoleId] ON [AspNetUserRoles] ([RoleId]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123000000_Initial'
)
BEGIN
    CREATE INDEX [EmailIndex] ON [AspNetUsers] ([NormalizedEmail]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123000000_Initial'
)
BEGIN
    CREATE INDEX [IX_AspNetUsers_SiteId] ON [AspNetUsers] ([SiteId]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123000000_Initial'
)
BEGIN
    EXEC(N'CREATE UNIQUE INDEX [UserNameIndex] ON [AspNetUsers] ([NormalizedUserName]) WHERE [NormalizedUserName] IS NOT NULL');
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123000000_Initial'
)
BEGIN
    CREATE UNIQUE INDEX [IX_Conflicts_SiteId_SopInstanceUid_ContentHash] ON [Conflicts] ([SiteId], [SopInstanceUid], [ContentHash]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123000000_Initial'
)
BEGIN
    CREATE UNIQUE INDEX [IX_DatasetReleases_SiteId_ReleaseVersion] ON [DatasetReleases] ([SiteId], [ReleaseVersion]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123000000_Initial'
)
BEGIN
    CREATE INDEX [IX_Instances_SeriesKey] ON [Instances] ([SeriesKey]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123000000_Initial'
)
BEGIN
    CREATE UNIQUE INDEX [IX_Instances_SiteId_SopInstanceUid] ON [Instances] ([SiteId], [SopInstanceUid]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123000000_Initial'
)
BEGIN
    CREATE INDEX [IX_Instances_SiteId_StudyKey_State] ON [Instances] ([SiteId], [StudyKey], [State]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123000000_Initial'
)
BEGIN
    CREATE INDEX [IX_Instances_StudyKey] ON [Instances] ([StudyKey]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123000000_Initial'
)
BEGIN
    CREATE UNIQUE INDEX [IX_Patients_SiteId_LinkKeyHash_Ordinal] ON [Patients] ([SiteId], [LinkKeyHash], [Ordinal]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123000000_Initial'
)
BEGIN
    CREATE UNIQUE INDEX [IX_Reads_SiteId_StudyKey_ReaderId] ON [Reads] ([SiteId], [StudyKey], [ReaderId]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123000000_Initial'
)
BEGIN
    CREATE INDEX [IX_Reads_StudyKey] ON [Reads] ([StudyKey]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123000000_Initial'
)
BEGIN
    CREATE UNIQUE INDEX [IX_Reviews_SiteId_VerdictKey] ON [Reviews] ([SiteId], [VerdictKey]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123000000_Initial'
)
BEGIN
    CREATE INDEX [IX_Reviews_VerdictKey] ON [Reviews] ([VerdictKey]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123000000_Initial'
)
BEGIN
    CREATE UNIQUE INDEX [IX_Series_SiteId_SeriesInstanceUid] ON [Series] ([SiteId], [SeriesInstanceUid]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123000000_Initial'
)
BEGIN
    CREATE INDEX [IX_Series_StudyKey] ON [Series] ([StudyKey]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123000000_Initial'
)
BEGIN
    CREATE INDEX [IX_Studies_PatientKey] ON [Studies] ([PatientKey]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123000000_Initial'
)
BEGIN
    CREATE UNIQUE INDEX [IX_Studies_SiteId_StudyInstanceUid] ON [Studies] ([SiteId], [StudyInstanceUid]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123000000_Initial'
)
BEGIN
    CREATE INDEX [IX_TrainingLabels_InstanceKey] ON [TrainingLabels] ([InstanceKey]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123000000_Initial'
)
BEGIN
    CREATE INDEX [IX_TrainingLabels_ReadKey] ON [TrainingLabels] ([ReadKey]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123000000_Initial'
)
BEGIN
    CREATE UNIQUE INDEX [IX_TrainingLabels_SiteId_TrackingUid_Revision] ON [TrainingLabels] ([SiteId], [TrackingUid], [Revision]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123000000_Initial'
)
BEGIN
    CREATE INDEX [IX_TrainingLabels_VerdictKey] ON [TrainingLabels] ([VerdictKey]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123000000_Initial'
)
BEGIN
    CREATE INDEX [IX_Verdicts_InstanceKey] ON [Verdicts] ([InstanceKey]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123000000_Initial'
)
BEGIN
    CREATE INDEX [IX_Verdicts_ReadKey] ON [Verdicts] ([ReadKey]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123000000_Initial'
)
BEGIN
    CREATE UNIQUE INDEX [IX_Verdicts_SiteId_ReadKey_Number] ON [Verdicts] ([SiteId], [ReadKey], [Number]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123000000_Initial'
)
BEGIN
    INSERT INTO [__EFMigrationsHistory] ([MigrationId], [ProductVersion])
    VALUES (N'20261123000000_Initial', N'10.0.14');
END;

COMMIT;
GO

BEGIN TRANSACTION;
IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123150000_ServiceTokens'
)
BEGIN
    CREATE TABLE [ServiceTokens] (
        [Id] binary(16) NOT NULL,
        [SiteId] int NOT NULL,
        [Name] nvarchar(100) NOT NULL,
        [Scopes] nvarchar(200) NOT NULL,
        [TokenHash] varchar(64) COLLATE Latin1_General_BIN2 NOT NULL,
        [TokenStart] nvarchar(8) NOT NULL,
        [CreatedAt] datetime2 NOT NULL,
        [CreatedByUserId] binary(16) NOT NULL,
        [CreatedBy] nvarchar(200) NOT NULL,
        [ExpiresAt] datetime2 NOT NULL,
        [LastUsedAt] datetime2 NULL,
        [RevokedAt] datetime2 NULL,
        [RevokedByUserId] binary(16) NULL,
        [RevokedBy] nvarchar(200) NULL,
        CONSTRAINT [PK_ServiceTokens] PRIMARY KEY ([Id]),
        CONSTRAINT [FK_ServiceTokens_Sites_SiteId] FOREIGN KEY ([SiteId]) REFERENCES [Sites] ([SiteId]) ON DELETE NO ACTION
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123150000_ServiceTokens'
)
BEGIN
    CREATE INDEX [IX_ServiceTokens_SiteId_CreatedAt] ON [ServiceTokens] ([SiteId], [CreatedAt]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123150000_ServiceTokens'
)
BEGIN
    CREATE UNIQUE INDEX [IX_ServiceTokens_TokenHash] ON [ServiceTokens] ([TokenHash]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123150000_ServiceTokens'
)
BEGIN
    INSERT INTO [__EFMigrationsHistory] ([MigrationId], [ProductVersion])
    VALUES (N'20261123150000_ServiceTokens', N'10.0.14');
END;

COMMIT;
GO

BEGIN TRANSACTION;
IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123160000_Spine'
)
BEGIN
    DROP INDEX [IX_AnalysisJobs_SiteId_InstanceKey] ON [AnalysisJobs];
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123160000_Spine'
)
BEGIN
    DROP INDEX [IX_AnalysisJobs_State_NotBefore] ON [AnalysisJobs];
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123160000_Spine'
)
BEGIN
    ALTER TABLE [AnalysisJobs] ADD [LeasedAt] datetime2 NULL;
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123160000_Spine'
)
BEGIN
    ALTER TABLE [AnalysisJobs] ADD [Ordinal] int NOT NULL DEFAULT 1;
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123160000_Spine'
)
BEGIN
    ALTER TABLE [AnalysisJobs] ADD [Priority] int NOT NULL DEFAULT 1;
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123160000_Spine'
)
BEGIN
    ALTER TABLE [AnalysisJobs] ADD [TraceParent] varchar(55) NULL;
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123160000_Spine'
)
BEGIN
    CREATE TABLE [AuditEntries] (
        [SiteId] int NOT NULL,
        [Sequence] bigint NOT NULL,
        [At] datetime2 NOT NULL,
        [Action] varchar(32) NOT NULL,
        [ActorId] binary(16) NULL,
        [ActorName] nvarchar(200) NOT NULL,
        [Origin] nvarchar(64) NOT NULL,
        [PatientKey] binary(16) NULL,
        [StudyInstanceUid] varchar(64) COLLATE Latin1_General_BIN2 NULL,
        [SopInstanceUid] varchar(64) COLLATE Latin1_General_BIN2 NULL,
        [Subject] nvarchar(400) NULL,
        [Detail] nvarchar(1000) NULL,
        [PreviousHash] varchar(64) COLLATE Latin1_General_BIN2 NOT NULL,
        [EntryHash] varchar(64) COLLATE Latin1_General_BIN2 NOT NULL,
        CONSTRAINT [PK_AuditEntries] PRIMARY KEY ([SiteId], [Sequence]),
        CONSTRAINT [FK_AuditEntries_Sites_SiteId] FOREIGN KEY ([SiteId]) REFERENCES [Sites] ([SiteId]) ON DELETE NO ACTION
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123160000_Spine'
)
BEGIN
    CREATE TABLE [AuditHeads] (
        [SiteId] int NOT NULL,
        [LastSequence] bigint NOT NULL,
        [LastHash] varchar(64) COLLATE Latin1_General_BIN2 NOT NULL,
        [Version] int NOT NULL,
        CONSTRAINT [PK_AuditHeads] PRIMARY KEY ([SiteId]),
        CONSTRAINT [FK_AuditHeads_Sites_SiteId] FOREIGN KEY ([SiteId]) REFERENCES [Sites] ([SiteId]) ON DELETE NO ACTION
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123160000_Spine'
)
BEGIN
    CREATE UNIQUE INDEX [IX_AnalysisJobs_SiteId_InstanceKey_Ordinal] ON [AnalysisJobs] ([SiteId], [InstanceKey], [Ordinal]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123160000_Spine'
)
BEGIN
    CREATE INDEX [IX_AnalysisJobs_SiteId_State_Priority_NotBefore] ON [AnalysisJobs] ([SiteId], [State], [Priority], [NotBefore]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123160000_Spine'
)
BEGIN
    CREATE INDEX [IX_AnalysisJobs_State_LeaseExpiresAt] ON [AnalysisJobs] ([State], [LeaseExpiresAt]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123160000_Spine'
)
BEGIN
    CREATE INDEX [IX_AuditEntries_SiteId_ActorId_At] ON [AuditEntries] ([SiteId], [ActorId], [At]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123160000_Spine'
)
BEGIN
    CREATE INDEX [IX_AuditEntries_SiteId_PatientKey_At] ON [AuditEntries] ([SiteId], [PatientKey], [At]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123160000_Spine'
)
BEGIN
    EXEC(N'CREATE TRIGGER [AuditEntries_AppendOnly] ON [AuditEntries] INSTEAD OF UPDATE, DELETE AS BEGIN THROW 51000, N''The audit record is append-only.'', 1; END;')
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261123160000_Spine'
)
BEGIN
    INSERT INTO [__EFMigrationsHistory] ([MigrationId], [ProductVersion])
    VALUES (N'20261123160000_Spine', N'10.0.14');
END;

COMMIT;
GO

