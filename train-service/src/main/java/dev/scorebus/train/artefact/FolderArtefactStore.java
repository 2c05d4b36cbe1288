package dev.scorebus.train.artefact;

import dev.scorebus.train.problem.Problem;
import dev.scorebus.train.problem.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// Keeps artefacts as files: `ab/abcdef…`, written beside, flushed to disk and then renamed.
public final class FolderArtefactStore implements ArtefactStore {
    private static final String STAGING = "staging";

    private final Path folder;
    private final Staging staging;

    /// Opens a folder, and removes what was staged in it by processes that have ended.
    public FolderArtefactStore(Path folder, InstantSource clock) throws IOException {
        this.folder = folder;
        this.staging = Staging.below(folder.resolve(STAGING), clock.instant());
    }

    @Override
    public Staged stage(InputStream bytes, long limit) throws IOException {
        Path file = staging.file();
        boolean whole = false;
        try {
            Staged staged = copy(bytes, file, limit);
            whole = true;
            return staged;
        } finally {
            if (!whole) {
                Files.deleteIfExists(file);
            }
        }
    }

    @Override
    public Optional<Artefact> find(String sha256) throws IOException {
        if (!sha256.matches("[0-9a-f]{64}")) {
            return Optional.empty();
        }
        Path file = place(sha256);
        return Files.isRegularFile(file)
                ? Optional.of(new FileArtefact(file, Files.size(file)))
                : Optional.empty();
    }

    private Path place(String sha256) {
        return folder.resolve(sha256.substring(0, 2)).resolve(sha256);
    }

    private Staged copy(InputStream bytes, Path file, long limit) throws IOException {
        MessageDigest digest = sha256();
        long size = 0;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            byte[] buffer = new byte[64 * 1024];
            for (int read = bytes.read(buffer); read >= 0; read = bytes.read(buffer)) {
                size += read;
                if (size > limit) {
                    throw new ProblemException(
                            new Problem.TooLarge(
                                    "The file has more than the %d bytes this installation takes; raise scorebus.train.max-upload or send less"
                                            .formatted(limit)));
                }
                digest.update(buffer, 0, read);
                ByteBuffer out = ByteBuffer.wrap(buffer, 0, read);
                while (out.hasRemaining()) {
                    channel.write(out);
                }
            }
            channel.force(true);
        }
        return new StagedFile(file, HexFormat.of().formatHex(digest.digest()), size);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    private static void flush(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private record FileArtefact(Path file, long sizeBytes) implements Artefact {
        @Override
        public InputStream open() throws IOException {
            return Files.newInputStream(file);
        }
    }

    private final class StagedFile implements Staged {
        private final String sha256;
        private final long sizeBytes;
        private Path file;

        StagedFile(Path file, String sha256, long sizeBytes) {
            this.file = file;
            this.sha256 = sha256;
            this.sizeBytes = sizeBytes;
        }

        @Override
        public String sha256() {
            return sha256;
        }

        @Override
        public long sizeBytes() {
            return sizeBytes;
        }

        @Override
        public InputStream open() throws IOException {
            return Files.newInputStream(file);
        }

        @Override
        public void keep() throws IOException {
            Path place = place(sha256);
            Path parent = place.resolveSibling("");
            Files.createDirectories(parent);
            Files.move(file, place, StandardCopyOption.ATOMIC_MOVE);
            for (Path changed : List.of(parent, folder)) {
                flush(changed);
            }
            file = place;
        }

        @Override
        public void close() throws IOException {
            if (!file.equals(place(sha256))) {
                Files.deleteIfExists(file);
            }
        }
    }
}
