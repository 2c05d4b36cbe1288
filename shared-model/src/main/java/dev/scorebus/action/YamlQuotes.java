package dev.scorebus.action;

import java.util.regex.Pattern;

/// Writes text so that any YAML reader takes it for that text.
final class YamlQuotes {
    /// What no YAML reader takes for anything but text: it begins with a letter, is no word that YAML 1.1 knows, and is no number.
    private static final Pattern PLAIN =
            Pattern.compile(
                    "(?!(?i:y|n|yes|no|on|off|true|false|null|[.]?inf|[.]?nan)$)[A-Za-z][-A-Za-z0-9_./]*");

    private YamlQuotes() {}

    /// The text as it is where that is safe, else in double quotes.
    static String quoted(String text) {
        return PLAIN.matcher(text).matches() ? text : escaped(text);
    }

    private static String escaped(String text) {
        StringBuilder out = new StringBuilder("\"");
        text.codePoints()
                .forEach(
                        point -> {
                            switch (point) {
                                case '"' -> out.append("\\\"");
                                case '\\' -> out.append("\\\\");
                                case '\n' -> out.append("\\n");
                                case '\t' -> out.append("\\t");
                                default -> append(out, point);
                            }
                        });
        return out.append('"').toString();
    }

    private static void append(StringBuilder out, int point) {
        if (point >= ' ' && point < 0x7f) {
            out.appendCodePoint(point);
        } else {
            out.append("\\U%08x".formatted(point));
        }
    }
}
