using OxiPortal.Domain.Sites;

namespace OxiPortal.Portal.Api;

/// <summary>A use case said no: 403, should a policy ever be laxer than the use case behind it.</summary>
public sealed class AccessDeniedFilter : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        ArgumentNullException.ThrowIfNull(next);
        try
        {
            return await next(context);
        }
        catch (AccessDeniedException e)
        {
            return Results.Problem(statusCode: StatusCodes.Status403Forbidden, title: e.Message);
        }
    }
}
