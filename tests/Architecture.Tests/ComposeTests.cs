using System.Net;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace OxiPortal.Architecture.Tests;

/// <summary>Rules of deploy/compose.yaml. It is not run here: these say what it must never say.</summary>
public sealed partial class ComposeTests
{
    // Keys whose values are secrets, and so come from outside.
    private static readonly string[] SecretWords = ["PASSWORD", "TOKEN", "SECRET", "CONNECTIONSTRING", "KEY"];

    private static readonly string Text = File.ReadAllText(Path.Combine(SourceTree.Root, "deploy", "compose.yaml"));
    private static readonly YamlMappingNode Root = Load();

    public static TheoryData<string> Names => [.. Services().Keys];

    [Fact]
    public void ItHoldsPortalInferenceDatabaseAndGateway() =>
        Assert.Superset(new HashSet<string> { "portal", "inference", "sqlserver", "orthanc" }, Services().Keys.ToHashSet());

    [Theory, MemberData(nameof(Names))]
    public void EveryImageHasAVersion(string service)
    {
        var image = Scalar(Services()[service], "image");

        Assert.Matches(@":(\$\{OXIPORTAL_VERSION:\?[^}]+\}|[0-9][A-Za-z0-9.-]*)$", image);
        Assert.DoesNotContain("latest", image, StringComparison.OrdinalIgnoreCase);
    }

    [Theory, MemberData(nameof(Names))]
    public void NoServiceHasMoreRightsThanItNeeds(string service)
    {
        var node = Services()[service];

        foreach (var right in new[] { "privileged", "network_mode", "pid", "ipc", "userns_mode", "devices", "cgroup" })
            Assert.False(node.Children.ContainsKey(right), right);
        Assert.Equal(["ALL"], List(node, "cap_drop"));
        Assert.Contains("no-new-privileges:true", List(node, "security_opt"));
        Assert.DoesNotContain(List(node, "volumes"), volume => volume.Contains("docker.sock", StringComparison.Ordinal) || volume.StartsWith('/'));
    }

    [Theory, MemberData(nameof(Names))]
    public void EveryPortIsBoundToLoopback(string service) =>
        Assert.All(List(Services()[service], "ports"), port => Assert.Matches("^127\\.0\\.0\\.1:[0-9]+:[0-9]+$", port));

    [Theory, MemberData(nameof(Names))]
    public void EveryServiceSaysHowItsHealthIsSeenAndWhetherItIsStartedAgain(string service)
    {
        var node = Services()[service];
        var health = Assert.IsType<YamlMappingNode>(node.Children["healthcheck"]);

        Assert.True(health.Children.ContainsKey("test") || Scalar(health, "disable") == "true");
        Assert.Contains(Scalar(node, "restart"), new[] { "unless-stopped", "no" });
    }

    [Theory, MemberData(nameof(Names))]
    public void NoSecretIsWrittenDown(string service)
    {
        var environment = Services()[service].Children.TryGetValue("environment", out var node) ? (YamlMappingNode)node : [];
        foreach (var (key, value) in Merged(environment))
        {
            if (SecretWords.Any(word => key.Contains(word, StringComparison.OrdinalIgnoreCase)) || value.Contains("password", StringComparison.OrdinalIgnoreCase))
                Assert.Matches(@"^\$\{[A-Z_]+:\?[^}]+\}$", value);
        }
    }

    [Fact]
    public void EverySecretIsAFileThatGitDoesNotKnow()
    {
        var secrets = (YamlMappingNode)Root.Children["secrets"];
        var ignored = File.ReadAllLines(Path.Combine(SourceTree.Root, ".gitignore"));

        Assert.All(secrets.Children.Values, secret => Assert.StartsWith("./secrets/", Scalar((YamlMappingNode)secret, "file"), StringComparison.Ordinal));
        Assert.Contains("deploy/secrets/", ignored);
        Assert.Contains("deploy/.env", ignored);
    }

    [Fact]
    public void EveryVariableIsInTheExample_AndTheExampleGivesNoSecret()
    {
        var example = File.ReadAllLines(Path.Combine(SourceTree.Root, "deploy", "compose.env.example"))
            .Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);

        Assert.Equal(Variable().Matches(Text).Select(m => m.Groups[1].Value).Distinct().Order(), example.Keys.Order());
        Assert.All(example.Where(e => e.Key != "OXIPORTAL_VERSION"), e => Assert.Equal("", e.Value));
    }

    [Fact]
    public void ThePortalIsTheOneThatReadiesItselfBeforeOthersStart()
    {
        var waitsFor = (YamlMappingNode)((YamlMappingNode)Services()["inference"].Children["depends_on"]).Children["portal"];

        Assert.Equal("service_healthy", Scalar(waitsFor, "condition"));
        Assert.Equal("true", Scalar(Services()["portal"], "read_only"));
        Assert.Equal("true", Scalar(Services()["inference"], "read_only"));
    }

    [Fact]
    public void ThePortalIsReachedAndItsHealthAskedWhereItListens()
    {
        var portal = Services()["portal"];
        var port = new Uri(Merged((YamlMappingNode)portal.Children["environment"]).Single(e => e.Key == "urls").Value).Port;

        Assert.EndsWith($":{port}", Assert.Single(List(portal, "ports")), StringComparison.Ordinal);
        Assert.Equal($"http://127.0.0.1:{port}", List((YamlMappingNode)portal.Children["healthcheck"], "test")[^1]);
        Assert.Contains($"http://portal:{port}", List(Services()["inference"], "command"));
    }

    [Fact]
    public void TheProxyThatIsBelievedIsTheNetworksGateway_UnlessAnotherIsNamed()
    {
        var network = (YamlMappingNode)((YamlMappingNode)Root.Children["networks"]).Children["inside"];
        var addresses = (YamlMappingNode)((YamlSequenceNode)((YamlMappingNode)network.Children["ipam"]).Children["config"]).Children.Single();
        var gateway = Scalar(addresses, "gateway");

        Assert.True(IPNetwork.Parse(Scalar(addresses, "subnet")).Contains(IPAddress.Parse(gateway)));
        Assert.Equal(
            $"${{OXIPORTAL_PROXY_ADDRESS:-{gateway}}}",
            Merged((YamlMappingNode)Services()["portal"].Children["environment"]).Single(e => e.Key == "Portal__HttpsProxies__0").Value);
    }

    private static YamlMappingNode Load()
    {
        var yaml = new YamlStream();
        using var reader = new StringReader(Text);
        yaml.Load(reader);
        return (YamlMappingNode)yaml.Documents.Single().RootNode;
    }

    private static Dictionary<string, YamlMappingNode> Services() => ((YamlMappingNode)Root.Children["services"]).Children
        .ToDictionary(s => ((YamlScalarNode)s.Key).Value!, s => WithMerged((YamlMappingNode)s.Value));

    // "<<" takes over what the other has and this does not.
    private static YamlMappingNode WithMerged(YamlMappingNode node)
    {
        if (!node.Children.TryGetValue("<<", out var other))
            return node;
        var whole = new YamlMappingNode();
        foreach (var (key, value) in node.Children.Where(c => ((YamlScalarNode)c.Key).Value != "<<").Concat(((YamlMappingNode)other).Children))
        {
            if (!whole.Children.ContainsKey(key))
                whole.Add(key, value);
        }
        return whole;
    }

    private static IEnumerable<(string Key, string Value)> Merged(YamlMappingNode node) =>
        WithMerged(node).Children.Select(c => (((YamlScalarNode)c.Key).Value!, ((YamlScalarNode)c.Value).Value ?? ""));

    private static string Scalar(YamlMappingNode node, string key) =>
        node.Children.TryGetValue(key, out var value) ? ((YamlScalarNode)value).Value ?? "" : "";

    private static List<string> List(YamlMappingNode node, string key) =>
        node.Children.TryGetValue(key, out var value) ? [.. ((YamlSequenceNode)value).Children.Select(c => ((YamlScalarNode)c).Value ?? "")] : [];

    // "$$" is a dollar for the container's own shell.
    [GeneratedRegex(@"(?<!\$)\$\{([A-Z_]+)")]
    private static partial Regex Variable();
}
