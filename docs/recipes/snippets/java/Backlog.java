import java.net.InetAddress;
import java.net.ServerSocket;

/** A server whose accept queue fits: 100 connections a second, 5 seconds of patience. */
public class Backlog {
    public static void main(String[] args) throws Exception {
        var loopback = InetAddress.getLoopbackAddress();
        try (var server = new ServerSocket(0, 500, loopback)) { // the default backlog is 50
            System.out.println("listening " + server.getLocalPort());
            while (true) {
                var client = server.accept(); // accept in a thread that does nothing else
                new Thread(() -> serve(client)).start();
            }
        }
    }

    private static void serve(java.net.Socket client) {
        try (client) {
            client.getInputStream().transferTo(client.getOutputStream());
        } catch (java.io.IOException error) {
            System.err.println(error.getMessage());
        }
    }
}
