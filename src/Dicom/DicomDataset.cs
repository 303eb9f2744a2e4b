using System.Collections;
using System.Diagnostics.CodeAnalysis;
using OxiPortal.Dicom.Text;

namespace OxiPortal.Dicom;

/// <summary>Attributes in the order of their tags, PS3.5 section 7. Not safe to change from several threads; safe to read.</summary>
public sealed class DicomDataset : IEnumerable<DicomItem>
{
    private readonly SortedDictionary<DicomTag, DicomItem> _items = [];
    private DicomCharacterSet? _characterSet;

    public int Count => _items.Count;

    /// <summary>The data set whose sequence holds this one. Its character set and pixel representation hold here too.</summary>
    internal DicomDataset? Parent { get; init; }

    /// <summary>Its own Specific Character Set (0008,0005), else the one of the data set around it.</summary>
    public DicomCharacterSet CharacterSet => _characterSet ??= _items.ContainsKey(DicomTags.SpecificCharacterSet) || Parent is null
        ? DicomCharacterSet.Parse(GetStrings(DicomTags.SpecificCharacterSet))
        : Parent.CharacterSet;

    public bool Contains(DicomTag tag) => _items.ContainsKey(tag);

    /// <summary>The attribute itself, or null where absent.</summary>
    public DicomItem? Find(DicomTag tag) => _items.GetValueOrDefault(tag);

    /// <summary>The text of all values, separated by backslashes, without padding; null where absent, empty or not text or number.</summary>
    public string? GetString(DicomTag tag) => GetStrings(tag) is { Count: > 0 } values ? string.Join('\\', values) : null;

    /// <summary>Each value as text (numbers in the invariant culture); empty where absent, empty or not text or number.</summary>
    public IReadOnlyList<string> GetStrings(DicomTag tag) =>
        Find(tag) is DicomElement element ? ElementValues.Strings(element, tag == DicomTags.SpecificCharacterSet ? DicomCharacterSet.Default : CharacterSet) : [];

    /// <summary>
    /// The value, where there is exactly one and it is a <typeparamref name="T"/>: string, an integer or floating number, DateOnly (DA),
    /// TimeOnly (TM) or DicomTag (AT).
    /// </summary>
    public bool TryGetSingleValue<T>(DicomTag tag, [MaybeNullWhen(false)] out T value)
    {
        value = default;
        return Find(tag) is DicomElement element && ElementValues.TryGetSingle(element, CharacterSet, out value);
    }

    public T GetSingleValueOrDefault<T>(DicomTag tag, T fallback) => TryGetSingleValue<T>(tag, out var value) ? value : fallback;

    /// <summary>All values; empty where absent or one of them is no <typeparamref name="T"/>.</summary>
    public IReadOnlyList<T> GetValues<T>(DicomTag tag) => Find(tag) is DicomElement element ? ElementValues.Values<T>(element, CharacterSet) : [];

    /// <summary>The items of a sequence; empty where absent.</summary>
    public IReadOnlyList<DicomDataset> GetSequence(DicomTag tag) => Find(tag) is DicomSequence sequence ? sequence.Items : [];

    public DicomDataset AddOrUpdate(DicomItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        _items[item.Tag] = item;
        if (item.Tag == DicomTags.SpecificCharacterSet)
            _characterSet = null;
        return this;
    }

    /// <summary>Sets an attribute of the dictionary. No value makes it empty (type 2).</summary>
    /// <exception cref="ArgumentException">The dictionary does not know it, or a value does not fit its representation.</exception>
    public DicomDataset AddOrUpdate<T>(DicomTag tag, params T[] values)
    {
        var entry = DicomDictionary.Find(tag) ?? throw new ArgumentException($"{tag} is not in the data dictionary: add an element with its VR.", nameof(tag));
        var vr = entry.IsUnsignedOrSigned && IsSigned ? DicomVR.SS : entry.VR;
        return AddOrUpdate(values is DicomDataset[] items
            ? new DicomSequence(tag, items)
            : new DicomElement(tag, vr, ElementEncoding.Encode(vr, CharacterSet, values)));
    }

    public bool Remove(DicomTag tag)
    {
        if (tag == DicomTags.SpecificCharacterSet)
            _characterSet = null;
        return _items.Remove(tag);
    }

    /// <summary>Pixel Representation (0028,0103) says two's complement here or around.</summary>
    // Asked for every attribute that may be signed: bytes too many for one number are not looked into.
    internal bool IsSigned =>
        Find(DicomTags.PixelRepresentation) is DicomElement { Length: <= 16 } && TryGetSingleValue<int>(DicomTags.PixelRepresentation, out var representation)
            ? representation == 1
            : Parent?.IsSigned ?? false;

    public IEnumerator<DicomItem> GetEnumerator() => _items.Values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
