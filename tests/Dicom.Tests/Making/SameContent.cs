namespace OxiPortal.Dicom.Tests.Making;

/// <summary>Holds what was read against what was written.</summary>
internal static class SameContent
{
    /// <param name="expected">As written.</param>
    /// <param name="read">As read.</param>
    /// <param name="withVRs">The encoding says representations: else private attributes lose theirs, and private sequences of a stated length their shape.</param>
    public static void Assert(DicomDataset expected, DicomDataset read, bool withVRs)
    {
        Xunit.Assert.Equal(expected.Select(i => i.Tag), read.Select(i => i.Tag));
        AssertPrefix(expected, read, withVRs);
    }

    /// <summary>What was read are the first attributes of what was written, each of them whole.</summary>
    public static void AssertPrefix(DicomDataset expected, DicomDataset read, bool withVRs)
    {
        foreach (var (before, after) in expected.Zip(read))
        {
            Xunit.Assert.Equal(before.Tag, after.Tag);
            if (!withVRs && before.Tag is { IsPrivate: true, IsPrivateCreator: false })
            {
                if (before is DicomElement hidden && after is DicomElement unknown)
                    Xunit.Assert.True(hidden.Bytes.Span.SequenceEqual(unknown.Bytes.Span), $"{before.Tag} has other bytes");
                continue;
            }
            Xunit.Assert.Equal(before.VR, after.VR);
            if (before is DicomSequence sequence)
            {
                var items = ((DicomSequence)after).Items;
                Xunit.Assert.Equal(sequence.Items.Count, items.Count);
                foreach (var (one, other) in sequence.Items.Zip(items))
                    Assert(one, other, withVRs);
            }
            else
            {
                Xunit.Assert.True(((DicomElement)before).Bytes.Span.SequenceEqual(((DicomElement)after).Bytes.Span), $"{before.Tag} has other bytes");
            }
        }
    }
}
