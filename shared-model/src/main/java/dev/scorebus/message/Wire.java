package dev.scorebus.message;

import java.nio.charset.StandardCharsets;

/// Text on the wire is UTF-8.
final class Wire {
    private Wire() {}

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
