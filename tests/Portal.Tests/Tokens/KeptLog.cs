using System.Collections.Concurrent;

namespace OxiPortal.Portal.Tests.Tokens;

/// <summary>Every line that is logged, with its category and exception.</summary>
/// <param name="scopes">Whether the console would write a line's scopes: then they are part of it. Null: it would not.</param>
internal sealed class KeptLog(Func<bool>? scopes = null) : ILoggerProvider, ISupportExternalScope
{
    private readonly ConcurrentQueue<string> _lines = new();
    private IExternalScopeProvider? _scopes;

    public IReadOnlyCollection<string> Lines => _lines;

    public ILogger CreateLogger(string categoryName) => new Keeper(categoryName, this);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose()
    {
    }

    private void Keep(string line)
    {
        if (scopes?.Invoke() == true)
            _scopes?.ForEachScope((scope, _) => line += $" => {scope}", line);
        _lines.Enqueue(line);
    }

    private sealed class Keeper(string category, KeptLog log) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log.Keep($"{category}: {formatter(state, exception)} {exception}");
    }
}
