package dev.scorebus.train.data;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/// How the text of a field is read. An empty field is missing; so are `NA`, `NaN`, `null` and their like in columns of
/// numbers, booleans and times, but not in text, where they may be words.
public final class Cell {
    private Cell() {}

    /// Whether it stands for "missing" where no text is expected.
    public static boolean isMissingWord(String text) {
        return switch (text) {
            case "NA", "N/A", "na", "n/a", "NaN", "nan", "null", "NULL", "None" -> true;
            default -> false;
        };
    }

    /// A whole number, or null when it is none.
    public static @Nullable Long integer(String text) {
        int digits =
                text.startsWith("-") || text.startsWith("+") ? text.length() - 1 : text.length();
        if (digits < 1 || digits > 19 || !hasOnly(text, "+-0123456789")) {
            return null;
        }
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /// A finite number in decimal or scientific notation, or null when it is none.
    public static @Nullable Double number(String text) {
        if (text.isEmpty() || text.length() > 400 || !hasOnly(text, "+-0123456789.eE")) {
            return null;
        }
        try {
            double number = Double.parseDouble(text);
            return Double.isFinite(number) ? number : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /// `true` or `false` in any case, or null when it is neither.
    public static @Nullable Boolean bool(String text) {
        if (text.equalsIgnoreCase("true")) {
            return Boolean.TRUE;
        }
        return text.equalsIgnoreCase("false") ? Boolean.FALSE : null;
    }

    /// A date or a time by ISO 8601, in UTC where it names no offset; null when it is none.
    public static @Nullable Instant time(String text) {
        if (text.length() < 10 || text.length() > 40 || text.charAt(4) != '-') {
            return null;
        }
        try {
            if (text.length() == 10) {
                return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
            }
            String iso = text.charAt(10) == ' ' ? text.replace(' ', 'T') : text;
            char last = iso.charAt(iso.length() - 1);
            boolean offset = last == 'Z' || iso.indexOf('+', 10) > 0 || iso.indexOf('-', 10) > 0;
            return offset
                    ? OffsetDateTime.parse(iso).toInstant()
                    : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static boolean hasOnly(String text, String allowed) {
        for (int i = 0; i < text.length(); i++) {
            if (allowed.indexOf(text.charAt(i)) < 0) {
                return false;
            }
        }
        return true;
    }
}
