namespace OxiPortal.Training.Data;

/// <summary>Radiographs drawn by the product itself: a small share keeps the models at home on the demo's films.</summary>
public static class SyntheticFilms
{
    public const string Source = "synthetic";
}
