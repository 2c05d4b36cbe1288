package dev.scorebus.testkit.planted.sound;

import java.io.IOException;
import java.io.StringReader;

/// A loop may catch everything; its lambdas may, too.
final class SoundLoop {
    void run(Runnable step) {
        Runnable guarded =
                () -> {
                    try {
                        step.run();
                    } catch (RuntimeException _) {
                        step.run();
                    }
                };
        guarded.run();
    }

    int first(String text) throws IOException {
        try (StringReader reader = new StringReader(text)) {
            return reader.read();
        }
    }
}
