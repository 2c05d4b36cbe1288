package dev.scorebus.train.artefact;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Where one store writes what is not kept yet: a folder that it alone uses, and holds a lock on while its process lives.
final class Staging {
    private static final String LOCK = "lock";
    private static final String BEGUN = "new-";
    private static final Duration ABANDONED = Duration.ofDays(1);

    private final Path folder;
    private final FileChannel lock;

    private Staging(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /// Opens a folder of its own below another, and removes those whose process has ended. What nobody can have locked is
    /// removed when it is a day old.
    static Staging below(Path parent, Instant now) throws IOException {
        Files.createDirectories(parent);
        List<Path> found;
        try (Stream<Path> staged = Files.list(parent)) {
            found = staged.toList();
        }
        for (Path each : found) {
            removeIfLeft(each, now.minus(ABANDONED));
        }
        return locked(parent);
    }

    /// It gets its name when it is locked: without, another that starts could take it for one that was left.
    private static Staging locked(Path parent) throws IOException {
        String name = UUID.randomUUID().toString();
        Path begun = Files.createDirectory(parent.resolve(BEGUN + name));
        FileChannel channel =
                FileChannel.open(
                        begun.resolve(LOCK),
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.WRITE);
        if (tryLock(channel) == null) {
            throw new IOException("A file that was just made is locked: " + begun.resolve(LOCK));
        }
        return new Staging(
                Files.move(begun, parent.resolve(name), StandardCopyOption.ATOMIC_MOVE), channel);
    }

    /// A new and empty file.
    Path file() throws IOException {
        if (!lock.isOpen()) {
            throw new ClosedChannelException();
        }
        return Files.createTempFile(folder, "", "");
    }

    private static void removeIfLeft(Path staged, Instant abandoned) throws IOException {
        boolean begun = staged.getFileName().toString().startsWith(BEGUN);
        Path lock = staged.resolve(LOCK);
        try {
            if (begun || Files.notExists(lock)) {
                if (Files.getLastModifiedTime(staged).toInstant().isBefore(abandoned)) {
                    remove(staged);
                }
                return;
            }
            try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE)) {
                if (tryLock(channel) != null) {
                    remove(staged);
                }
            }
        } catch (NoSuchFileException _) {
            // Another that starts removes it too.
        }
    }

    private static void remove(Path staged) throws IOException {
        List<Path> all;
        try (Stream<Path> paths = Files.walk(staged)) {
            all = paths.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : all) {
            Files.deleteIfExists(each);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException _) {
            return null;
        }
    }
}
