import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Timer;
import java.util.TimerTask;
import jdk.net.ExtendedSocketOptions;

/** Lets go of peers that are gone or hang: 90 seconds without a byte. */
public class Heartbeat {
    private static final Timer TIMER = new Timer("heartbeat", true);

    private final Socket socket;
    private final long deadAfterMs;
    private volatile long heardAtNs = System.nanoTime();

    Heartbeat(Socket socket, int everyMs, int deadAfterMs) throws IOException {
        this.socket = socket;
        this.deadAfterMs = deadAfterMs;
        int thirdS = Math.max(1, deadAfterMs / 3_000);
        socket.setKeepAlive(true); // a vanished host: the kernel notices while nothing is on its way
        socket.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, thirdS);
        socket.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, thirdS);
        socket.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, 2);
        socket.setSoTimeout(everyMs);
        TIMER.schedule(watchdog(), everyMs, everyMs);
    }

    /** Also ends a write() that a full send buffer holds up: Java has no timeout for that. */
    private TimerTask watchdog() {
        return new TimerTask() {
            @Override
            public void run() {
                boolean silent = System.nanoTime() - heardAtNs >= deadAfterMs * 1_000_000;
                if (!silent && !socket.isClosed()) return;
                cancel();
                if (!socket.isClosed()) System.out.println("dead silent");
                try {
                    socket.close();
                } catch (IOException error) {
                    System.err.println(error.getMessage());
                }
            }
        };
    }

    /** The program hangs: only a ping of your own notices. Any byte is a sign of life. */
    void read() throws IOException {
        var buffer = new byte[65_536];
        while (true) {
            try {
                if (socket.getInputStream().read(buffer) < 0) return;
                heardAtNs = System.nanoTime();
            } catch (SocketTimeoutException quiet) {
                socket.getOutputStream().write("PING\n".getBytes());
            }
        }
    }

    public static void main(String[] args) throws Exception {
        int everyMs = Integer.parseInt(args[0]), deadAfterMs = Integer.parseInt(args[1]);
        try (var server = new ServerSocket(0, 500, InetAddress.getLoopbackAddress())) {
            System.out.println("listening " + server.getLocalPort());
            while (true) {
                var client = server.accept();
                new Thread(() -> {
                    try (client) {
                        new Heartbeat(client, everyMs, deadAfterMs).read();
                    } catch (IOException closed) {
                        System.out.println("closed " + closed.getMessage());
                    }
                }).start();
            }
        }
    }
}
