using System.Net;
using System.Net.Sockets;

namespace OxiPortal.EndToEnd.Support;

/// <summary>A port of 127.0.0.1 that nobody listens on.</summary>
internal static class FreePort
{
    public static int Any()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>One that no outgoing connection is given (Linux takes those from 32768 on): it is still free when a killed portal comes back to it.</summary>
    public static int ToComeBackTo(Random random)
    {
        while (true)
        {
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, random.Next(20_000, 32_000));
                listener.Start();
                return ((IPEndPoint)listener.LocalEndpoint).Port;
            }
            catch (SocketException)
            {
                // Taken: try another.
            }
        }
    }
}
