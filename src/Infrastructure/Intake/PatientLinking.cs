using Microsoft.EntityFrameworkCore;
using OxiPortal.Infrastructure.Persistence;
using OxiPortal.Infrastructure.Persistence.Rows;

namespace OxiPortal.Infrastructure.Intake;

/// <summary>Which patient a new study belongs to. When in doubt, a new one: a wrong prior cannot be repaired later.</summary>
internal static class PatientLinking
{
    public static async Task<PatientRow> FindOrAddAsync(PortalDb db, PatientHeader header, DateTimeOffset now, CancellationToken cancel)
    {
        var site = header.Identity.Site.Value;
        var sameId = await db.Patients.Where(p => p.SiteId == site && p.LinkKeyHash == header.LinkKey).OrderBy(p => p.Ordinal).ToListAsync(cancel);
        // Where several people share an id, a header that fits more than one of them proves neither.
        if (sameId.Where(p => !header.Contradicts(p)).ToList() is [var one])
        {
            one.BirthDate ??= header.BirthDate;
            one.Sex ??= header.Sex;
            return one;
        }
        foreach (var other in sameId)
            other.LinkBlocked = true;
        var patient = new PatientRow
        {
            Id = Guid.CreateVersion7(now),
            SiteId = site,
            LinkKeyHash = header.LinkKey,
            Ordinal = sameId.Count,
            Issuer = Text.Fit(header.Identity.Issuer, 512) ?? "",
            PatientId = Text.Fit(header.Identity.PatientId, 512) ?? "",
            Name = Text.Fit(header.Name, 512) ?? "",
            BirthDate = header.BirthDate,
            Sex = header.Sex,
            LinkBlocked = sameId.Count > 0,
            CreatedAt = now,
        };
        db.Patients.Add(patient);
        return patient;
    }
}
