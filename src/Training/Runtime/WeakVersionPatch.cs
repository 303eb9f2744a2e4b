using System.Buffers.Binary;
using System.Text;

namespace OxiPortal.Training.Runtime;

/// <summary>
/// TorchSharp's native library asks for GLIBCXX_3.4.32, which Debian 12's libstdc++ does not have, but only for a symbol that no relocation
/// uses. Marked weak (VER_FLG_WEAK, Linux Standard Base "Symbol Versioning"), the loader no longer insists. Systems with a newer
/// libstdc++ are not affected by the mark.
/// </summary>
public static class WeakVersionPatch
{
    private const string Library = "libLibTorchSharp.so";
    private const string Version = "GLIBCXX_3.4.32";
    private const uint SectionOfVersionNeeds = 0x6ffffffe; // SHT_GNU_verneed
    private const ushort Weak = 2; // VER_FLG_WEAK

    /// <summary>Patches the copy under <paramref name="folder"/>, if there is one that needs it. The file is replaced whole, never written in place.</summary>
    public static void ApplyTo(string folder)
    {
        foreach (var path in Directory.EnumerateFiles(folder, Library, SearchOption.AllDirectories))
        {
            var bytes = File.ReadAllBytes(path);
            if (!MarkWeak(bytes))
                continue;
            var temporary = $"{path}.{Environment.ProcessId}.tmp";
            File.WriteAllBytes(temporary, bytes);
            File.Move(temporary, path, overwrite: true);
        }
    }

    /// <summary>True if a version need was changed; false if there is nothing (left) to do or the bytes are no 64-bit little-endian ELF file.</summary>
    public static bool MarkWeak(byte[] elf)
    {
        ArgumentNullException.ThrowIfNull(elf);
        if (elf.Length < 64 || !elf.AsSpan(0, 6).SequenceEqual("\u007fELF\u0002\u0001"u8))
            return false;
        var (sections, size, count) = ((int)U64(elf, 0x28), U16(elf, 0x3A), U16(elf, 0x3C));
        for (var i = 0; i < count; i++)
        {
            var header = sections + i * size;
            if (U32(elf, header + 4) != SectionOfVersionNeeds)
                continue;
            var strings = (int)U64(elf, sections + (int)U32(elf, header + 40) * size + 24);
            return MarkIn(elf, (int)U64(elf, header + 24), strings);
        }
        return false;
    }

    // Elf64_Verneed: version, count, file, first aux, next. Elf64_Vernaux: hash, flags, other, name, next.
    private static bool MarkIn(byte[] elf, int need, int strings)
    {
        while (true)
        {
            var aux = need + (int)U32(elf, need + 8);
            for (var left = U16(elf, need + 2); left > 0; left--)
            {
                var flags = U16(elf, aux + 4);
                if ((flags & Weak) == 0 && NameAt(elf, strings + (int)U32(elf, aux + 8)) == Version)
                {
                    BinaryPrimitives.WriteUInt16LittleEndian(elf.AsSpan(aux + 4), (ushort)(flags | Weak));
                    return true;
                }
                aux += (int)U32(elf, aux + 12);
            }
            var next = U32(elf, need + 12);
            if (next == 0)
                return false;
            need += (int)next;
        }
    }

    private static string NameAt(byte[] elf, int at) => Encoding.ASCII.GetString(elf, at, Array.IndexOf(elf, (byte)0, at) - at);
    private static ushort U16(byte[] elf, int at) => BinaryPrimitives.ReadUInt16LittleEndian(elf.AsSpan(at));
    private static uint U32(byte[] elf, int at) => BinaryPrimitives.ReadUInt32LittleEndian(elf.AsSpan(at));
    private static ulong U64(byte[] elf, int at) => BinaryPrimitives.ReadUInt64LittleEndian(elf.AsSpan(at));
}
