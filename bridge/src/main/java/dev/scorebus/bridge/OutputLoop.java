package dev.scorebus.bridge;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads what a program writes to standard output and standard error, to the end, however much it is.
final class OutputLoop {
    private static final Logger LOGGER = LoggerFactory.getLogger(OutputLoop.class);
    private static final int CHUNK = 65_536;

    private final InputStream in;
    private final BridgeListener listener;
    private final OutputLines lines;
    private final CountDownLatch ended = new CountDownLatch(1);
    private boolean listenerFailed;

    OutputLoop(InputStream in, BridgeListener listener) {
        this.in = in;
        this.listener = listener;
        this.lines = new OutputLines(this::tell, System.nanoTime());
    }

    /// A thread of the system's: reading a pipe would hold one of the few carriers of virtual threads.
    void start(String name) {
        Thread.ofPlatform().daemon().name("output-" + name).start(this::run);
    }

    /// The last lines; waits for the end of the output, but not long.
    String last(long waitMillis) throws InterruptedException {
        boolean _ = ended.await(waitMillis, TimeUnit.MILLISECONDS);
        return lines.last();
    }

    private void run() {
        byte[] chunk = new byte[CHUNK];
        try (in) {
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                lines.add(chunk, read, System.nanoTime());
            }
        } catch (IOException _) {
            // The pipe was closed with the process; what was read is told.
        } finally {
            lines.end(System.nanoTime());
            ended.countDown();
        }
    }

    private void tell(String line) {
        try {
            if (line.startsWith(LaunchCommand.REFUSED)) {
                listener.log(
                        "warn",
                        "the system refuses a limit of the program: "
                                + line.substring(LaunchCommand.REFUSED.length()),
                        "{}");
            } else {
                listener.output(line);
            }
        } catch (RuntimeException e) {
            if (!listenerFailed) {
                listenerFailed = true;
                LOGGER.atError()
                        .setCause(e)
                        .log("who listens to a program's output failed; the output is read on");
            }
        }
    }
}
