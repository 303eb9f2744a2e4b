using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace OxiPortal.Infrastructure.Persistence.Conversions;

/// <summary>Guids as 16 bytes, most significant first: version 7 ids then sort by time on every database (uniqueidentifier sorts otherwise).</summary>
public sealed class BigEndianGuid() : ValueConverter<Guid, byte[]>(id => id.ToByteArray(true), bytes => new Guid(bytes, true));
