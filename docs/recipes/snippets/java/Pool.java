import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** One client for the whole program: connections are reused, about 50 at most. */
public class Pool {
    static {
        // Idle connections, seconds: less than the server keeps them. The default of Java 17 is 1,200.
        System.setProperty("jdk.httpclient.keepalive.timeout", "30");
    }

    private static final HttpClient CLIENT = HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(Duration.ofSeconds(2))
        .build();

    /** The client itself opens a connection for every request that finds none idle. */
    private static final Semaphore ROOM = new Semaphore(50);

    static String fetch(URI uri) throws Exception {
        ROOM.acquire();
        try {
            var request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build();
            return CLIENT.send(request, BodyHandlers.ofString()).body();
        } finally {
            ROOM.release();
        }
    }

    public static void main(String[] args) throws Exception {
        var uri = URI.create(args[0]);
        var done = new AtomicInteger();
        var threads = Executors.newFixedThreadPool(100);
        for (int n = 0; n < Integer.parseInt(args[1]); n++) {
            threads.submit(() -> {
                fetch(uri);
                return done.incrementAndGet();
            });
        }
        threads.shutdown();
        threads.awaitTermination(60, TimeUnit.SECONDS);
        System.out.println("requests " + done);
    }
}
