namespace OxiPortal.Domain.Sites;

/// <summary>What a program with a service token may do. A token has one scope or more.</summary>
public enum ServiceScope
{
    /// <summary>Lease films, read their pixels, send results.</summary>
    Inference,

    /// <summary>Send instances (STOW-RS).</summary>
    Stow,

    /// <summary>Search and read instances (QIDO-RS, WADO-RS).</summary>
    Dicomweb,

    /// <summary>Fetch released datasets.</summary>
    Export,

    /// <summary>Read the portal's figures at <c>/metrics</c>.</summary>
    Metrics,
}
