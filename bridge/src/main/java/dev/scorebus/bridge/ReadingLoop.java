package dev.scorebus.bridge;

import dev.scorebus.bridge.frame.BrokenFrameException;
import dev.scorebus.bridge.frame.FrameReader;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/// Reads what a program sends, as long as there is a connection.
final class ReadingLoop {
    private static final Logger LOGGER = LoggerFactory.getLogger(ReadingLoop.class);

    private final FrameReader frames;
    private final ProgramRun run;
    private final Asides asides;
    private boolean listenerFailed;

    ReadingLoop(FrameReader frames, ProgramRun run, Asides asides) {
        this.frames = frames;
        this.run = run;
        this.asides = asides;
    }

    void start(String name) {
        // A virtual thread would be woken by two others: that doubles the time of a single call.
        Thread _ = Thread.ofPlatform().daemon().name("bridge-read-" + name).start(this::run);
    }

    private void run() {
        try {
            for (@Nullable ObjectNode frame = frames.read(); frame != null; frame = frames.read()) {
                hear(frame);
            }
            endAsides();
            run.closedByProgram();
        } catch (BrokenFrameException | BrokenPromiseException e) {
            run.end(CallFault.PROTOCOL, "the program broke the protocol: " + e.getMessage());
        } catch (IOException e) {
            LOGGER.atDebug().setCause(e).log("a program's connection ended");
            run.closedByProgram();
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
            LOGGER.atError()
                    .setCause(e)
                    .log(
                            "a program's frame could not be taken; the program is ended and started anew");
            run.end(CallFault.PROTOCOL, "a frame of the program could not be read: " + e);
        }
    }

    private void hear(ObjectNode frame) throws BrokenPromiseException {
        switch (frame.path("type").stringValue("")) {
            case "reply" -> run.reply(frame);
            case "failed" -> run.failed(frame);
            case "pong" -> run.pong();
            case "drained" -> run.drained();
            case "progress", "metric", "log" -> aside(frame);
            default -> {
                // A later version's: to be ignored.
            }
        }
    }

    private void endAsides() {
        heard(() -> asides.end(System.nanoTime()));
    }

    private void aside(ObjectNode frame) {
        heard(
                () -> {
                    switch (frame.path("type").stringValue("")) {
                        case "progress" -> asides.progress(frame);
                        case "metric" -> asides.metric(frame);
                        default -> asides.log(frame, System.nanoTime());
                    }
                });
    }

    private void heard(Runnable telling) {
        try {
            telling.run();
        } catch (RuntimeException e) {
            if (!listenerFailed) {
                listenerFailed = true;
                LOGGER.atError()
                        .setCause(e)
                        .log("who listens to a program failed; its frames are read on");
            }
        }
    }
}
