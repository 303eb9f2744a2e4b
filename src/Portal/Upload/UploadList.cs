namespace OxiPortal.Portal.Upload;

/// <summary>All files chosen on one visit of the upload page.</summary>
public sealed class UploadList
{
    private readonly Dictionary<int, UploadRow> _byIndex = [];
    private readonly List<UploadRow> _rows = [];

    public IReadOnlyList<UploadRow> Rows => _rows;

    public bool Busy => _rows.Exists(r => !r.Finished);

    /// <summary>0..100, by bytes; files of no bytes count as one.</summary>
    public double Percent => _rows.Count == 0 ? 0 : 100.0 * _rows.Sum(r => r.Finished ? Math.Max(1, r.Bytes) : r.Sent) / _rows.Sum(r => Math.Max(1, r.Bytes));

    /// <summary>"3 of 5 files done: 2 stored, 1 refused".</summary>
    public string Summary
    {
        get
        {
            var outcomes = _rows.SelectMany(r => r.Outcomes).ToList();
            var parts = new[]
            {
                Part(outcomes.Count(o => o.Kind == "Stored"), "stored"),
                Part(outcomes.Count(o => o.Kind == "AlreadyHere"), "already here"),
                Part(outcomes.Count(o => o.Kind == "Conflict"), "in conflict"),
                Part(outcomes.Count(o => o.Kind == "Refused"), "refused"),
                Part(_rows.Count(r => r.Problem is not null), "not sent"),
            }.OfType<string>().ToList();
            return $"{_rows.Count(r => r.Finished)} of {_rows.Count} files done{(parts.Count > 0 ? ": " + string.Join(", ", parts) : "")}";
        }
    }

    public void Add(int index, string name, long bytes)
    {
        var row = new UploadRow(index, name, bytes);
        if (_byIndex.TryAdd(index, row))
            _rows.Add(row);
    }

    public void Progressed(int index, long sent)
    {
        if (_byIndex.TryGetValue(index, out var row))
            row.Progressed(sent);
    }

    public void Finished(int index, int from, IReadOnlyList<UploadedFile> outcomes, string? problem)
    {
        if (_byIndex.TryGetValue(index, out var row))
            row.Finish(from, outcomes, problem);
    }

    private static string? Part(int count, string word) => count > 0 ? $"{count} {word}" : null;
}
