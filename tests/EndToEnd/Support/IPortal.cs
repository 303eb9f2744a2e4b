namespace OxiPortal.EndToEnd.Support;

/// <summary>An account of a portal under test.</summary>
internal sealed record Account(string Email, string Password, string Role);

/// <summary>A portal that runs, and who may sign in.</summary>
internal interface IPortal
{
    public string Url { get; }

    public Account Who(string email);
}
