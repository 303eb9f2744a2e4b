using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using OxiPortal.Training.Nets;
using TorchSharp;
using static TorchSharp.torch;

namespace OxiPortal.Training.Optimisation;

/// <summary>
/// Everything that a run needs to go on as if never stopped: weights, running statistics, moments, step, time spent, and the recipe it
/// belongs to. Written beside its place and renamed, so that a kill at any moment leaves the old one or the new one.
/// </summary>
/// <param name="Step">Steps done.</param>
/// <param name="SecondsSpent">Over all sittings.</param>
public sealed record Checkpoint(long Step, double SecondsSpent)
{
    private const string Magic = "OXICKPT1";
    private const int HashLength = 32;

    /// <param name="path">Replaced.</param>
    /// <param name="recipe">What the run was asked to do; a run of another recipe must not go on from here.</param>
    public static void Save(string path, string recipe, Checkpoint at, NetWeights weights, AdamW optimiser)
    {
        ArgumentNullException.ThrowIfNull(at);
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(optimiser);
        using var memory = new MemoryStream();
        using (var writer = new BinaryWriter(memory, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Magic);
            writer.Write(recipe);
            writer.Write(at.Step);
            writer.Write(at.SecondsSpent);
            foreach (var (name, tensor) in weights.All.Concat(optimiser.Moments))
            {
                writer.Write(name);
                writer.Write((int)tensor.numel());
                writer.Write(MemoryMarshal.AsBytes(tensor.data<float>().ToArray().AsSpan()));
            }
        }
        var bytes = memory.ToArray();
        var temporary = path + ".tmp";
        using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write))
        {
            file.Write(bytes);
            file.Write(SHA256.HashData(bytes));
            file.Flush(flushToDisk: true);
        }
        File.Move(temporary, path, overwrite: true);
    }

    /// <exception cref="InvalidDataException">Damaged, or of another recipe or net.</exception>
    public static Checkpoint Load(string path, string recipe, NetWeights weights, AdamW optimiser)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(optimiser);
        var bytes = File.ReadAllBytes(path);
        if (bytes.Length < HashLength || !SHA256.HashData(bytes.AsSpan(0, bytes.Length - HashLength)).AsSpan().SequenceEqual(bytes.AsSpan(bytes.Length - HashLength)))
            throw new InvalidDataException($"The checkpoint {path} is damaged. Delete it to start anew.");
        using var reader = new BinaryReader(new MemoryStream(bytes, 0, bytes.Length - HashLength));
        if (reader.ReadString() != Magic)
            throw new InvalidDataException($"{path} is not a checkpoint of this version. Delete it to start anew.");
        var written = reader.ReadString();
        if (written != recipe)
            throw new InvalidDataException($"The checkpoint {path} belongs to another run ({written}; asked for: {recipe}). Give the same options, or another --out.");
        var checkpoint = new Checkpoint(reader.ReadInt64(), reader.ReadDouble());
        using var _ = no_grad();
        foreach (var (name, tensor) in weights.All.Concat(optimiser.Moments))
        {
            if (reader.ReadString() != name || reader.ReadInt32() != tensor.numel())
                throw new InvalidDataException($"The checkpoint {path} holds another net. Delete it to start anew.");
            var values = MemoryMarshal.Cast<byte, float>(reader.ReadBytes(checked((int)tensor.numel() * sizeof(float)))).ToArray();
            using var source = torch.tensor(values, tensor.shape);
            tensor.copy_(source);
        }
        return checkpoint;
    }
}
