using OxiPortal.Domain.Anatomy;
using OxiPortal.Domain.Imaging;

namespace OxiPortal.Domain.Detection;

/// <summary>What the model sees at one place. Not a finding until a reader says so.</summary>
/// <param name="Id">Unique within the analysis, from 1, highest score first.</param>
/// <param name="Label">The model card's class: "nodule", "opacity".</param>
/// <param name="Score">0..1, higher is more suspicious. Not a probability.</param>
/// <param name="Box">On the film as stored.</param>
/// <param name="Region">Where most of it lies.</param>
public sealed record Irregularity(int Id, string Label, double Score, ImageBox Box, BodyRegion Region);
