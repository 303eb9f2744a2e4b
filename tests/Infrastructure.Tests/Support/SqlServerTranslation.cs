// What SqlQuery is made of has no public name.
#pragma warning disable EF1001

using System.Collections;
using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Query.Internal;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using OxiPortal.Infrastructure.Persistence;

namespace OxiPortal.Infrastructure.Tests.Support;

/// <summary>
/// Compiles every query that a test's SQLite context compiles for SQL Server as well, runs it against a connection that answers nothing, and
/// has Microsoft's parser read the T-SQL. A query that SQL Server's provider cannot translate fails the test that asked it.
/// </summary>
public sealed class SqlServerTranslation : IQueryExpressionInterceptor
{
    private static readonly MethodInfo CompileMethod = typeof(SqlServerTranslation).GetMethod(nameof(CompileAsync), BindingFlags.NonPublic | BindingFlags.Static)!;

    private SqlServerTranslation()
    {
    }

    /// <summary>One for all: it is part of what EF Core caches compiled queries by.</summary>
    public static SqlServerTranslation Instance { get; } = new();

    /// <summary>The T-SQL of all queries so far.</summary>
    public ConcurrentDictionary<string, bool> Statements { get; } = new(StringComparer.Ordinal);

    public Expression QueryCompilationStarting(Expression queryExpression, QueryExpressionEventData eventData)
    {
        ArgumentNullException.ThrowIfNull(queryExpression);
        ArgumentNullException.ThrowIfNull(eventData);
        if (eventData.Context is PortalDb db && db.Database.IsSqlite())
            Translate(queryExpression);
        return queryExpression;
    }

    /// <summary>A context for SQL Server whose commands are noted and never sent.</summary>
    public static PortalDb Unsent(List<string> commands)
    {
        var builder = new DbContextOptionsBuilder<PortalDb>();
        builder.UsePortalDatabase(new DatabaseOptions { Provider = DatabaseOptions.SqlServer, ConnectionString = "Server=nowhere" }, storageFolder: ".");
        builder.AddInterceptors(new NoConnection(), new NoCommand(commands));
        return new PortalDb(builder.Options);
    }

    public static IEnumerable<string> Errors(string sql)
    {
        new TSql160Parser(initialQuotedIdentifiers: true).Parse(new StringReader(sql), out var errors);
        return errors.Select(e => $"line {e.Line}: {e.Message}");
    }

    private void Translate(Expression query)
    {
        var commands = new List<string>();
        using var server = Unsent(commands);
        var expression = new OnOtherModel(server).Visit(query);
        var result = expression.Type.IsGenericType && typeof(IQueryable).IsAssignableFrom(expression.Type)
            ? typeof(IAsyncEnumerable<>).MakeGenericType(expression.Type.GetGenericArguments()[0])
            : typeof(Task<>).MakeGenericType(expression.Type);
        CompileMethod.MakeGenericMethod(result).Invoke(null, BindingFlags.DoNotWrapExceptions, null, [server, expression], null);
        foreach (var sql in commands)
        {
            if (Errors(sql).FirstOrDefault() is { } error)
                throw new InvalidOperationException($"SQL Server's parser refuses the query: {error}\n{sql}");
            Statements[sql] = true;
        }
        if (commands.Count == 0)
            throw new InvalidOperationException("The query came to no T-SQL at all.");
    }

    private static void CompileAsync<TResult>(PortalDb server, Expression expression)
    {
        var compiled = server.GetService<IDatabase>().CompileQuery<TResult>(expression, async: true);
        var context = server.GetService<IQueryContextFactory>().Create();
        foreach (var parameter in Parameters.In(expression))
            context.Parameters[parameter.Name] = Dummy(parameter.Type);
        try
        {
            // Nothing is sent, so nothing is waited for.
            switch (compiled(context))
            {
                case Task task:
                    task.GetAwaiter().GetResult();
                    break;
                case { } rows:
                    Drain((dynamic)rows);
                    break;
            }
        }
        catch (InvalidOperationException e) when (e.Message.StartsWith("Sequence contains no elements", StringComparison.Ordinal))
        {
            // There are no rows.
        }
    }

    private static void Drain<T>(IAsyncEnumerable<T> rows)
    {
        var enumerator = rows.GetAsyncEnumerator();
        while (enumerator.MoveNextAsync().AsTask().GetAwaiter().GetResult())
        {
        }
        enumerator.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    /// <summary>Any value of the type: SQL depends on whether there is one.</summary>
    private static object? Dummy(Type type)
    {
        if (type == typeof(string))
            return "a";
        if (type != typeof(byte[]) && type.GetInterfaces().Append(type).FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEnumerable<>)) is { } many)
        {
            var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(many.GetGenericArguments()))!;
            list.Add(Dummy(many.GetGenericArguments()[0]));
            list.Add(Dummy(many.GetGenericArguments()[0]));
            return type.IsArray ? list.GetType().GetMethod(nameof(List<int>.ToArray))!.Invoke(list, null) : list;
        }
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        // Not 0: to take no rows is no query at all.
        return plain == typeof(int) ? 1 : plain.IsValueType ? Activator.CreateInstance(plain) : null;
    }

    private sealed class OnOtherModel(PortalDb server) : ExpressionVisitor
    {
        protected override Expression VisitExtension(Expression node) => node switch
        {
            FromSqlQueryRootExpression raw => new FromSqlQueryRootExpression(server.GetService<IAsyncQueryProvider>(), TypeOf(raw), raw.Sql, Expression.Constant(Array.Empty<object>())),
            EntityQueryRootExpression root => new EntityQueryRootExpression(server.GetService<IAsyncQueryProvider>(), TypeOf(root)),
            QueryParameterExpression => node,
            _ => base.VisitExtension(node),
        };

        // What is read by SQL of our own has a type that is no table's.
        private IEntityType TypeOf(EntityQueryRootExpression root) =>
            server.Model.FindEntityType(root.EntityType.Name) ?? server.GetService<IAdHocMapper>().GetOrAddEntityType(root.EntityType.ClrType);
    }

    private sealed class Parameters : ExpressionVisitor
    {
        private readonly List<QueryParameterExpression> _found = [];

        public static List<QueryParameterExpression> In(Expression expression)
        {
            var visitor = new Parameters();
            visitor.Visit(expression);
            return visitor._found;
        }

        protected override Expression VisitExtension(Expression node)
        {
            if (node is QueryParameterExpression parameter)
                _found.Add(parameter);
            return node is EntityQueryRootExpression or QueryParameterExpression ? node : base.VisitExtension(node);
        }
    }

    private sealed class NoConnection : DbConnectionInterceptor
    {
        public override InterceptionResult ConnectionOpening(DbConnection connection, ConnectionEventData eventData, InterceptionResult result) => InterceptionResult.Suppress();

        public override ValueTask<InterceptionResult> ConnectionOpeningAsync(
            DbConnection connection, ConnectionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) => new(InterceptionResult.Suppress());
    }

    private sealed class NoCommand(List<string> commands) : DbCommandInterceptor
    {
        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            commands.Add(command.CommandText);
            return new(InterceptionResult<DbDataReader>.SuppressWithResult(NoRows()));
        }

        /// <summary>As many columns as any query asks for.</summary>
        private static DataTableReader NoRows()
        {
            var table = new DataTable();
            for (var column = 0; column < 300; column++)
                table.Columns.Add();
            return table.CreateDataReader();
        }

        public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            commands.Add(command.CommandText);
            return new(InterceptionResult<int>.SuppressWithResult(1));
        }
    }
}
