using System.Text;

namespace OxiPortal.Infrastructure.Audit.Verification;

/// <param name="Text">Without its end.</param>
/// <param name="IsEnded">False: the file ends within the line.</param>
internal readonly record struct HeadLine(string Text, bool IsEnded);

/// <summary>The lines of a heads file; tells a last line that has no end from one that has, and never reads more of one than a head can have.</summary>
internal sealed class HeadLines(Stream file) : IDisposable
{
    private readonly BufferedStream _bytes = new(file, 1 << 16);

    /// <summary>Of the line that was read last, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>Null: there are no more.</summary>
    public async ValueTask<HeadLine?> NextAsync(CancellationToken cancel)
    {
        var line = new List<byte>(256);
        var one = new byte[1];
        while (await _bytes.ReadAsync(one, cancel) == 1)
        {
            if (one[0] == '\n')
                return Line(line, isEnded: true);
            // Its beginning is enough to know that it is none.
            if (line.Count <= AuditHeadLine.MostBytes)
                line.Add(one[0]);
        }
        return line.Count == 0 ? null : Line(line, isEnded: false);
    }

    public void Dispose() => _bytes.Dispose();

    private HeadLine Line(List<byte> bytes, bool isEnded)
    {
        Number++;
        return new HeadLine(Encoding.Latin1.GetString([.. bytes]), isEnded);
    }
}
