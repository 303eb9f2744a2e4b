namespace OxiPortal.Cli.Benchmarking.Fuzzing;

/// <summary>Makes mutants: the same corpus, seed and number make the same bytes, on every machine.</summary>
internal sealed class Mutator(IReadOnlyList<FuzzSeed> corpus, ulong seed)
{
    private const int OneCutIn = 5;
    private const int MostMutations = 4;
    // Mutations make files larger; what is above this tells nothing new and takes its time.
    private const int MostBytes = 8 << 20;

    private static readonly IReadOnlyList<Mutation>[] Kinds = [RawMutations.All, ElementMutations.All, PixelMutations.All, CodestreamMutations.All];

    public Mutant Make(long number)
    {
        var random = new FuzzRandom(seed, number);
        var from = random.Pick(corpus);
        if (random.OneIn(OneCutIn) && PixelCuts.Make(number, from, corpus, random) is { } cut)
            return cut;
        var draft = new Draft(from, corpus);
        var applied = new List<string>();
        for (var left = 1 + random.Next(MostMutations); left > 0 && draft.Body.Length is > 0 and < MostBytes && draft.DeflatedBody is null;)
        {
            // Whatever does not apply to this file says so, and another is tried: raw mutations always apply.
            var mutation = random.Pick(random.Pick(Kinds));
            if (!mutation.Apply(draft, random))
                continue;
            applied.Add(mutation.Name);
            left--;
        }
        return new(number, from, draft.File, string.Join(", ", applied));
    }
}
