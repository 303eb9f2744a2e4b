using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace OxiPortal.Infrastructure.Persistence.Conversions;

/// <summary>Instants as UTC date-times, which every database can compare and sort.</summary>
public sealed class UtcInstant() : ValueConverter<DateTimeOffset, DateTime>(
    at => at.UtcDateTime, stored => new DateTimeOffset(DateTime.SpecifyKind(stored, DateTimeKind.Utc)));
