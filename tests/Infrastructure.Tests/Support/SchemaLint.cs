using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace OxiPortal.Infrastructure.Tests.Support;

/// <summary>
/// What SQL Server would refuse of a script, or this product of any script, found without a server. Reads what EF Core wraps in EXEC, too.
/// "syntax" is what Microsoft's parser refuses: also names over 128 characters, and a CREATE TRIGGER that is not alone in its batch.
/// </summary>
public sealed class SchemaLint : TSqlFragmentVisitor
{
    private const int ClusteredKeyBytes = 900;
    private const int IndexBytes = 1700;

    private readonly Dictionary<string, Dictionary<string, string>> _columns = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<(string Table, string Name, string[] Columns, int Most)> _keys = [];
    private readonly List<(string From, string To, string[] Columns, string[] Referenced, bool Cascades, string Name)> _references = [];
    private readonly HashSet<string> _triggered = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _faults = [];

    private SchemaLint()
    {
    }

    /// <summary>Tables that have triggers.</summary>
    public IReadOnlySet<string> Triggered => _triggered;

    public IReadOnlyDictionary<string, Dictionary<string, string>> Tables => _columns;

    public IReadOnlyList<string> Faults => _faults;

    public static SchemaLint Of(string script)
    {
        var lint = new SchemaLint();
        lint.Read(script);
        lint.CheckKeys();
        lint.CheckReferences();
        return lint;
    }

    private void Read(string script)
    {
        var parsed = new TSql160Parser(initialQuotedIdentifiers: true).Parse(new StringReader(script), out var errors);
        _faults.AddRange(errors.Select(e => $"syntax: line {e.Line}: {e.Message}"));
        parsed?.Accept(this);
    }

    public override void Visit(ExecutableStringList node)
    {
        foreach (var text in node.Strings.OfType<StringLiteral>())
            Read(text.Value);
    }

    public override void Visit(TableHint node) => _faults.Add($"hint: {node.HintKind}");

    public override void Visit(CreateTriggerStatement node) => _triggered.Add(node.TriggerObject.Name.BaseIdentifier.Value);

    public override void Visit(CreateTableStatement node)
    {
        var table = node.SchemaObjectName.BaseIdentifier.Value;
        Add(table, node.Definition.ColumnDefinitions);
        foreach (var constraint in node.Definition.TableConstraints)
            Add(table, constraint);
    }

    public override void Visit(AlterTableAddTableElementStatement node)
    {
        var table = node.SchemaObjectName.BaseIdentifier.Value;
        Add(table, node.Definition.ColumnDefinitions);
        foreach (var constraint in node.Definition.TableConstraints)
            Add(table, constraint);
    }

    public override void Visit(CreateIndexStatement node) => _keys.Add((
        node.OnName.BaseIdentifier.Value, node.Name.Value, [.. node.Columns.Select(c => c.Column.MultiPartIdentifier.Identifiers[^1].Value)], node.Clustered == true ? ClusteredKeyBytes : IndexBytes));

    private void Add(string table, IList<ColumnDefinition> columns)
    {
        _columns.TryAdd(table, new(StringComparer.OrdinalIgnoreCase));
        foreach (var column in columns)
        {
            var type = Text(column.DataType) + (column.Collation is { } collation ? $" collate {collation.Value}" : "");
            _columns[table][column.ColumnIdentifier.Value] = type.ToLowerInvariant();
        }
    }

    private void Add(string table, ConstraintDefinition constraint)
    {
        var name = constraint.ConstraintIdentifier?.Value ?? table;
        if (constraint is UniqueConstraintDefinition unique)
        {
            var clustered = unique.Clustered ?? unique.IsPrimaryKey;
            _keys.Add((table, name, [.. unique.Columns.Select(c => c.Column.MultiPartIdentifier.Identifiers[^1].Value)], clustered ? ClusteredKeyBytes : IndexBytes));
        }
        else if (constraint is ForeignKeyConstraintDefinition reference)
        {
            _references.Add((
                table, reference.ReferenceTableName.BaseIdentifier.Value, [.. reference.Columns.Select(c => c.Value)], [.. reference.ReferencedTableColumns.Select(c => c.Value)],
                reference.DeleteAction is DeleteUpdateAction.Cascade or DeleteUpdateAction.SetNull or DeleteUpdateAction.SetDefault, name));
        }
    }

    private void CheckKeys()
    {
        foreach (var (table, name, columns, most) in _keys)
        {
            var bytes = columns.Sum(c => Bytes(TypeOf(table, c)));
            if (bytes > most)
                _faults.Add($"1946: {name} has up to {bytes} bytes, more than {most}");
        }
    }

    private void CheckReferences()
    {
        foreach (var reference in _references)
        {
            foreach (var (column, referenced) in reference.Columns.Zip(reference.Referenced))
            {
                if (TypeOf(reference.From, column) != TypeOf(reference.To, referenced))
                    _faults.Add($"1778: {reference.Name}: {column} is {TypeOf(reference.From, column)}, {referenced} is {TypeOf(reference.To, referenced)}");
            }
        }
        // 1785: from any table that is deleted from, every other may be reached by one path of cascades, and none by a circle.
        foreach (var start in _references.Select(r => r.To).Distinct(StringComparer.OrdinalIgnoreCase))
            Walk(start, start, [], 0);

        void Walk(string start, string table, Dictionary<string, int> reached, int depth)
        {
            foreach (var next in _references.Where(r => r.Cascades && string.Equals(r.To, table, StringComparison.OrdinalIgnoreCase)))
            {
                reached[next.From] = reached.GetValueOrDefault(next.From) + 1;
                if (reached[next.From] > 1 || string.Equals(next.From, start, StringComparison.OrdinalIgnoreCase))
                {
                    _faults.Add($"1785: {start} reaches {next.From} by several cascades, the last is {next.Name}");
                    return;
                }
                if (depth < _references.Count)
                    Walk(start, next.From, reached, depth + 1);
            }
        }
    }

    private string TypeOf(string table, string column) =>
        _columns.TryGetValue(table, out var columns) && columns.TryGetValue(column, out var type) ? type : $"unknown column {table}.{column}";

    private static int Bytes(string type)
    {
        var bare = type.Split(' ')[0];
        var size = bare.Contains('(', StringComparison.Ordinal) ? bare[(bare.IndexOf('(', StringComparison.Ordinal) + 1)..^1] : "";
        return bare.Split('(')[0] switch
        {
            "nvarchar" or "nchar" => size == "max" ? 1 << 20 : 2 * int.Parse(size, System.Globalization.CultureInfo.InvariantCulture),
            "varchar" or "char" or "binary" or "varbinary" => size == "max" ? 1 << 20 : int.Parse(size, System.Globalization.CultureInfo.InvariantCulture),
            "int" => 4,
            "bit" => 1,
            "bigint" or "float" or "datetime2" => 8,
            "date" or "time" => 5,
            "unknown" => 1 << 20,
            _ => 16,
        };
    }

    private static string Text(TSqlFragment fragment)
    {
        new Sql160ScriptGenerator().GenerateScript(fragment, out var text);
        return text.Replace(" ", "", StringComparison.Ordinal);
    }
}
