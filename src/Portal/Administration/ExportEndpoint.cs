using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using OxiPortal.Infrastructure.Exports;
using OxiPortal.Portal.Accounts;
using OxiPortal.Portal.Api;

namespace OxiPortal.Portal.Administration;

/// <summary>Streams an export to the administrator who asks for it.</summary>
public static class ExportEndpoint
{
    public const string Path = "/api/exports";

    public static void MapExports(this IEndpointRouteBuilder endpoints) => endpoints.MapPost(Path, ExportAsync)
        .RequireAuthorization(PortalPolicies.Administer)
        .AddEndpointFilter<AccessDeniedFilter>()
        .AddEndpointFilter<RequireAntiforgery>();

    private static async Task<IResult> ExportAsync(
        HttpContext context, ExportDataset export, ListReleases releases, TimeProvider time, CancellationToken cancel)
    {
        var form = await context.Request.ReadFormAsync(cancel);
        if (form["noBurnedInText"] != "true")
            return Problem("Confirm first that no film to be exported shows text that identifies somebody.");
        if ((await releases.RunAsync(context.Actor(), cancel)).LabelsNow == 0)
            return Problem("There is nothing to export yet: labels come into being when a radiologist submits a read.");
        return new ZipResult(export, string.Create(CultureInfo.InvariantCulture, $"oxiportal-{time.GetUtcNow():yyyyMMdd-HHmmss}.zip"));
    }

    private static IResult Problem(string sentence) => Results.Problem(statusCode: StatusCodes.Status400BadRequest, title: sentence);

    private sealed class ZipResult(ExportDataset export, string fileName) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            response.ContentType = "application/zip";
            response.Headers.ContentDisposition = $"attachment; filename=\"{fileName}\"";
            // The zip's directory is written synchronously.
            if (httpContext.Features.Get<IHttpBodyControlFeature>() is { } body)
                body.AllowSynchronousIO = true;
            try
            {
                await export.RunAsync(httpContext.Actor(), noBurnedInTextConfirmed: true, response.Body, httpContext.RequestAborted);
            }
            catch (Exception) when (response.HasStarted)
            {
                // A zip that breaks off must not look whole: the connection is cut, and the browser reports a failed download.
                httpContext.Abort();
                throw;
            }
        }
    }
}
