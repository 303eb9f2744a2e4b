using OxiPortal.Domain.Anatomy;

namespace OxiPortal.Domain.Detection;

/// <summary>A closed line around a region on the film as stored.</summary>
/// <param name="Region">Whose outline.</param>
/// <param name="Points">x0, y0, x1, y1, ... in image coordinates.</param>
public sealed record Contour(BodyRegion Region, float[] Points);
