using OxiPortal.Domain.Reading;
using OxiPortal.Infrastructure.Reading;

namespace OxiPortal.Portal.Qa;

/// <summary>Decisions in words.</summary>
public static class ReviewWords
{
    /// <summary>In one word, beside the label; "": the label says it.</summary>
    public static string Kind(ReviewItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return item.Kind == VerdictKind.FullyRead ? "" : item.Kind.ToString().ToLowerInvariant();
    }

    public static string Decision(ReviewItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return item.Kind switch
        {
            VerdictKind.Accepted => "Accepted the model's mark",
            VerdictKind.Rejected => $"Rejected the model's mark: {item.Reason?.Meaning.ToLowerInvariant() ?? "no reason given"}",
            VerdictKind.Corrected => "Corrected the model's mark",
            VerdictKind.FullyRead when item.Found.Count == 0 => "Found nothing on this film",
            VerdictKind.FullyRead => "Found nothing on this film but what is marked here",
            _ => "Drew a finding that the model missed",
        };
    }
}
