package dev.scorebus.bridge;

import java.nio.charset.StandardCharsets;

/// Bounds text that others wrote.
final class Texts {
    private Texts() {}

    /// The text's first characters, without half a surrogate pair at the end.
    static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        return text.substring(
                0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most);
    }

    /// Whether each surrogate has its other half, so that the text can be written in UTF-8.
    static boolean isWhole(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (!Character.isHighSurrogate(text.charAt(i))
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    /// The text with a question mark for each half of a surrogate pair.
    static String whole(String text) {
        return isWhole(text)
                ? text
                : new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
