using System.IO.Compression;
using OxiPortal.Dicom;

namespace OxiPortal.Cli.Benchmarking.Fuzzing;

/// <summary>
/// A whole file that mutants are made of, taken apart where its encodings change: File Meta Information in explicit VR little endian, then the
/// data set in its own transfer syntax. PS3.10 section 7.1.
/// </summary>
internal sealed class FuzzSeed
{
    private FuzzSeed(string name, byte[] head, byte[] body, DicomTransferSyntax syntax) =>
        (Name, Head, Body, Syntax) = (name, head, body, syntax);

    public string Name { get; }

    /// <summary>Preamble and File Meta Information; empty where the file has none.</summary>
    public byte[] Head { get; }

    /// <summary>The data set; inflated where the file is deflated.</summary>
    public byte[] Body { get; }

    public DicomTransferSyntax Syntax { get; }

    /// <summary>The file's own bytes.</summary>
    public byte[] File => Join(Head, Body);

    /// <summary>The seed of a file, or null where the file is damaged itself.</summary>
    public static FuzzSeed? Of(string name, byte[] file)
    {
        DicomTransferSyntax syntax;
        try
        {
            syntax = DicomFile.Read(file).TransferSyntax;
        }
        catch (DicomException)
        {
            return null;
        }
        var start = HeadLength(file);
        var body = file[start..];
        return new FuzzSeed(name, file[..start], syntax.IsDeflated ? Inflate(body) : body, syntax);
    }

    /// <summary>A file of that head and that data set, deflated where the syntax asks for it.</summary>
    public byte[] Join(byte[] head, byte[] body) => [.. head, .. Syntax.IsDeflated ? Deflate(body) : body];

    // The group's elements one after another; a group length that lies is not believed.
    private static int HeadLength(byte[] file)
    {
        var at = file.Length > 132 && file.AsSpan(128, 4).SequenceEqual("DICM"u8) ? 132 : 0;
        while (at + 8 <= file.Length && file[at] == 2 && file[at + 1] == 0)
        {
            var isLong = DicomVRs.TryParse(file[at + 4], file[at + 5], out var vr) && vr.HasLongLength();
            at += isLong ? 12 + BitConverter.ToInt32(file, at + 8) : 8 + BitConverter.ToUInt16(file, at + 6);
        }
        return at;
    }

    private static byte[] Inflate(byte[] deflated)
    {
        using var source = new DeflateStream(new MemoryStream(deflated), CompressionMode.Decompress);
        using var target = new MemoryStream();
        source.CopyTo(target);
        return target.ToArray();
    }

    public static byte[] Deflate(ReadOnlySpan<byte> bytes)
    {
        using var target = new MemoryStream();
        using (var deflate = new DeflateStream(target, CompressionLevel.Fastest))
            deflate.Write(bytes);
        return target.ToArray();
    }
}
