package dev.scorebus.local.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/// A small disk in memory, which can be full. Its room is taken by one file, and given back. Where mounting is not permitted there
/// is none; it is gone when it is closed or when the JVM ends, and one that a killed JVM left goes before the next is made.
public final class SmallDisk implements AutoCloseable {
    private static final String NAME = "scorebus-small-disk-";
    private static final int CHUNK = 1024 * 1024;
    private static final int PAGE = 4096;

    private final Path folder;
    private final Path ballast;

    private SmallDisk(Path folder) {
        this.folder = folder;
        this.ballast = folder.resolve("ballast");
    }

    /// Mounts one on a folder, which is made when it is missing.
    ///
    /// @return empty where that is not permitted
    public static Optional<SmallDisk> mount(Path folder, int megabytes) throws IOException {
        clearAway();
        Path _ = Files.createDirectories(folder);
        List<String> command =
                List.of(
                        "mount",
                        "-t",
                        "tmpfs",
                        "-o",
                        "mode=755,size=%dm".formatted(megabytes),
                        NAME + ProcessHandle.current().pid(),
                        folder.toString());
        if (!works(command)) {
            return Optional.empty();
        }
        SmallDisk disk = new SmallDisk(folder);
        Runtime.getRuntime().addShutdownHook(new Thread(disk::unmount));
        return Optional.of(disk);
    }

    private static void clearAway() throws IOException {
        Path mounts = Path.of("/proc/mounts");
        if (Files.notExists(mounts)) {
            return;
        }
        for (String line : Files.readAllLines(mounts)) {
            String[] words = line.split(" ", -1);
            if (words[0].startsWith(NAME)
                    && ProcessHandle.of(Long.parseLong(words[0].substring(NAME.length())))
                            .isEmpty()) {
                boolean _ = works(List.of("umount", "--lazy", words[1]));
            }
        }
    }

    /// Takes all the room there is.
    public void fill() throws IOException {
        fill(0);
    }

    /// Takes all the room but so much.
    public void fill(long left) throws IOException {
        try (FileChannel file =
                FileChannel.open(ballast, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            write(file, CHUNK, left);
            write(file, PAGE, left);
        }
    }

    private void write(FileChannel file, int size, long left) throws IOException {
        while (room() >= left + size) {
            ByteBuffer zeros = ByteBuffer.allocate(size);
            while (zeros.hasRemaining()) {
                file.write(zeros);
            }
        }
    }

    /// Gives the room back.
    public void free() throws IOException {
        Files.deleteIfExists(ballast);
    }

    /// How many bytes are free.
    public long room() throws IOException {
        return Files.getFileStore(folder).getUsableSpace();
    }

    private void unmount() {
        try {
            if (Files.readString(Path.of("/proc/mounts"), StandardCharsets.UTF_8)
                    .contains(" %s tmpfs ".formatted(folder))) {
                boolean _ = works(List.of("umount", "--lazy", folder.toString()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean works(List<String> command) throws IOException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while mounting", e);
        }
    }

    @Override
    public void close() {
        unmount();
    }
}
