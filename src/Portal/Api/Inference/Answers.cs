using OxiPortal.Inference.Pipeline;
using OxiPortal.Inference.Remote;

namespace OxiPortal.Portal.Api.Inference;

/// <summary>What services are told: problem+json with a type for programs and a sentence for people.</summary>
internal static class Answers
{
    public static IResult Done { get; } = Results.NoContent();

    public static IResult NoSite { get; } =
        Problem(StatusCodes.Status403Forbidden, InferenceWire.Refused, "The token belongs to no site.");

    public static IResult TokenRevoked { get; } =
        Problem(StatusCodes.Status401Unauthorized, InferenceWire.Refused, "This service token has expired or was revoked meanwhile.");

    public static IResult LeaseLost { get; } = Problem(
        StatusCodes.Status409Conflict, InferenceWire.LeaseLost, "This lease is over, or the work was given to another: stop and send nothing more.");

    public static IResult EventsMissing { get; } = Problem(
        StatusCodes.Status409Conflict, InferenceWire.EventsMissing, "An event before this one has not arrived: events are numbered from 1 without gaps.");

    public static IResult NotThatInstance { get; } = Problem(
        StatusCodes.Status404NotFound, InferenceWire.Refused, "The lease is about another instance.");

    public static IResult FileGone { get; } = Problem(
        StatusCodes.Status404NotFound, InferenceWire.Refused, "The stored file of this film cannot be opened, or is damaged: it must be restored from a backup.");

    public static IResult StoreAway { get; } = Problem(
        StatusCodes.Status503ServiceUnavailable, InferenceWire.Refused, "The place where films are kept does not answer at the moment.");

    public static IResult Refused(string sentence) => Problem(StatusCodes.Status400BadRequest, InferenceWire.Refused, sentence);

    public static IResult OtherModels(PipelineIdentity ours, PipelineIdentity theirs) => Problem(
        StatusCodes.Status409Conflict, InferenceWire.OtherModels, $"This portal analyses with {ours}; the service has {theirs}.");

    public static IResult Problem(int status, string type, string sentence) => Results.Problem(statusCode: status, type: type, title: sentence);
}
