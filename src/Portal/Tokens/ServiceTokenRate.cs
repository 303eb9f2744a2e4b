using System.Collections.Concurrent;
using System.Threading.RateLimiting;
using OxiPortal.Infrastructure.ServiceTokens;

namespace OxiPortal.Portal.Tokens;

/// <summary>
/// Slows whoever tries tokens that are not valid, by address, and a program that asks without end, by token. Not by the rate limiter of
/// <see cref="Accounts.SignInRate"/>, though in its way: that one runs before anybody knows whose request it is.
/// </summary>
public sealed class ServiceTokenRate : IDisposable
{
    public const string FailuresRetryAfterSeconds = "60";
    public const string RequestsRetryAfterSeconds = "1";

    private readonly PartitionedRateLimiter<string> _failures;
    private readonly PartitionedRateLimiter<Guid> _requests;

    // Hashes of tokens that were valid when last seen.
    private readonly ConcurrentDictionary<string, bool> _seenValid = new(StringComparer.Ordinal);

    /// <param name="failuresPerMinute">Of one address, at least 1.</param>
    /// <param name="requestsPerMinute">Of one token, at least 60. A minute's worth may come at once; after that they are given back second by second.</param>
    public ServiceTokenRate(int failuresPerMinute, int requestsPerMinute)
    {
        _failures = PartitionedRateLimiter.Create<string, string>(address => RateLimitPartition.GetFixedWindowLimiter(
            address, _ => new FixedWindowRateLimiterOptions { PermitLimit = failuresPerMinute, Window = TimeSpan.FromMinutes(1) }));
        _requests = PartitionedRateLimiter.Create<Guid, Guid>(token => RateLimitPartition.GetTokenBucketLimiter(
            token,
            _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = requestsPerMinute,
                TokensPerPeriod = requestsPerMinute / 60,
                ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            }));
    }

    /// <summary>
    /// Whether the token may be looked up at all. After too many failures of its address only one that was valid before is: a program
    /// with an old token must not stop the others behind the same address.
    /// </summary>
    public bool MayTry(string address, string token)
    {
        using var left = _failures.AttemptAcquire(address, permitCount: 0);
        return left.IsAcquired || _seenValid.ContainsKey(ServiceTokenText.Hash(token));
    }

    public void Failed(string address, string token)
    {
        _seenValid.TryRemove(ServiceTokenText.Hash(token), out _);
        using var spent = _failures.AttemptAcquire(address);
    }

    /// <summary>False: the token was valid, but has asked too often.</summary>
    public bool Passed(Guid tokenId, string token)
    {
        _seenValid[ServiceTokenText.Hash(token)] = true;
        using var spent = _requests.AttemptAcquire(tokenId);
        return spent.IsAcquired;
    }

    public void Dispose()
    {
        _failures.Dispose();
        _requests.Dispose();
    }
}
