package dev.scorebus.benchmarks.rest;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// A closed loop of requests over kept-alive connections: each connection sends its next request when it has the whole answer to the
/// one before, and is opened again when the subject ends it (Tomcat does after 100 requests). Plain sockets, so that the load costs little of the two cores it shares with its subject.
///
/// @param port where the subject listens, on loopback
/// @param path what is posted to
/// @param body what is posted, as JSON
record HttpLoad(int port, String path, String body) {
    /// What a run measured.
    ///
    /// @param requestsPerSecond answers with status 200, over the whole run
    /// @param p50Micros median latency in microseconds
    /// @param p99Micros 99th percentile of the latency in microseconds
    record Result(double requestsPerSecond, long p50Micros, long p99Micros) {}

    /// Runs the load.
    ///
    /// @throws IllegalStateException when an answer is not 200: a benchmark of errors would mean nothing
    Result run(int connections, Duration duration) throws InterruptedException {
        long end = System.nanoTime() + duration.toNanos();
        List<Future<long[]>> runs = new ArrayList<>();
        long begin = System.nanoTime();
        try (ExecutorService threads = Executors.newFixedThreadPool(connections)) {
            for (int connection = 0; connection < connections; connection++) {
                runs.add(threads.submit(() -> requests(end)));
            }
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        long[] nanos =
                runs.stream()
                        .flatMapToLong(run -> Arrays.stream(latencies(run)))
                        .sorted()
                        .toArray();
        return new Result(
                nanos.length / seconds,
                nanos[nanos.length / 2] / 1000,
                nanos[(int) (nanos.length * 0.99)] / 1000);
    }

    private static long[] latencies(Future<long[]> run) {
        try {
            return run.get();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException("The load was interrupted", interrupted);
        } catch (ExecutionException failed) {
            throw new IllegalStateException("The load failed: " + failed.getCause(), failed);
        }
    }

    private long[] requests(long end) {
        byte[] request = request();
        long[] nanos = new long[4096];
        int count = 0;
        try {
            while (System.nanoTime() < end) {
                try (Socket socket = connect()) {
                    OutputStream out = socket.getOutputStream();
                    InputStream in = new BufferedInputStream(socket.getInputStream(), 16 * 1024);
                    boolean kept = true;
                    for (long now = System.nanoTime(); kept && now < end; ) {
                        out.write(request);
                        kept = readAnswer(in);
                        long then = System.nanoTime();
                        if (count == nanos.length) {
                            nanos = Arrays.copyOf(nanos, 2 * count);
                        }
                        nanos[count++] = then - now;
                        now = then;
                    }
                }
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return Arrays.copyOf(nanos, count);
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        return socket;
    }

    private byte[] request() {
        byte[] payload = body.getBytes(StandardCharsets.UTF_8);
        String head =
                "POST %s HTTP/1.1\r\nHost: localhost:%d\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                        .formatted(path, port, payload.length);
        byte[] headBytes = head.getBytes(StandardCharsets.US_ASCII);
        byte[] request = Arrays.copyOf(headBytes, headBytes.length + payload.length);
        System.arraycopy(payload, 0, request, headBytes.length, payload.length);
        return request;
    }

    /// Whether the connection stays open.
    private static boolean readAnswer(InputStream in) throws IOException {
        String status = line(in);
        int length = -1;
        boolean chunked = false;
        boolean kept = true;
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(lower.substring("content-length:".length()).strip());
            } else if (lower.startsWith("transfer-encoding:") && lower.contains("chunked")) {
                chunked = true;
            } else if (lower.startsWith("connection:") && lower.contains("close")) {
                kept = false;
            }
        }
        if (chunked) {
            skipChunks(in);
        } else {
            in.skipNBytes(Math.max(length, 0));
        }
        if (!status.startsWith("HTTP/1.1 200")) {
            throw new IllegalStateException("The subject answered '%s'".formatted(status));
        }
        return kept;
    }

    private static void skipChunks(InputStream in) throws IOException {
        int size;
        do {
            size = Integer.parseInt(line(in).strip(), 16);
            in.skipNBytes(size);
            line(in);
        } while (size > 0);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder(64);
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("The subject closed the connection");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
