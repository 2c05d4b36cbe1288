package dev.scorebus.access;

import java.nio.file.Path;

/// A token file that guards nothing. The message never holds what the file holds.
final class InvalidTokenFileException extends RuntimeException {
    InvalidTokenFileException(Path file, String problem) {
        super(message(file, problem));
    }

    InvalidTokenFileException(Path file, String problem, Throwable cause) {
        super(message(file, problem), cause);
    }

    private static String message(Path file, String problem) {
        return "The token file %s, named by scorebus.access.token-file, %s."
                .formatted(file, problem);
    }
}
