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
    /// left out where it lies within an input, and so are earlier results where it is the input. A file that does not exist and a folder that may not
    /// be read are kept: reading them will say so.
    /// </summary>
    /// <exception cref="InputException">A name is empty, two inputs would write the same results, or there is no file at all.</exception>
    public static IReadOnlyList<AnalysisInput> Find(IReadOnlyList<string> named, string outFolder)
    {
        ArgumentNullException.ThrowIfNull(named);
        if (string.IsNullOrWhiteSpace(outFolder) || named.Any(string.IsNullOrWhiteSpace))
            throw new InputException("The name of an input or of the output folder is empty.");
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
        FileInfo[] files;
        DirectoryInfo[] folders;
        try
        {
            var inside = new DirectoryInfo(folder);
            (files, folders) = (inside.GetFiles(), inside.GetDirectories());
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            return [folder];
        }
        var isOutput = IsOutput(new DirectoryInfo(folder), output);
        var films = files.Where(f => !IsHidden(f) && !(isOutput && IsResult(f.Name))).OrderBy(f => f.Name, StringComparer.Ordinal).Select(f => Path.Combine(folder, f.Name));
        // Links to folders are not followed: they may lead in circles.
        return films.Concat(folders.Where(d => !IsHidden(d) && d.LinkTarget is null && !IsOutput(d, output)).OrderBy(d => d.Name, StringComparer.Ordinal)
            .SelectMany(sub => FilesOf(Path.Combine(folder, sub.Name), output)));
    }

    private static bool IsOutput(DirectoryInfo folder, string output) => Path.TrimEndingDirectorySeparator(folder.FullName) == output;

    private static bool IsResult(string name) => AnalysisFiles.Suffixes.Any(s => name.EndsWith(s, StringComparison.Ordinal));

    private static bool IsHidden(FileSystemInfo entry) => entry.Name.StartsWith('.');
}
