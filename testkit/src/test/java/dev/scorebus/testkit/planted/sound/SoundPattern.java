package dev.scorebus.testkit.planted.sound;

import java.io.IOException;
import java.io.StringReader;

/// What the compiler catches for a record pattern, for `finally` and for a resource is no broad catch.
record SoundPattern(Object left, Object right) {
    static int first(String text) throws IOException {
        try (StringReader reader = new StringReader(text)) {
            return reader.read();
        } catch (IllegalStateException _) {
            return 0;
        }
    }

    static String read(Object thing) throws IOException {
        try (StringReader first = new StringReader("a");
                StringReader second = new StringReader("b")) {
            return switch (thing) {
                case SoundPattern(SoundPattern(String left, _), String right) -> left + right;
                default -> "" + first.read() + second.read();
            };
        } finally {
            thing.notifyAll();
        }
    }
}
