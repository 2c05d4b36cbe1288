package dev.scorebus.local;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The room on the disk that a server writes to.
///
/// @param server its name
/// @param folder where its data lies
/// @param least how many bytes must be free for it to run; 0 for one that deals with a full disk by itself
record Room(String server, Path folder, long least) {
    private static final long MEGABYTE = 1024 * 1024;

    /// Kafka maps its indexes into memory. To write there when the disk is full is no error that it can tell from others: it goes on, and
    /// readers may be led past what it has acknowledged. It is not let so far.
    static Room forKafka(Path folder) {
        return new Room("Kafka", folder, 64 * MEGABYTE);
    }

    /// For a server that deals with a full disk by itself.
    static Room any(String server, Path folder) {
        return new Room(server, folder, 0);
    }

    /// Why the server must not run, if it must not.
    Optional<String> shortage() {
        long free = free();
        return free >= least
                ? Optional.empty()
                : Optional.of(
                        "%d MB are free on the disk of %s, and %s stops below %d MB"
                                .formatted(free / MEGABYTE, folder, server, least / MEGABYTE));
    }

    /// Whether there is so much that a server which was stopped may run again, and will not be stopped again at once.
    boolean isWide() {
        return free() >= least + least / 2;
    }

    private long free() {
        Path existing = folder;
        while (Files.notExists(existing)) {
            existing = requireNonNull(existing.getParent(), "a root is there");
        }
        try {
            return Files.getFileStore(existing).getUsableSpace();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
