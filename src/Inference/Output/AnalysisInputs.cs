namespace OxiPortal.Inference.Output;

/// <summary>The inputs that a user named cannot be worked on as they stand; the message says why.</summary>
public sealed class InputException : Exception
{
    public InputException()
    {
    }

    public InputException(string message)
        : base(message)
    {
    }

    public InputException(string message, Exception inner)
        : base(message, inner)
    {
    }
}

/// <summary>From what a user named, files or folders, to files and the names of their results.</summary>
public static class AnalysisInputs
{
    /// <summary>
    /// Files as they are; of folders every file that is not hidden, sub-folders kept in the output folder, sorted by name. The output folder itself is
    /// left out where it lies within an input. A file that does not exist is kept: reading it will say so.
    /// </summary>
    /// <exception cref="InputException">Two inputs would write the same results, or there is no file at all.</exception>
    public static IReadOnlyList<AnalysisInput> Find(IReadOnlyList<string> named, string outFolder)
    {
        ArgumentNullException.ThrowIfNull(named);
        var output = Path.TrimEndingDirectorySeparator(Path.GetFullPath(outFolder));
        List<AnalysisInput> inputs = [];
        foreach (var name in named)
        {
            if (Directory.Exists(name))
                inputs.AddRange(FilesOf(name, output).Select(file => new AnalysisInput(file, Path.Combine(output, Path.GetRelativePath(name, file)))));
            else
                inputs.Add(new AnalysisInput(name, Path.Combine(output, Path.GetFileName(name))));
        }
        if (inputs.Count == 0)
            throw new InputException($"There are no files in {string.Join(", ", named)}.");
        foreach (var same in inputs.GroupBy(i => i.BasePath, StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            throw new InputException(
                $"{same.First().Path} and {same.ElementAt(1).Path} would both write {same.Key}{AnalysisFiles.JsonSuffix}: name them in separate runs, with an output folder each.");
        }
        return inputs;
    }

    private static IEnumerable<string> FilesOf(string folder, string output)
    {
        var inside = new DirectoryInfo(folder);
        foreach (var file in inside.EnumerateFiles().Where(f => !IsHidden(f)).OrderBy(f => f.Name, StringComparer.Ordinal))
            yield return Path.Combine(folder, file.Name);
        foreach (var sub in inside.EnumerateDirectories().Where(d => !IsHidden(d) && d.LinkTarget is null).OrderBy(d => d.Name, StringComparer.Ordinal))
        {
            // Links to folders are not followed: they may lead in circles.
            if (Path.TrimEndingDirectorySeparator(sub.FullName) == output)
                continue;
            foreach (var file in FilesOf(Path.Combine(folder, sub.Name), output))
                yield return file;
        }
    }

    private static bool IsHidden(FileSystemInfo entry) => entry.Name.StartsWith('.');
}
