namespace OxiPortal.Portal.Upload;

/// <summary>One file of the upload page.</summary>
/// <param name="index">Its number in the order of choosing.</param>
/// <param name="name">With the folders it was chosen with. For display only.</param>
/// <param name="bytes">Its size.</param>
public sealed class UploadRow(int index, string name, long bytes)
{
    private readonly List<UploadedFile> _outcomes = [];

    public int Index { get; } = index;

    public string Name { get; } = name;

    public long Bytes { get; } = bytes;

    public long Sent { get; private set; }

    public bool Finished { get; private set; }

    /// <summary>What went wrong with the sending; null: nothing.</summary>
    public string? Problem { get; private set; }

    /// <summary>Of the file, or of every file in it where it is a zip.</summary>
    public IReadOnlyList<UploadedFile> Outcomes => _outcomes;

    /// <summary>What to say while there is no outcome.</summary>
    public string Progress => this switch
    {
        { Sent: 0 } => "Waiting to be sent",
        _ when Sent < Bytes => $"Sending, {100 * Sent / Bytes} %",
        _ => "Being checked",
    };

    public void Progressed(long sent)
    {
        if (!Finished)
            Sent = Math.Clamp(sent, Sent, Bytes);
    }

    /// <summary>Called again for each further batch of outcomes of a large zip.</summary>
    /// <param name="from">How many outcomes came before this batch: told twice, because an answer was lost, it is taken once.</param>
    public void Finish(int from, IReadOnlyList<UploadedFile> outcomes, string? problem)
    {
        if (from == _outcomes.Count)
            _outcomes.AddRange(outcomes);
        (Finished, Sent, Problem) = (true, Bytes, problem);
    }
}
