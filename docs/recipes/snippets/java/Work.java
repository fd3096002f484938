import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Heavy work apart from I/O, with a bounded queue: what does not fit is refused at once. */
public class Work {
    /** One task runs, one waits. Executors.newFixedThreadPool() would have a queue without a bound. */
    private static final ThreadPoolExecutor WORK = new ThreadPoolExecutor(
        1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(1), new ThreadPoolExecutor.AbortPolicy());

    private static void heavy(HttpExchange exchange) throws IOException {
        try {
            WORK.execute(() -> {
                long until = System.nanoTime() + 300_000_000;
                long n = 0;
                while (System.nanoTime() < until) n++;
                answer(exchange, 200, "done " + (n > 0));
            });
        } catch (RejectedExecutionException full) {
            exchange.getResponseHeaders().set("Retry-After", "1");
            answer(exchange, 503, "busy");
        }
    }

    private static void answer(HttpExchange exchange, int status, String text) {
        try (exchange) {
            var bytes = text.getBytes();
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (IOException gone) {
            System.err.println(gone.getMessage());
        }
    }

    public static void main(String[] args) throws IOException {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        var server = HttpServer.create(address, 500);
        server.createContext("/heavy", Work::heavy);
        server.createContext("/light", exchange -> answer(exchange, 200, "light"));
        server.setExecutor(Executors.newFixedThreadPool(16)); // I/O: never waits for heavy work
        server.start();
        System.out.println("listening " + server.getAddress().getPort());
    }
}
