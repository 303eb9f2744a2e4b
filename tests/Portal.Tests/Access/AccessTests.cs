using System.Net;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.StaticAssets;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.ServiceTokens;
using OxiPortal.Portal.Hosting;
using OxiPortal.Portal.Hubs;
using OxiPortal.Portal.Tests.Support;

namespace OxiPortal.Portal.Tests.Access;

/// <summary>Each role and each token can do its own and nothing else; nothing but sign-in, static files and health answers unauthenticated.</summary>
[Collection(PortalCollection.Name)]
public sealed partial class AccessTests(PortalFixture portal)
{
    private static readonly (Who Who, Role? Role, ServiceScope[]? Scopes)[] Callers =
    [
        (Who.Anonymous, null, null), (Who.Radiologist, Role.Radiologist, null), (Who.QA, Role.QA, null), (Who.Administrator, Role.Administrator, null),
        (Who.InferenceService, null, [ServiceScope.Inference]), (Who.OtherService, null, [ServiceScope.Stow, ServiceScope.Dicomweb, ServiceScope.Export]),
        (Who.MetricsService, null, [ServiceScope.Metrics]),
    ];

    [Fact]
    public void GivenThePortalsEndpoints_WhenListed_ThenEachHasARowInTheTable()
    {
        var strays = Endpoints().Select(e => e.Name).Except(AccessTable.Rows.Keys).Order(StringComparer.Ordinal).ToList();

        Assert.True(strays.Count == 0, $"Say in {nameof(AccessTable)} who may use: {string.Join(", ", strays)}");
    }

    [Fact]
    public async Task GivenEveryEndpoint_WhenEachRoleAndEachProgramCalls_ThenOnlyThoseOfTheTableAreLetIn()
    {
        var wrong = new List<string>();
        foreach (var (who, role, scopes) in Callers)
        {
            using var browser = await portal.BrowserAsync(role);
            if (scopes is not null)
                browser.Client.DefaultRequestHeaders.Authorization = new("Bearer", await TokenAsync(scopes));
            foreach (var (name, method, path) in Endpoints())
            {
                // Signing out would end the very session that the next calls need; SignInTests cover it.
                if (path == "/account/logout" && role is not null)
                    continue;
                using var request = new HttpRequestMessage(method, path);
                using var answer = await browser.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
                var letIn = !TurnedAway(answer);
                if (letIn != AccessTable.Rows[name].HasFlag(who))
                    wrong.Add($"{who} {(letIn ? "may" : "may not")} {name} ({(int)answer.StatusCode} {answer.Headers.Location})");
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public async Task GivenAnyAddressAtAll_WhenNobodyIsSignedIn_ThenItDoesNotEvenTellWhetherItExists()
    {
        using var browser = await portal.BrowserAsync(null);
        using var page = await browser.Client.GetAsync("/no-such-page", TestContext.Current.CancellationToken);
        using var program = await browser.Client.GetAsync("/api/no-such-thing", TestContext.Current.CancellationToken);

        Assert.StartsWith("/account/login", page.Headers.Location?.PathAndQuery, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, program.StatusCode);
    }

    [Fact]
    public void GivenTheHubsMethods_WhenListed_ThenEachHasARowAndTheHubsPolicy()
    {
        var methods = typeof(AnalysisHub).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Select(m => m.Name);

        Assert.Equal(AccessTable.HubMethods.Keys.Order(), methods.Order());
        Assert.Equal("ViewStudies", typeof(AnalysisHub).GetCustomAttribute<AuthorizeAttribute>()?.Policy);
    }

    [Fact]
    public void GivenThePages_WhenListed_ThenEachSaysWhoMayOpenIt()
    {
        // Navigation within a circuit passes no endpoint: the attribute on the page is what counts there.
        var silent = typeof(PortalHost).Assembly.GetTypes()
            .Where(t => t.GetCustomAttributes<RouteAttribute>().Any() && !t.GetCustomAttributes().Any(a => a is IAuthorizeData or IAllowAnonymous));

        Assert.Empty(silent);
    }

    private async Task<string> TokenAsync(ServiceScope[] scopes) => (await portal.Service<IssueServiceToken>().RunAsync(
        portal.Actor(Role.Administrator), "access tests", scopes.ToHashSet(), 1, TestContext.Current.CancellationToken)).Token!;

    private IEnumerable<(string Name, HttpMethod Method, string Path)> Endpoints()
    {
        foreach (var endpoint in portal.Service<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            if (endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is not null)
                continue;
            var pattern = "/" + endpoint.RoutePattern.RawText?.TrimStart('/');
            var methods = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["*"];
            foreach (var method in methods)
                yield return ($"{method} {pattern}", new HttpMethod(method == "*" ? "GET" : method), Parameter().Replace(pattern, "1.2.3"));
        }
    }

    private static bool TurnedAway(HttpResponseMessage answer) =>
        answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
        || (answer.StatusCode == HttpStatusCode.Redirect && answer.Headers.Location is { } to
            && (to.OriginalString.Contains("/account/login?", StringComparison.Ordinal) || to.OriginalString.Contains("/account/denied", StringComparison.Ordinal)));

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameter();
}
