using Amazon.S3.Model;
using OxiPortal.Infrastructure.InstanceStore;

namespace OxiPortal.Infrastructure.Tests.InstanceStore;

public class S3ConnectionTests
{
    [Fact]
    public void GivenAnEndpointInTheEnvironment_ThenFilmsStillGoWhereThePortalWasToldAndByHttps()
    {
        // Clients of other tests have an endpoint of their own, which comes first.
        string[] names = ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3"];
        try
        {
            foreach (var name in names)
                Environment.SetEnvironmentVariable(name, "http://somewhere.else.example");
            using var client = S3Connection.Open(new S3Options { Region = "eu-central-1", Bucket = "films" });

            var address = client.DetermineServiceOperationEndpoint(new GetObjectRequest { BucketName = "films", Key = "probe" }).URL;

            Assert.Equal("films.s3.eu-central-1.amazonaws.com", new Uri(address).Host);
            Assert.Equal("https", new Uri(address).Scheme);
        }
        finally
        {
            foreach (var name in names)
                Environment.SetEnvironmentVariable(name, null);
        }
    }
}
