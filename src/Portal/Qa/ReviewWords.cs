using OxiPortal.Domain.Reading;
using OxiPortal.Infrastructure.Reading;

namespace OxiPortal.Portal.Qa;

/// <summary>Decisions in words.</summary>
public static class ReviewWords
{
    public static string Decision(ReviewItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return item.Kind switch
        {
            VerdictKind.Accepted => "Accepted the model's mark",
            VerdictKind.Rejected => $"Rejected the model's mark: {item.Reason?.Meaning.ToLowerInvariant() ?? "no reason given"}",
            VerdictKind.Corrected => "Corrected the model's mark",
            _ => "Drew a finding that the model missed",
        };
    }
}
