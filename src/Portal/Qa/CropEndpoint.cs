using OxiPortal.Dicom;
using OxiPortal.Dicom.Imaging;
using OxiPortal.Dicom.Isolation;
using OxiPortal.Domain.Imaging;
using OxiPortal.Infrastructure.Worklists;
using OxiPortal.Portal.Accounts;
using OxiPortal.Portal.Api;

namespace OxiPortal.Portal.Qa;

/// <summary>A part of a stored film as PNG, for those who may look at films.</summary>
public static class CropEndpoint
{
    public static void MapCrops(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/api/films/{study}/{instance}/crop", CropAsync)
            .RequireAuthorization(PortalPolicies.ViewStudies)
            .AddEndpointFilter<AccessDeniedFilter>()
            .AddEndpointFilter<LostFileFilter>();

    private static async Task<IResult> CropAsync(
        HttpContext context, OpenInstance openInstance, PixelDecoder decoder, string study, string instance, int x, int y, int width, int height,
        CancellationToken cancel, int frame = 1)
    {
        if (!StudyInstanceUid.TryParse(study, out var studyUid) || !SopInstanceUid.TryParse(instance, out var instanceUid) || frame < 1)
            return Results.Problem(statusCode: StatusCodes.Status400BadRequest, title: "The address holds something that is not a DICOM UID, or a frame below 1.");
        if (await openInstance.RunAsync(context.Actor(), studyUid, instanceUid, cancel) is not { } stream)
            return Results.Problem(statusCode: StatusCodes.Status404NotFound, title: "There is no such film here.");
        await using (stream)
        {
            try
            {
                var film = await FilmReader.ReadAsync(await DicomFile.ReadAsync(stream, DicomReadLimits.Kept, cancel), decoder, frame - 1, cancel);
                var png = FilmCrop.Draw(film.Image, new PixelRect(x, y, width, height));
                return png is null
                    ? Results.Problem(statusCode: StatusCodes.Status404NotFound, title: "That part lies outside the film.")
                    : Results.Bytes(png, "image/png");
            }
            catch (DicomException e)
            {
                return Results.Problem(statusCode: StatusCodes.Status422UnprocessableEntity, title: e.Message);
            }
            catch (CodecsUnavailableException)
            {
                return Results.Problem(statusCode: StatusCodes.Status503ServiceUnavailable, title: "Too much is being decoded just now: ask again in a while.");
            }
        }
    }
}
