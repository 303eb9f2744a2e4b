using Microsoft.AspNetCore.Antiforgery;

namespace OxiPortal.Portal.Api;

/// <summary>Refuses a post that a page of the portal did not make. A header is looked at first, so that a large body is never read for its token.</summary>
public sealed class RequireAntiforgery(IAntiforgery antiforgery) : IEndpointFilter
{
    public const string Header = "RequestVerificationToken";

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        var request = context.HttpContext.Request;
        var isSmallForm = request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) == true;
        if ((isSmallForm || request.Headers.ContainsKey(Header)) && await antiforgery.IsRequestValidAsync(context.HttpContext))
            return await next(context);
        return Results.Problem(
            statusCode: StatusCodes.Status400BadRequest,
            title: "The request was not made by a page of the portal, or that page is too old. Reload the page and try again.");
    }
}
