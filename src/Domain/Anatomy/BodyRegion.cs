namespace OxiPortal.Domain.Anatomy;

/// <summary>What the region model finds. Right and left are the patient's. Values are the bits of a region map (regions.png).</summary>
[Flags]
public enum BodyRegion
{
    None = 0,
    RightLung = 1,
    LeftLung = 2,
    Heart = 4,
}
